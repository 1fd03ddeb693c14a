/// Inputs that stay in their file are the numbers that a file read whole gives, whatever they are stored as and wherever they begin;
/// a file that is wrong, or that changes under its reader, is refused with one clear line.
#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/snapshot_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <limits>

#include <unistd.h>

namespace ncv {
namespace {

/// Of the files here: samples, features and classes.
constexpr Eigen::Index head_N = 5000, head_p = 60, head_K = 4;

template <class T>
std::string stored_as() {
    std::string bytes;
    for (Eigen::Index i = 0; i < head_N * head_p; ++i) {
        const T entry(static_cast<float>(3 * std::cos(static_cast<double>(i * i % 9973))));
        bytes.append(reinterpret_cast<const char*>(&entry), sizeof(T));
    }
    return bytes;
}

/// A head of one layer on features of these bytes; what comes before them shifts where they begin.
std::string head_file(const std::string& dtype, std::string bytes, std::size_t before = 0) {
    Safetensors file;
    file.metadata = {{"ncv", "1"}, {"nonlinear_layers", "0"}, {"activation", "identity"}};
    file.tensors["features"] = {dtype, {head_N, head_p}, std::move(bytes)};
    file.tensors["W1"] = {
        "F32", {head_K, head_p}, std::string(static_cast<std::size_t>(head_K * head_p * 4), '\0')};
    Tensor labels{"U8", {head_N}, {}};
    for (Eigen::Index i = 0; i < head_N; ++i) labels.bytes += static_cast<char>(i % head_K);
    file.tensors["labels"] = std::move(labels);
    if (before > 0)
        file.tensors["A"] = {"U8", {static_cast<std::int64_t>(before)}, std::string(before, 'x')};
    return format_safetensors(file);
}

class StoredInputsOf : public ::testing::Test {
  protected:
    ~StoredInputsOf() override { std::filesystem::remove(path_); }
    const std::string& write(const std::string& bytes) const {
        write_file(path_, bytes);
        return path_;
    }
    /// One line that names the file and contains these words.
    void expect_refused(const std::string& bytes, const std::string& words) const {
        write(bytes);
        try {
            read_snapshot_in_place(path_);
            ADD_FAILURE() << words;
        } catch (const BadInput& e) {
            const std::string what = e.what();
            EXPECT_TRUE(what.starts_with(path_)) << what;
            EXPECT_NE(what.find(words), std::string::npos) << what;
            EXPECT_EQ(what.find('\n'), std::string::npos) << what;
        }
    }
    const std::string path_ = ::testing::TempDir() + "stored_inputs." +
                              ::testing::UnitTest::GetInstance()->current_test_info()->name() +
                              "." + std::to_string(::getpid());
};

TEST_F(StoredInputsOf, EveryTypeAreThoseOfTheWholeFile) {
    for (const std::size_t before : {0, 1, 5})
        for (const auto& [dtype, bytes] :
             {std::pair<std::string, std::string>{"F64", stored_as<double>()},
              {"F32", stored_as<float>()},
              {"F16", stored_as<Eigen::half>()},
              {"BF16", stored_as<Eigen::bfloat16>()}}) {
            write(head_file(dtype, bytes, before));
            const Snapshot whole = read_snapshot(path_);
            Snapshot stored = read_snapshot_in_place(path_);
            ASSERT_TRUE(stored.data.stored) << dtype;
            EXPECT_EQ(stored.data.inputs.size(), 0);
            EXPECT_EQ(stored.data.dimension(), head_p);
            EXPECT_EQ(stored.data.labels, whole.data.labels);
            for (const auto& [first, n] : {std::pair{0, 1}, {1023, 700}, {4999, 1}, {17, 0}})
                EXPECT_EQ(stored.data.columns(first, n), whole.data.inputs.middleCols(first, n))
                    << dtype << " from " << first << " after " << before;
            load_inputs(stored);
            EXPECT_FALSE(stored.data.stored);
            EXPECT_EQ(stored.data.inputs, whole.data.inputs) << dtype;
        }
}

TEST_F(StoredInputsOf, AWrongFileAreRefused) {
    const std::string good = head_file("F32", stored_as<float>());
    expect_refused(good.substr(0, good.size() - 1), "truncated?");
    expect_refused(good + "x", "bytes follow the last tensor");
    expect_refused(std::string(1 << 20, '\0'), "header must begin at byte 8");
    expect_refused(std::string(1 << 20, 'x'), "is no safetensors file");
    expect_refused("PK\x03\x04" + std::string(1 << 20, 'x'), "zip archive");
    std::string bytes = stored_as<float>();
    const float infinite = std::numeric_limits<float>::infinity();
    std::memcpy(bytes.data() + bytes.size() - 4, &infinite, 4);
    expect_refused(head_file("F32", bytes), "tensor features holds NaN or infinity");
    expect_refused(head_file("I32", stored_as<float>()), "tensor features has dtype I32");
}

TEST_F(StoredInputsOf, AFileThatChangesAreRefused) {
    const std::string good = head_file("F32", stored_as<float>());
    const auto expect_change = [&](auto change) {
        // Written into, not replaced: a new file of the name would leave the old one open.
        std::filesystem::remove(path_);
        append_file(path_, good);
        const Snapshot stored = read_snapshot_in_place(path_);
        EXPECT_NO_THROW(stored.data.columns(0, 10));
        change();
        EXPECT_THAT([&] { stored.data.columns(head_N - 10, 10); },
                    ::testing::ThrowsMessage<BadInput>(
                        ::testing::StrEq(path_ + ": was changed while it was read")));
    };
    expect_change([&] { std::filesystem::resize_file(path_, good.size() / 2); });
    expect_change([&] { append_file(path_, "x"); });
    expect_change([&] {
        std::filesystem::last_write_time(path_, std::filesystem::file_time_type::clock::now() +
                                                    std::chrono::seconds(2));
    });
}

TEST_F(StoredInputsOf, ASmallFileAreInMemory) {
    Snapshot s = parse_snapshot(head_file("F32", stored_as<float>()), "head");
    s.data.inputs = s.data.inputs.leftCols(40).eval();
    s.data.labels.resize(40);
    write(format_snapshot(s));
    EXPECT_FALSE(read_snapshot_in_place(path_).data.stored);
    EXPECT_EQ(read_snapshot_in_place(path_).data.inputs, s.data.inputs);
}

} // namespace
} // namespace ncv
