/// File systems that several hosts see. SQLite's write-ahead log shares memory between processes,
/// which hosts cannot.
#pragma once

#include <filesystem>
#include <string_view>

namespace ncv::sweep {

/// "NFS", "SMB", ..; empty for a local file system, and where it cannot be told. FUSE is taken for
/// local: what lies below it cannot be asked.
std::string_view network_file_system(const std::filesystem::path& folder);
std::string_view network_file_system_name(unsigned long type); ///< by statfs(2)'s f_type

} // namespace ncv::sweep
