#include "command.hpp"

#include "common/progress.hpp"

#include "data/cifar.hpp"
#include "data/fetch.hpp"
#include "data/images.hpp"
#include "io/digest.hpp"
#include "io/errors.hpp"
#include "io/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

namespace ncv::app {
namespace {

void fetch(const std::string& what, FetchPlan plan, const std::string& mirror) {
    const bool fashion = what == "fashion-mnist";
    plan.files = fashion ? fashion_mnist_files() : mnist_files();
    plan.mirrors = fashion ? fashion_mnist_mirrors() : mnist_mirrors();
    if (!mirror.empty()) plan.mirrors = {mirror};
    if (plan.to.empty()) plan.to = what;
    const EndsInOrder in_order;
    std::string current;
    std::optional<Progress> bar;
    fetch_files(plan, [&](const std::string& file, std::uint64_t done, std::uint64_t total) {
        if (file != current) bar.emplace("fetching " + (current = file) + ".gz");
        if (total > 0) bar->reach(static_cast<double>(done) / static_cast<double>(total));
        return !stops_here();
    });
    bar.reset();
    fmt::print("{} now holds {}, its four checksums are right; use it with `ncv verify --data "
               "{}`\n",
               plan.to.string(), fashion ? "Fashion-MNIST" : "MNIST", plan.to.string());
}

/// What a file is: the one called `name` of MNIST or of Fashion-MNIST, or neither.
std::string checksum_note(const std::string& name, const Idx& idx) {
    const std::string md5 = md5_of(format_idx(idx));
    const auto among = [&](const std::vector<PublishedFile>& files) {
        return std::any_of(files.begin(), files.end(),
                           [&](const auto& f) { return f.name == name && f.md5 == md5; });
    };
    return among(mnist_files())           ? "MNIST as published"
           : among(fashion_mnist_files()) ? "Fashion-MNIST as published"
                                          : "differs from MNIST's and Fashion-MNIST's";
}

void print_label_counts(const Idx& labels) {
    std::array<std::size_t, 256> counts{};
    for (char label : labels.bytes) ++counts[static_cast<unsigned char>(label)];
    for (std::size_t c = 0; c < counts.size(); ++c)
        if (counts[c]) fmt::print("  class {}: {}\n", c, counts[c]);
}

/// Images and labels of one half, train or t10k.
void describe(const std::filesystem::path& folder, const std::string& half) {
    const std::string images_file = half + "-images-idx3-ubyte";
    const std::string labels_file = half + "-labels-idx1-ubyte";
    const Idx images = read_idx_in(folder, images_file);
    const Idx labels = read_idx_in(folder, labels_file);
    if (images.extents.size() != 3 || labels.extents.size() != 1 ||
        images.extents[0] != labels.extents[0])
        throw BadInput(fmt::format("{}: {} has extents {} and {} has {}; one label an image is "
                                   "needed",
                                   folder.string(), images_file, fmt::join(images.extents, " x "),
                                   labels_file, fmt::join(labels.extents, " x ")));
    fmt::print("{}: {} images of {} x {} bytes, {}\n{}: {} labels, {}\n", images_file,
               images.extents[0], images.extents[1], images.extents[2],
               checksum_note(images_file, images), labels_file, labels.extents[0],
               checksum_note(labels_file, labels));
    print_label_counts(labels);
}

void describe_cifar10(const std::string& name, const LabelledImages& images) {
    fmt::print("{}: {} images of 3 x 32 x 32 bytes with labels, CIFAR-10's format\n", name,
               images.labels.extents[0]);
    print_label_counts(images.labels);
}

void info(const std::filesystem::path& folder) {
    if (has_cifar10(folder) && !has_idx(folder, "train-images-idx3-ubyte")) {
        describe_cifar10("data_batch_*.bin", read_cifar10(folder));
        const auto test = folder / "test_batch.bin";
        if (std::filesystem::exists(test))
            describe_cifar10("test_batch.bin", parse_cifar10(read_file(test), test.string()));
        return;
    }
    describe(folder, "train");
    if (has_idx(folder, "t10k-images-idx3-ubyte") || has_idx(folder, "t10k-labels-idx1-ubyte"))
        describe(folder, "t10k");
}

} // namespace

void add_data_command(CLI::App& app, int& exit_code) {
    auto* data = app.add_subcommand("data", "Fetch MNIST or Fashion-MNIST, or look at a folder of "
                                            "images");
    data->require_subcommand(1);

    struct Options {
        std::string what, mirror;
        FetchPlan plan;
        std::filesystem::path folder;
    };
    const auto options = std::make_shared<Options>();
    auto* fetch_command = data->add_subcommand(
        "fetch",
        "Fetch the full MNIST (12 MB) or Fashion-MNIST (31 MB) data set and check it; the 500 "
        "digits that ship with ncv need no fetching");
    fetch_command
        ->add_option("what", options->what,
                     "mnist (CC BY-SA 3.0), or fashion-mnist (MIT, Zalando SE)")
        ->required()
        ->check(CLI::IsMember({"mnist", "fashion-mnist"}));
    fetch_command
        ->add_option("--to", options->plan.to,
                     "folder that receives the four files; as the data set is called, if not given")
        ->type_name("DIR");
    auto* from = fetch_command
                     ->add_option("--from", options->plan.from,
                                  "take the files (plain or .gz) from this folder, no download")
                     ->type_name("DIR");
    fetch_command
        ->add_option("--mirror", options->mirror,
                     fmt::format("download from this place instead of {}; of Fashion-MNIST, {}",
                                 fmt::join(mnist_mirrors(), ", "),
                                 fmt::join(fashion_mnist_mirrors(), ", ")))
        ->type_name("URL")
        ->excludes(from);
    fetch_command->add_flag("--force", options->plan.force, force_help);
    fetch_command->callback([options, &exit_code] {
        fetch(options->what, options->plan, options->mirror);
        exit_code = ok;
    });

    auto* info_command =
        data->add_subcommand("info", "Sizes, class counts and checksums of a folder of images");
    info_command
        ->add_option("folder", options->folder,
                     "folder with train-images-idx3-ubyte ..., or data_batch_1.bin ... of CIFAR-10")
        ->required()
        ->type_name("DIR");
    info_command->callback([options, &exit_code] {
        info(options->folder);
        exit_code = ok;
    });
}

} // namespace ncv::app
