/// libFuzzer's entry point.
#include "fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ncv::fuzz_or_refuse({reinterpret_cast<const char*>(data), size});
    return 0;
}
