/// `ncv data` and the folders of images that are read.
#include "command_line_fixture.hpp"

namespace ncv {
namespace {

TEST_F(CommandLine, DataIsFetchedWholeOrNotAtAll) {
    // The shipped subset has the right names but is not MNIST: the checksum refuses it.
    const std::string shipped = NCV_SOURCE "/data/digits";
    expect_refused("data fetch mnist --from " + shipped + " --to " + path("to"),
                   {"MD5", "6bbc9ace898e44ae57da46a324031adb", "nothing was written"});
    EXPECT_FALSE(std::filesystem::exists(path("to")));
    expect_refused("data fetch mnist --from " + path("nowhere") + " --to " + path("to"),
                   {"no such"});
    const Result mirror =
        run("data fetch mnist --mirror file://" + shipped + " --to " + path("deep/er/to"));
    EXPECT_EQ(mirror.code, 3);
    EXPECT_NE(mirror.err.find("--from"), std::string::npos) << mirror.err;
    EXPECT_FALSE(std::filesystem::exists(path("deep")));
    expect_refused("data fetch fashion-mnist --from " + shipped + " --to " + path("to"),
                   {"MD5", "f4a8712d7a061bf5bd6d2ca38dc4d50a", "nothing was written"});
    expect_refused("data fetch cifar", {"mnist", "fashion-mnist"});
}

TEST_F(CommandLine, DataInfoCountsClasses) {
    const Result r = run("data info " NCV_SOURCE "/data/digits");
    EXPECT_EQ(r.code, 0) << r.err;
    EXPECT_NE(r.out.find("500 images of 28 x 28"), std::string::npos) << r.out;
    EXPECT_NE(r.out.find("class 9: 50"), std::string::npos) << r.out;
    EXPECT_NE(r.out.find("differs from MNIST's and Fashion-MNIST's"), std::string::npos) << r.out;
    expect_refused("data info " + folder_.string(), {"train-images-idx3-ubyte"});
    write("train-images-idx3-ubyte", "not IDX");
    expect_refused("data info " + folder_.string(), {"IDX"});
}

TEST_F(CommandLine, TheNpmPackageOfFashionMnistBecomesAFolder) {
    std::filesystem::create_directories(path("package/src/clothes"));
    std::string image = "[255";
    for (int i = 1; i < 784; ++i) image += ",7";
    image += "]";
    for (int c = 0; c < 10; ++c)
        write("package/src/clothes/" + std::to_string(c) + ".json",
              "{\"data\":[" + image + ",[]," + image + "]}");
    const int status = std::system(("/usr/bin/python3 " NCV_SOURCE "/docs/fashion_from_npm.py " +
                                    path("package") + " " + path("fashion"))
                                       .c_str());
    ASSERT_EQ(status, 0);
    const Result r = run("data info " + path("fashion"));
    EXPECT_EQ(r.code, 0) << r.err;
    EXPECT_NE(r.out.find("20 images of 28 x 28"), std::string::npos) << r.out;
    EXPECT_NE(r.out.find("class 9: 2"), std::string::npos) << r.out;
}

TEST_F(CommandLine, CifarFoldersAreReadAndTrainedOn) {
    std::string batch;
    for (int i = 0; i < 20; ++i)
        batch += static_cast<char>(i % 10) + std::string(3072, static_cast<char>(40 + i));
    std::filesystem::create_directories(path("cifar"));
    write("cifar/data_batch_1.bin", batch);
    write("cifar/data_batch_2.bin", batch);
    write("cifar/test_batch.bin", batch.substr(0, 3073));
    const Result r = run("data info " + path("cifar"));
    EXPECT_EQ(r.code, 0) << r.err;
    EXPECT_NE(r.out.find("40 images of 3 x 32 x 32"), std::string::npos) << r.out;
    EXPECT_NE(r.out.find("class 9: 4"), std::string::npos) << r.out;
    EXPECT_NE(r.out.find("test_batch.bin: 1 images"), std::string::npos) << r.out;
    const std::string c =
        write("cifar.toml", "[network]\nhidden = [4]\nnonlinear_layers = 1\nactivation = \"tanh\"\n"
                            "[data]\nsource = \"" +
                                path("cifar") +
                                "\"\nper_class = 4\n[training]\nsteps = 1\nlearning_rate = 0.1\n");
    EXPECT_EQ(run("train " + c + " --out " + path("run")).code, 0);
    const Snapshot s = read_snapshot(path("run/final.safetensors"));
    EXPECT_EQ(s.data.inputs.rows(), 3072);
    EXPECT_EQ(s.data.samples(), 40);
    EXPECT_EQ(s.data.inputs(7, 0), 40 / 255.0);
    write("cifar/data_batch_2.bin", batch.substr(1));
    expect_refused("train " + c + " --out " + path("never"), {"data_batch_2.bin", "3073"});
}

} // namespace
} // namespace ncv
