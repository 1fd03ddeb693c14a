#include "data/images.hpp"

extern "C" {
extern const char ncv_digit_images[], ncv_digit_images_end[];
extern const char ncv_digit_labels[], ncv_digit_labels_end[];
}

namespace ncv {

LabelledImages digits() {
    const std::string_view images(ncv_digit_images, ncv_digit_images_end);
    const std::string_view labels(ncv_digit_labels, ncv_digit_labels_end);
    return {parse_idx(images, "shipped digit images"), parse_idx(labels, "shipped digit labels")};
}

} // namespace ncv
