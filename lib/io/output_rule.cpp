#include "io/output_rule.hpp"

#include "io/errors.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstring>
#include <fstream>
#include <optional>

#include <sys/stat.h>

namespace ncv {
namespace fs = std::filesystem;
namespace {

std::string head_of(const fs::path& path, std::size_t most = 1 << 14) {
    std::string out(most, '\0');
    std::ifstream in(path, std::ios::binary);
    in.read(out.data(), static_cast<std::streamsize>(most));
    out.resize(static_cast<std::size_t>(in.gcount()));
    return out;
}

/// JSON whatever its white space: the beginning without any.
std::string json_head(const fs::path& path) {
    std::string out = head_of(path);
    std::erase_if(out, [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; });
    return out;
}

FileKind json_beginning(std::string name, std::string text) {
    return {std::move(name), [text = std::move(text)](const fs::path& path) {
                return json_head(path).starts_with(text);
            }};
}

FileKind markup(std::string name, std::string start, std::vector<std::string> marks) {
    return {std::move(name),
            [start = std::move(start), marks = std::move(marks)](const fs::path& path) {
                const std::string head = head_of(path);
                if (!head.starts_with(start)) return false;
                for (const std::string& mark : marks)
                    if (head.find(mark) != std::string::npos) return true;
                return false;
            }};
}

/// A text of the metadata in the header of a safetensors file; none where it is not there.
std::optional<std::string> metadata_of(const fs::path& path, const std::string& key) {
    std::uint64_t length = 0;
    const std::string start = head_of(path, sizeof length);
    if (start.size() < sizeof length) return {};
    std::memcpy(&length, start.data(), sizeof length);
    if (length > 100'000'000) return {};
    const auto header = nlohmann::json::parse(
        head_of(path, sizeof length + length).substr(sizeof length), nullptr, false);
    const nlohmann::json::json_pointer text("/__metadata__/" + key);
    if (!header.is_object() || !header.contains(text) || !header[text].is_string()) return {};
    return header[text].get<std::string>();
}

bool is_found_instance(const fs::path& path) {
    const auto j = nlohmann::json::parse(head_of(path), nullptr, false);
    return j.is_object() && j.contains("claim") && j.contains("expected") && j.contains("note") &&
           j["note"].is_string() &&
           j["note"].get<std::string>().find("`ncv search ") != std::string::npos;
}

} // namespace

void require_replaceable(const std::string& option, const fs::path& path, const FileKind& kind,
                         const std::vector<fs::path>& inputs, bool force) {
    struct stat there {};
    if (::stat(path.c_str(), &there) != 0) return;
    if (S_ISDIR(there.st_mode))
        throw BadInput(fmt::format("{} {}: is a folder, a file is needed", option, path.string()));
    if (!S_ISREG(there.st_mode)) return;
    for (const fs::path& input : inputs) {
        struct stat read {};
        if (::stat(input.c_str(), &read) == 0 && read.st_dev == there.st_dev &&
            read.st_ino == there.st_ino)
            throw BadInput(fmt::format("{} {}: is {}, which is read; name another file", option,
                                       path.string(), input.string()));
    }
    if (force || there.st_size == 0 || kind.knows(path)) return;
    throw BadInput(fmt::format("{} {}: what stands there is not {} and would be lost; name another "
                               "file, or say --force",
                               option, path.string(), kind.name));
}

namespace kinds {

FileKind certificate() { return json_beginning("a certificate", "{\"certificate\":"); }
FileKind certificate_page() {
    return markup("a certificate's page", "<!doctype html>",
                  {"<title>Certificate of collapse</title>"});
}
FileKind badge() { return markup("a badge", "<svg ", {"neural collapse, certified"}); }
FileKind report_page() {
    return markup("a report", "<!doctype html>",
                  {"<title>ncv verify:", "<meta name=\"generator\" content=\"ncv report\">"});
}
FileKind results() { return json_beginning("results of `ncv verify`", "{\"ncv\":1,\"source\":"); }
FileKind found_instance() { return {"an instance that `ncv search` stored", is_found_instance}; }
FileKind refutation() { return json_beginning("a refuted hypothesis", "{\"id\":\"F12\","); }
FileKind begins_with(std::string name, std::string text) {
    return {std::move(name), [text = std::move(text)](const fs::path& path) {
                return head_of(path, text.size()) == text;
            }};
}
FileKind snapshot_from(std::string source) {
    return {fmt::format("a snapshot from `{}`", source), [source](const fs::path& path) {
                return metadata_of(path, "source").value_or("").starts_with(source);
            }};
}
FileKind snapshot() {
    return {"a snapshot",
            [](const fs::path& path) { return metadata_of(path, "ncv").has_value(); }};
}

} // namespace kinds

} // namespace ncv
