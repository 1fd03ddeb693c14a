/// Whole files in, whole files out.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ncv {

/// All bytes of a file or a pipe. Throws BadInput if it cannot be read, or is a device.
std::string read_file(const std::filesystem::path& path);

/// To a temporary beside `path`, synced and renamed: whole or not there, and an older file survives
/// a failure. Links are followed; into a device or a pipe it is written as it stands. Throws
/// BadInput if the folder cannot be written, OutOfResources if the disk is full; leaves nothing
/// behind.
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// A file and what tells of it: where one cannot be written both stay as they were, and at no
/// moment does an older account stand beside a newer file (it is removed before). Throws as
/// write_file.
void write_with_account(const std::filesystem::path& path, std::string_view bytes,
                        const std::filesystem::path& account_path, std::string_view account);

/// Adds to the end of a file, made if need be. Throws as write_file does; what had room of `bytes`
/// then stays.
void append_file(const std::filesystem::path& path, std::string_view bytes);

/// The folder, made if need be. Throws BadInput if it cannot be made or written.
void make_writable_folder(const std::filesystem::path& folder);

} // namespace ncv
