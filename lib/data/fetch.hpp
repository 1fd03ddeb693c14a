/// MNIST and Fashion-MNIST from their public mirrors or from a folder. A target of its own
/// (ncv_fetch), so that who links ncv needs no libcurl.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace ncv {

struct PublishedFile {
    std::string name; ///< unpacked, e.g. train-images-idx3-ubyte; mirrors serve it as name.gz
    std::string md5;  ///< of the unpacked bytes, lower-case hex
};

/// MNIST's four files.
const std::vector<PublishedFile>& mnist_files();
const std::vector<std::string>& mnist_mirrors();

/// Fashion-MNIST's (Xiao, Rasul, Vollgraf, arXiv 1708.07747), which have the same names.
const std::vector<PublishedFile>& fashion_mnist_files();
const std::vector<std::string>& fashion_mnist_mirrors();

struct FetchPlan {
    std::filesystem::path to;
    std::filesystem::path from;                         ///< a folder; empty: download
    std::vector<std::string> mirrors = mnist_mirrors(); ///< tried in turn for each file
    std::vector<PublishedFile> files = mnist_files();
    bool force = false; ///< also over files that are not the published ones
};

/// Called now and then with the bytes so far (total 0: not known); false stops the transfer.
using FetchProgress =
    std::function<bool(const std::string& file, std::uint64_t done, std::uint64_t total)>;

/// Leaves `to` with every file as name.gz, checksums right. Nothing is written before all files are
/// there and right; a failure in writing removes what this call wrote and the folders it made.
/// Throws BadInput (folder, checksum), OutOfResources (no mirror answers, disk full, stopped).
void fetch_files(const FetchPlan& plan, const FetchProgress& progress);

} // namespace ncv
