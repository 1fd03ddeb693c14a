#include "data/harder.hpp"
#include "data/images.hpp"
#include "io/errors.hpp"
#include "io/snapshot_file.hpp"
#include "training/data_config.hpp"

#include <fmt/format.h>

namespace ncv {

Dataset<double> load_data(const DataConfig& config, std::uint64_t seed) {
    Dataset<double> data;
    if (config.source == "digits") {
        data = image_dataset(digits(), config.per_class, "the shipped digits");
    } else if (config.source == "synthetic") {
        SyntheticSpec spec = config.synthetic;
        spec.per_class = config.per_class;
        spec.seed = seed;
        data = synthetic(spec);
    } else if (std::filesystem::is_directory(config.source)) {
        data = image_dataset(read_image_folder(config.source), config.per_class, config.source);
    } else if (std::filesystem::exists(config.source)) {
        if (config.imbalance > 1)
            throw BadInput(fmt::format("imbalance thins digits, synthetic data and folders of "
                                       "images; {} is a snapshot, whose samples stay as they are",
                                       config.source));
        data = read_snapshot(config.source).data;
    } else {
        throw BadInput(
            fmt::format("data source \"{}\" is neither digits nor synthetic, nor a folder "
                        "of IDX files, nor a snapshot",
                        config.source));
    }
    if (config.imbalance > 1) make_imbalanced(data, config.imbalance);
    if (config.label_noise > 0) redraw_labels(data, config.label_noise, seed);
    if (config.span_coordinates) to_span_coordinates(data.inputs);
    if (config.unit_mean_norm) scale_to_unit_mean_norm(data.inputs);
    return data;
}

} // namespace ncv
