#include "io/files.hpp"

#include "io/errors.hpp"
#include "io/temporary.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ncv {
namespace fs = std::filesystem;
namespace {

/// What a chain of symbolic links leads to, be it there or not.
fs::path behind_links(const fs::path& path) {
    fs::path out = path;
    for (int links = 0; fs::is_symlink(fs::symlink_status(out)); ++links) {
        if (links == 40) cannot_write(path, ELOOP);
        const fs::path to = fs::read_symlink(out);
        out = to.is_absolute() ? to : out.parent_path() / to;
    }
    return out;
}

/// A device, a pipe: nothing that a rename should replace.
bool is_special(const fs::path& path) {
    struct stat there {};
    return ::stat(path.c_str(), &there) == 0 && !S_ISREG(there.st_mode);
}

/// Into what stands there.
void write_into(const fs::path& path, std::string_view bytes, int flags) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | flags, 0666);
    if (fd < 0) cannot_write(path, errno);
    int error = write_all(fd, bytes);
    if (::close(fd) != 0 && error == 0) error = errno;
    if (error != 0) cannot_write(path, error);
}

} // namespace

std::string read_file(const fs::path& path) {
    std::error_code error;
    if (!fs::exists(path, error)) throw BadInput(fmt::format("{}: no such file", path.string()));
    if (fs::is_directory(path, error))
        throw BadInput(fmt::format("{}: is a folder, a file is needed", path.string()));
    if (fs::is_character_file(path, error) || fs::is_block_file(path, error)) // may have no end
        throw BadInput(fmt::format("{}: is a device, a file is needed", path.string()));
    std::ifstream in(path, std::ios::binary);
    std::ostringstream bytes;
    if (!in || !(bytes << in.rdbuf()) || in.bad()) {
        if (in && fs::file_size(path, error) == 0) return {};
        throw BadInput(fmt::format("{}: cannot be read", path.string()));
    }
    return std::move(bytes).str();
}

void write_file(const fs::path& path, std::string_view bytes) {
    if (is_special(path)) return write_into(path, bytes, 0);
    Temporary temporary(behind_links(path));
    temporary.write(bytes);
    temporary.finish();
}

void write_with_account(const fs::path& path, std::string_view bytes, const fs::path& account_path,
                        std::string_view account) {
    if (is_special(path) || is_special(account_path)) {
        write_file(path, bytes);
        return write_file(account_path, account);
    }
    const fs::path account_place = behind_links(account_path);
    Temporary file(behind_links(path)), of_it(account_place);
    file.write(bytes);
    of_it.write(account);
    file.sync(); // a disk may say only now that it is full
    of_it.sync();
    fs::remove(account_place);
    file.finish();
    of_it.finish();
}

void append_file(const fs::path& path, std::string_view bytes) {
    write_into(path, bytes, O_APPEND | O_CREAT);
}

void make_writable_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error.value() == ENOSPC || error.value() == EDQUOT) cannot_write(folder, error.value());
    if (error || !fs::is_directory(folder))
        throw BadInput(fmt::format("cannot make the folder {}: {}", folder.string(),
                                   error ? error.message() : "a file of that name is in the way"));
    if (::access(folder.c_str(), W_OK) != 0)
        throw BadInput(fmt::format("cannot write into the folder {}: {}", folder.string(),
                                   std::strerror(errno)));
}

} // namespace ncv
