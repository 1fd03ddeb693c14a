/// NumPy arrays as tensors of a snapshot, and a snapshot's matrices as arrays.
#pragma once

#include "io/errors.hpp"
#include "io/safetensors.hpp"
#include "network/scalar.hpp"

#include <fmt/format.h>
#include <pybind11/numpy.h>

#include <string>

namespace ncv::python {

/// As safetensors calls it: F64, I64; another type keeps NumPy's name, which is then refused by it.
inline std::string dtype_name(const pybind11::dtype& type) {
    const char kind = type.kind();
    const auto bits = 8 * type.itemsize();
    if (kind == 'f' && bits <= 64) return fmt::format("F{}", bits);
    if (kind == 'i') return fmt::format("I{}", bits);
    if (kind == 'u') return fmt::format("U{}", bits);
    return pybind11::str(static_cast<pybind11::handle>(type)).cast<std::string>();
}

/// One copy of the entries, in rows, little-endian.
inline Tensor tensor_of(const std::string& key, const pybind11::handle& given) {
    const auto array = pybind11::array::ensure(given, pybind11::array::c_style);
    if (!array) {
        PyErr_Clear();
        throw BadInput(key + " is no array");
    }
    Tensor out{dtype_name(array.dtype()), {}, {}};
    for (pybind11::ssize_t i = 0; i < array.ndim(); ++i) out.shape.push_back(array.shape(i));
    const bool numbers = array.dtype().kind() != 'O';
    if (numbers && array.nbytes() > 0)
        out.bytes.assign(static_cast<const char*>(array.data()),
                         static_cast<std::size_t>(array.nbytes()));
    return out;
}

inline pybind11::array read_only(pybind11::array array) {
    array.attr("setflags")(pybind11::arg("write") = false);
    return array;
}

/// d x N column-major as [N, d]: a view that keeps `owner` alive.
inline pybind11::array rows_view(const Matrix<double>& columns, const pybind11::object& owner) {
    return read_only(
        pybind11::array_t<double>({columns.cols(), columns.rows()}, columns.data(), owner));
}
/// A view with the shape that the matrix has.
inline pybind11::array view(const Matrix<double>& m, const pybind11::object& owner) {
    constexpr auto size = static_cast<pybind11::ssize_t>(sizeof(double));
    return read_only(
        pybind11::array_t<double>({m.rows(), m.cols()}, {size, size * m.rows()}, m.data(), owner));
}
inline pybind11::array view(const Vector<double>& v, const pybind11::object& owner) {
    return read_only(pybind11::array_t<double>(v.size(), v.data(), owner));
}

} // namespace ncv::python
