#include "io/tensor_values.hpp"

#include "io/errors.hpp"

#include <Eigen/Core>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

namespace ncv {
namespace {

template <class T>
void widen(const char* bytes, Matrix<double>& out) {
    for (Eigen::Index i = 0; i < out.size(); ++i) {
        T entry;
        std::memcpy(&entry, bytes + static_cast<std::size_t>(i) * sizeof(T), sizeof(T));
        out.data()[i] = static_cast<double>(entry);
    }
}

/// Numbers of a type as they are stored.
struct StoredReals {
    std::uint64_t width; ///< bytes
    void (*widen)(const char* bytes, Matrix<double>& out);
};

StoredReals reals_stored_as(const std::string& dtype, const std::string& name) {
    if (dtype == "F64") return {8, widen<double>};
    if (dtype == "F32") return {4, widen<float>};
    if (dtype == "F16") return {2, widen<Eigen::half>};
    if (dtype == "BF16") return {2, widen<Eigen::bfloat16>};
    throw BadInput(fmt::format("{} has dtype {}, needs F64, F32, F16 or BF16", name, dtype));
}

void require_finite(const Matrix<double>& M, const std::string& name) {
    if (!M.allFinite()) throw BadInput(name + " holds NaN or infinity, needs finite numbers");
}

/// Rows of the file are columns.
class StoredColumns : public StoredInputs {
  public:
    StoredColumns(const Tensor& tensor, const std::string& name)
        : bytes_(*tensor.stored), reals_(reals_stored_as(tensor.dtype, name)),
          rows_(tensor.shape[1]), cols_(tensor.shape[0]) {
        constexpr Eigen::Index some = 1024;
        for (Eigen::Index first = 0; first < cols_; first += some)
            require_finite(columns(first, std::min(some, cols_ - first)), name);
    }
    Eigen::Index rows() const override { return rows_; }
    Eigen::Index cols() const override { return cols_; }
    Matrix<double> columns(Eigen::Index first, Eigen::Index n) const override {
        const auto column = static_cast<std::uint64_t>(rows_) * reals_.width;
        Matrix<double> out(rows_, n);
        const std::string bytes =
            bytes_.file->bytes(bytes_.begin + static_cast<std::uint64_t>(first) * column,
                               static_cast<std::uint64_t>(n) * column);
        reals_.widen(bytes.data(), out);
        return out;
    }

  private:
    StoredBytes bytes_;
    StoredReals reals_;
    Eigen::Index rows_, cols_;
};

/// As text, for U64 goes beyond every signed type; the number where it is a class.
struct Label {
    std::string text;
    int value = -1;
};

template <class T>
Label label_at(const Tensor& tensor, std::size_t i) {
    T entry;
    std::memcpy(&entry, tensor.bytes.data() + i * sizeof(T), sizeof(T));
    const bool may_be_class = std::cmp_greater_equal(entry, 0) && std::in_range<int>(entry);
    return {std::to_string(entry), may_be_class ? static_cast<int>(entry) : -1};
}

using LabelAt = Label (*)(const Tensor&, std::size_t);

LabelAt reader_of(const std::string& dtype) {
    static const std::map<std::string, LabelAt> readers{
        {"I64", label_at<std::int64_t>},  {"I32", label_at<std::int32_t>},
        {"I16", label_at<std::int16_t>},  {"I8", label_at<std::int8_t>},
        {"U64", label_at<std::uint64_t>}, {"U32", label_at<std::uint32_t>},
        {"U16", label_at<std::uint16_t>}, {"U8", label_at<std::uint8_t>}};
    const auto found = readers.find(dtype);
    return found == readers.end() ? nullptr : found->second;
}

void require_one_a_sample(const Tensor& tensor, const std::string& name, Eigen::Index samples,
                          Eigen::Index classes) {
    const auto& shape = tensor.shape;
    if (shape.size() == 1 && shape[0] == samples) return;
    const char* remedy = "";
    if (shape.size() == 2 && shape[0] == samples)
        remedy = shape[1] == 1         ? "; labels.squeeze(1) makes it so"
                 : shape[1] == classes ? "; of one-hot labels labels.argmax(dim=1) makes it so"
                                       : "";
    throw BadInput(fmt::format("{} has shape [{}], needs [{}], one number a sample{}", name,
                               fmt::join(shape, ", "), samples, remedy));
}

void require_samples_of_all(const std::vector<Eigen::Index>& counts, const std::string& name) {
    std::vector<std::size_t> empty;
    for (std::size_t c = 0; c < counts.size(); ++c)
        if (counts[c] == 0) empty.push_back(c);
    if (empty.empty()) return;
    const bool one = empty.size() == 1;
    constexpr std::size_t most = 12; // of a line
    const std::size_t left_out = empty.size() - std::min(empty.size(), most);
    empty.resize(empty.size() - left_out);
    throw BadInput(fmt::format(
        "{}: {} {}{} no sample; every class needs one: add samples, or check the network without "
        "{} (take {} out of the last layer and number the labels anew from 0)",
        name, one ? "class" : "classes", fmt::join(empty, ", "),
        one        ? " has"
        : left_out ? fmt::format(" and {} more have", left_out)
                   : " have",
        one ? "it" : "them", one ? "its row" : "their rows"));
}

Matrix<double> reals_of(const Tensor& tensor, const std::string& name, Eigen::Index rows,
                        Eigen::Index columns) {
    const StoredReals reals = reals_stored_as(tensor.dtype, name);
    Matrix<double> out(rows, columns);
    reals.widen(tensor.bytes.data(), out);
    require_finite(out, name);
    return out;
}

void require_columns(const Tensor& tensor, const std::string& name) {
    if (tensor.shape.size() != 2)
        throw BadInput(fmt::format("{} has {} dimensions, needs 2", name, tensor.shape.size()));
    if (tensor.size() == 0) throw BadInput(name + " is empty");
}

} // namespace

Matrix<double> columns_of(const Tensor& tensor, const std::string& name) {
    require_columns(tensor, name);
    return reals_of(tensor, name, tensor.shape[1], tensor.shape[0]);
}

std::shared_ptr<const StoredInputs> stored_columns_of(const Tensor& tensor,
                                                      const std::string& name) {
    require_columns(tensor, name);
    return std::make_shared<const StoredColumns>(tensor, name);
}

Vector<double> bias_of(const Tensor& tensor, const std::string& name, Eigen::Index entries) {
    if (tensor.shape.size() != 1 || tensor.shape[0] != entries)
        throw BadInput(fmt::format("{} has shape [{}], needs [{}], one entry a row of its weight",
                                   name, fmt::join(tensor.shape, ", "), entries));
    return reals_of(tensor, name, entries, 1);
}

std::vector<int> labels_of(const Tensor& tensor, const std::string& name, Eigen::Index samples,
                           Eigen::Index classes) {
    require_one_a_sample(tensor, name, samples, classes);
    const LabelAt label = reader_of(tensor.dtype);
    if (!label)
        throw BadInput(fmt::format("{} has dtype {}, needs an integer type, I64 say; "
                                   "labels.long() makes it so",
                                   name, tensor.dtype));
    std::vector<int> out;
    std::vector<Eigen::Index> counts(static_cast<std::size_t>(classes) + 1, 0); // of 0 .. K
    std::string wrong;                                                          // the first one
    for (std::size_t i = 0; i < static_cast<std::size_t>(samples); ++i) {
        const Label found = label(tensor, i);
        out.push_back(found.value);
        if (found.value >= 0 && found.value <= classes)
            ++counts[static_cast<std::size_t>(found.value)];
        if ((found.value < 0 || found.value >= classes) && wrong.empty())
            wrong = fmt::format("label {} of sample {} is outside 0..{}, the rows of the last "
                                "layer",
                                found.text, i, classes - 1);
    }
    if (!wrong.empty()) {
        const bool from_one =
            counts.front() == 0 && std::count(counts.begin() + 1, counts.end(), 0) == 0 &&
            std::accumulate(counts.begin(), counts.end(), Eigen::Index(0)) == samples;
        throw BadInput(name + ": " + wrong +
                       (from_one ? "; labels seem to start at 1, labels - 1 makes it right" : ""));
    }
    counts.pop_back();
    require_samples_of_all(counts, name);
    return out;
}

} // namespace ncv
