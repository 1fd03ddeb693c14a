#include "io/checksums.hpp"

#include "io/digest.hpp"
#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/temporary.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

namespace ncv {
namespace {

constexpr std::size_t digits = 64;

} // namespace

Checksums::Checksums(const std::filesystem::path& folder) : file_(folder / file_name) {
    if (!std::filesystem::exists(file_)) return;
    given_ = true;
    const std::string text = read_file(file_);
    cut_short_ = !text.empty() && text.back() != '\n';
    std::istringstream in(text);
    for (std::string line; std::getline(in, line) && !in.eof();)
        if (line.size() > digits + 1 && line[line.size() - digits - 1] == ',')
            lines_.emplace(line.substr(0, line.size() - digits - 1),
                           line.substr(line.size() - digits));
}

bool Checksums::has(const std::string& name, std::string_view bytes) const {
    return lines_.contains({name, sha256_of(bytes)});
}

bool Checksums::names(const std::string& name) const {
    const auto first = lines_.lower_bound({name, ""});
    return first != lines_.end() && first->first == name;
}

void Checksums::require(const std::string& name, std::string_view bytes) const {
    if (given_ && !has(name, bytes))
        throw BadInput(fmt::format("{}: is damaged or was changed: its SHA-256 is not in {}",
                                   (file_.parent_path() / name).string(), file_.string()));
}

void Checksums::add(const std::vector<std::pair<std::string, std::string_view>>& states) {
    std::string text = cut_short_ ? "\n" : given_ ? "" : "file,sha256\n";
    for (const auto& [name, bytes] : states) {
        const auto [line, is_new] = lines_.emplace(name, sha256_of(bytes));
        if (is_new) text += fmt::format("{},{}\n", name, line->second);
    }
    const int fd = ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) cannot_write(file_, errno);
    int error = write_all(fd, text);
    if (error == 0 && ::fsync(fd) != 0) error = errno;
    ::close(fd);
    cut_short_ = error != 0;
    if (error != 0) cannot_write(file_, error);
    given_ = true;
}

} // namespace ncv
