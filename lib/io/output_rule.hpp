/// What a command may write over, one rule for all of them: never what it reads; what stands there
/// only if it is of the kind the command itself writes there, known by its content, unless --force
/// is given. A device or a pipe has nothing to lose.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace ncv {

struct FileKind {
    std::string name; ///< "a certificate"
    std::function<bool(const std::filesystem::path&)> knows;
};

/// Throws BadInput where `path`, which `option` names, may not be written. A file is the same by
/// another path, a link or a hard link, too.
void require_replaceable(const std::string& option, const std::filesystem::path& path,
                         const FileKind& kind, const std::vector<std::filesystem::path>& inputs,
                         bool force);

namespace kinds {

FileKind certificate();
FileKind certificate_page();
FileKind badge();
FileKind report_page();    ///< of `ncv report` and `ncv verify`
FileKind results();        ///< results.json of `ncv verify`
FileKind found_instance(); ///< NAME.json of `ncv search`
FileKind refutation();     ///< f12_NAME.json of `ncv report`
FileKind begins_with(std::string name, std::string text);
/// A snapshot whose `source` begins so: it says which command wrote it.
FileKind snapshot_from(std::string source);
FileKind snapshot();

} // namespace kinds

} // namespace ncv
