/// Whole files in, whole files out.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ncv {

/// All bytes of a file. Throws BadInput if it cannot be read.
std::string read_file(const std::filesystem::path& path);

/// Writes to a temporary beside `path`, syncs and renames: the file is whole or not there, and an
/// older one survives a failure. Throws BadInput if the folder cannot be written, OutOfResources
/// if the disk is full; nothing is left behind.
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// Adds to the end of a file, made if need be. Throws as write_file does; what had room of `bytes`
/// then stays.
void append_file(const std::filesystem::path& path, std::string_view bytes);

/// The folder, made if need be. Throws BadInput if it cannot be made or written.
void make_writable_folder(const std::filesystem::path& folder);

} // namespace ncv
