#include "site/site_folder.hpp"

#include "io/errors.hpp"
#include "io/files.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <set>
#include <sstream>

#include <sys/stat.h>

namespace ncv::app {
namespace fs = std::filesystem;
namespace {

constexpr const char* list_name = "assets/files.txt";

/// Throws unless every file in `folder` is one that a report put there.
void require_own(const fs::path& folder) {
    if (!fs::is_directory(folder))
        throw BadInput(fmt::format("-o {}: a file of that name is in the way; the report of a "
                                   "store is a folder",
                                   folder.string()));
    if (fs::is_empty(folder)) return;
    if (!fs::exists(folder / list_name))
        throw BadInput(fmt::format("-o {}: the folder is not empty and holds no earlier report; "
                                   "give another, or empty it",
                                   folder.string()));
    std::set<std::string> own{list_name};
    std::istringstream lines(read_file(folder / list_name));
    for (std::string line; std::getline(lines, line);) own.insert(line);
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const std::string name = fs::relative(entry.path(), folder).generic_string();
        if (!entry.is_directory() && !own.contains(name))
            throw BadInput(fmt::format("-o {}: {} is not part of the report there and would be "
                                       "lost; move it, or give another folder",
                                       folder.string(), name));
    }
}

/// Whether anything stands at `path`, be it a link that leads nowhere.
bool stands(const fs::path& path) {
    return fs::symlink_status(path).type() != fs::file_type::not_found;
}

void move(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::rename(from, to, error);
    if (error) throw BadInput(fmt::format("cannot write {}: {}", to.string(), error.message()));
}

} // namespace

SiteFolder::SiteFolder(const fs::path& target)
    : target_(fs::weakly_canonical(fs::absolute(target))) {
    if (!target_.has_filename()) target_ = target_.parent_path();
    if (stands(target_)) require_own(target_);
    make_writable_folder(target_.parent_path());
    std::string name =
        (target_.parent_path() / fmt::format(".{}.XXXXXX", target_.filename().string()));
    if (!::mkdtemp(name.data()))
        throw BadInput(fmt::format("cannot write {}: {}", target_.string(), std::strerror(errno)));
    filling_ = name;
    const mode_t mask = ::umask(0);
    ::umask(mask);
    ::chmod(name.c_str(), 0777 & ~mask);
    for (const char* folder : {"assets", "runs"}) make_writable_folder(filling_ / folder);
}

SiteFolder::~SiteFolder() {
    std::error_code ignored;
    if (!filling_.empty()) fs::remove_all(filling_, ignored);
}

void SiteFolder::write(const std::string& name, std::string_view bytes) {
    append_file(filling_ / name, bytes);
    names_ += name + '\n';
}

void SiteFolder::finish() {
    append_file(filling_ / list_name, names_);
    const fs::path older = filling_.string() + ".old";
    const bool replaces = stands(target_);
    if (replaces) {
        require_own(target_);
        move(target_, older);
    }
    try {
        move(filling_, target_);
    } catch (...) {
        if (replaces) move(older, target_);
        throw;
    }
    filling_.clear();
    if (replaces) fs::remove_all(older);
}

} // namespace ncv::app
