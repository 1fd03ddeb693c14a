/// Zeroed, aligned memory of a kernel; large pages where the system gives them, for a product reads
/// rows that lie far apart.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace ncv::kernels {

template <class S>
class Buffer {
  public:
    Buffer() = default;
    explicit Buffer(std::ptrdiff_t count) {
        constexpr std::size_t line = 128, large = std::size_t(2) << 20;
        const std::size_t bytes = static_cast<std::size_t>(count) * sizeof(S);
        const std::size_t unit = bytes >= large ? large : line;
        const std::size_t whole = (bytes + unit - 1) / unit * unit;
        if (whole == 0) return;
        void* memory = std::aligned_alloc(unit, whole);
        if (!memory) throw std::bad_alloc();
#if defined(__linux__)
        if (unit == large) madvise(memory, whole, MADV_HUGEPAGE);
#endif
        std::memset(memory, 0, whole);
        data_.reset(static_cast<S*>(memory));
    }
    S* get() const { return data_.get(); }
    S& operator[](std::ptrdiff_t i) const { return data_.get()[i]; }

  private:
    struct Free {
        void operator()(S* p) const { std::free(p); }
    };
    std::unique_ptr<S[], Free> data_;
};

} // namespace ncv::kernels
