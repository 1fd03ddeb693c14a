/// Benchmarks of many networks trained at once.
#pragma once

namespace ncv::bench {

void register_campaigns();

} // namespace ncv::bench
