/// Runs the built program in a folder of its own.
#pragma once

#include "instances/instance.hpp"
#include "io/files.hpp"
#include "io/snapshot_file.hpp"
#include "programs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <sys/wait.h>
#include <unistd.h>

namespace ncv {

class CommandLine : public ::testing::Test {
  protected:
    struct Result {
        int code;
        std::string out, err;
    };

    void SetUp() override {
        // Of this process alone: the same test may run from another build at the same time.
        folder_ = std::filesystem::path(::testing::TempDir()) /
                  (::testing::UnitTest::GetInstance()->current_test_info()->name() +
                   std::string(".") + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    Result run(const std::string& arguments, const std::string& before = "") const {
        const std::string out = path(".out"), err = path(".err");
        const int status = std::system(
            (before + " " + ncv_program + " " + arguments + " >" + out + " 2>" + err).c_str());
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(out), read_file(err)};
    }
    /// What is true of a program, $pid, once it catches SIGTERM, signal 15.
    static constexpr const char* listens = "grep -qE 'SigCgt:.*[4-7c-f]...$' /proc/$pid/status";
    /// Sent the signal once `ready`, a shell's test, is true: how far it comes is not the clock's.
    Result run_until(const std::string& ready, const std::string& arguments,
                     const std::string& signal = "INT") const {
        const std::string script =
            write(".until.sh", "set -m\n" + ncv_program + " " + arguments + " >" + path(".out") +
                                   " 2>" + path(".err") +
                                   " & pid=$!\nwhile kill -0 $pid 2>/dev/null && ! " + ready +
                                   "; do sleep 0.01; done\nkill -" + signal + " $pid\nwait $pid\n");
        const int status = std::system(("bash " + script + " 2>/dev/null").c_str());
        return {WEXITSTATUS(status), read_file(path(".out")), read_file(path(".err"))};
    }
    std::string path(const std::string& name) const { return (folder_ / name).string(); }

    /// Exit code 2 and one line on standard error that contains every one of `words`.
    void expect_refused(const std::string& arguments, const std::vector<std::string>& words) const {
        const Result r = run(arguments);
        EXPECT_EQ(r.code, 2) << arguments << "\n" << r.err;
        EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1) << r.err;
        for (const std::string& word : words)
            EXPECT_NE(r.err.find(word), std::string::npos) << word << " not in: " << r.err;
    }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path(name)) << text;
        return path(name);
    }
    std::string snapshot() const {
        InstanceSpec spec;
        spec.class_sizes = {2, 2, 2};
        spec.input_dimension = 8;
        spec.nonlinear_widths = {8};
        spec.head_widths = {5, 4};
        spec.activation.gamma = 0.5;
        spec.residual = 0.01;
        spec.imbalance = 1e-4;
        write_snapshot(path("net.safetensors"), build(spec));
        return path("net.safetensors");
    }
    std::string config(const std::string& training = "steps = 60\nlearning_rate = 0.02\n",
                       const std::string& network = "") const {
        return write("config.toml",
                     "[network]\nhidden = [8, 6]\nnonlinear_layers = 1\n"
                     "activation = \"leaky_relu\"\ngamma = 0.1\n" +
                         network +
                         "[data]\nsource = \"synthetic\"\nclasses = 3\ndimension = 5\n"
                         "per_class = 3\n[training]\nrecord_every = 10\n"
                         "weight_decay = 0.01\n" +
                         training);
    }

    std::filesystem::path folder_;
};

} // namespace ncv
