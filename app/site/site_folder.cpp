#include "site/site_folder.hpp"

#include "io/errors.hpp"
#include "io/files.hpp"

#include <fmt/format.h>

#include <set>
#include <sstream>

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

} // namespace

SiteFolder::SiteFolder(const fs::path& target)
    : target_(fs::weakly_canonical(fs::absolute(target))) {
    if (!target_.has_filename()) target_ = target_.parent_path();
    if (stands(target_)) require_own(target_);
    make_writable_folder(target_.parent_path());
    filling_.emplace(target_);
    for (const char* folder : {"assets", "runs"}) make_writable_folder(filling_->path() / folder);
}

void SiteFolder::write(const std::string& name, std::string_view bytes) {
    append_file(filling_->path() / name, bytes);
    names_ += name + '\n';
}

void SiteFolder::finish() {
    append_file(filling_->path() / list_name, names_);
    if (stands(target_)) require_own(target_);
    filling_->finish();
    filling_.reset();
}

} // namespace ncv::app
