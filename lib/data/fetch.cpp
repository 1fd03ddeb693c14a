#include "data/fetch.hpp"

#include "data/idx.hpp"
#include "io/digest.hpp"
#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/gzip.hpp"
#include "io/output_rule.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <optional>

namespace ncv {
namespace fs = std::filesystem;

const std::vector<PublishedFile>& mnist_files() {
    static const std::vector<PublishedFile> files{
        {"train-images-idx3-ubyte", "6bbc9ace898e44ae57da46a324031adb"},
        {"train-labels-idx1-ubyte", "a25bea736e30d166cdddb491f175f624"},
        {"t10k-images-idx3-ubyte", "2646ac647ad5339dbf082846283269ea"},
        {"t10k-labels-idx1-ubyte", "27ae3e4e09519cfbb04c329615203637"}};
    return files;
}

const std::vector<PublishedFile>& fashion_mnist_files() {
    static const std::vector<PublishedFile> files{
        {"train-images-idx3-ubyte", "f4a8712d7a061bf5bd6d2ca38dc4d50a"},
        {"train-labels-idx1-ubyte", "9018921c3c673c538a1fc5bad174d6f9"},
        {"t10k-images-idx3-ubyte", "8181f5470baa50b63fa0f6fddb340f0a"},
        {"t10k-labels-idx1-ubyte", "15d484375f8d13e6eb1aabb0c3f46965"}};
    return files;
}

const std::vector<std::string>& fashion_mnist_mirrors() {
    static const std::vector<std::string> mirrors{
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com"};
    return mirrors;
}

const std::vector<std::string>& mnist_mirrors() {
    static const std::vector<std::string> mirrors{
        "https://ossci-datasets.s3.amazonaws.com/mnist",
        "https://storage.googleapis.com/cvdf-datasets/mnist"};
    return mirrors;
}

namespace {

constexpr std::size_t size_limit = std::size_t(1) << 28; // MNIST's largest file unpacks to 47 MB

/// What a failed transfer was: `stopped` is the user's wish, the rest the mirror's fault.
struct Transfer {
    const std::string& file;
    const FetchProgress& progress;
    std::string bytes;
    bool stopped = false;
};

std::size_t receive(char* data, std::size_t, std::size_t size, void* into) {
    auto& transfer = *static_cast<Transfer*>(into);
    if (transfer.bytes.size() + size > size_limit) return 0;
    transfer.bytes.append(data, size);
    return size;
}

int report(void* into, curl_off_t total, curl_off_t done, curl_off_t, curl_off_t) {
    auto& transfer = *static_cast<Transfer*>(into);
    transfer.stopped =
        transfer.progress && !transfer.progress(transfer.file, static_cast<std::uint64_t>(done),
                                                static_cast<std::uint64_t>(total));
    return transfer.stopped ? 1 : 0;
}

/// The bytes at `url`, or nothing and why.
std::optional<std::string> download(const std::string& url, const std::string& file,
                                    const FetchProgress& progress, std::string& why) {
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    if (!curl) throw OutOfResources("libcurl cannot start");
    Transfer transfer{file, progress, {}};
    CURL* const c = curl.get();
    curl_easy_setopt(c, CURLOPT_URL, url.c_str());
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "https,http,file");
    curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "https,http");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(c, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, 15L);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 100L);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, 30L);
    curl_easy_setopt(c, CURLOPT_USERAGENT, "ncv");
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, report);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, &transfer);
    const CURLcode code = curl_easy_perform(c);
    if (transfer.stopped) throw OutOfResources("stopped; nothing was written");
    if (code == CURLE_OK) return std::move(transfer.bytes);
    why = curl_easy_strerror(code);
    return std::nullopt;
}

/// `bytes`, plain or gzipped, as gzip; or nothing and why they are not the published file.
std::optional<std::string> verified(std::string bytes, const PublishedFile& file,
                                    const std::string& name, std::string& why) {
    try {
        const bool packed = is_gzip(bytes);
        const std::string md5 = md5_of(packed ? gunzipped(bytes, size_limit, name) : bytes);
        if (md5 == file.md5) return packed ? std::move(bytes) : gzipped(bytes);
        why = fmt::format("has MD5 {} unpacked, should have {}", md5, file.md5);
    } catch (const BadInput& e) {
        why = std::string(e.what()).substr(name.size() + 2);
    }
    return std::nullopt;
}

std::string from_folder(const FetchPlan& plan, const PublishedFile& file) {
    for (const char* suffix : {"", ".gz"}) {
        const fs::path path = plan.from / (file.name + suffix);
        if (!fs::exists(path)) continue;
        std::string why;
        if (auto bytes = verified(read_file(path), file, path.string(), why)) return *bytes;
        throw BadInput(fmt::format("{}: {}; nothing was written. Take the file from another source",
                                   path.string(), why));
    }
    throw BadInput(fmt::format("{}: holds neither {} nor {}.gz; nothing was written",
                               plan.from.string(), file.name, file.name));
}

std::string from_mirrors(const FetchPlan& plan, const PublishedFile& file,
                         const FetchProgress& progress) {
    std::vector<std::string> failures;
    for (std::string url : plan.mirrors) {
        url += (url.ends_with('/') ? "" : "/") + file.name + ".gz";
        std::string why;
        auto bytes = download(url, file.name, progress, why);
        if (bytes) bytes = verified(std::move(*bytes), file, url, why);
        if (bytes) return *bytes;
        failures.push_back(fmt::format("{}: {}", url, why));
    }
    throw OutOfResources(fmt::format(
        "no mirror has given {}.gz ({}); nothing was written. Try again, name another place with "
        "--mirror URL, or put the four files into a folder by other means and name it with --from",
        file.name, fmt::join(failures, "; ")));
}

/// Undoes what was written unless told that all went well.
class Undo {
  public:
    ~Undo() {
        std::error_code ignored;
        for (auto path = made_.rbegin(); path != made_.rend(); ++path) fs::remove(*path, ignored);
    }
    /// Folders on the way to `folder` that are not there yet, outermost first.
    void will_make(const fs::path& folder) {
        std::vector<fs::path> missing;
        for (fs::path p = fs::absolute(folder).lexically_normal(); !p.empty() && !fs::exists(p);
             p = p.parent_path())
            missing.push_back(p);
        made_.assign(missing.rbegin(), missing.rend());
    }
    void made(fs::path path) { made_.push_back(std::move(path)); }
    void keep() { made_.clear(); }

  private:
    std::vector<fs::path> made_;
};

} // namespace

void fetch_files(const FetchPlan& plan, const FetchProgress& progress) {
    if (!plan.from.empty() && !fs::is_directory(plan.from))
        throw BadInput(fmt::format("{}: no such folder", plan.from.string()));
    Undo undo;
    undo.will_make(plan.to);
    make_writable_folder(plan.to); // before minutes of download
    for (const PublishedFile& file : plan.files)
        require_replaceable(
            "--to", plan.to / (file.name + ".gz"),
            {"the published " + file.name,
             [&](const fs::path& path) {
                 std::string why;
                 return verified(read_file(path), file, path.string(), why).has_value();
             }},
            {}, plan.force);
    std::vector<std::string> contents;
    for (const PublishedFile& file : plan.files)
        contents.push_back(plan.from.empty() ? from_mirrors(plan, file, progress)
                                             : from_folder(plan, file));
    for (std::size_t i = 0; i < contents.size(); ++i) {
        const fs::path path = plan.to / (plan.files[i].name + ".gz");
        const bool is_new = !fs::exists(path);
        write_file(path, contents[i]);
        if (is_new) undo.made(path);
    }
    undo.keep();
}

} // namespace ncv
