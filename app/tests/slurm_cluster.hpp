/// A Slurm cluster of one node, this machine: munged, slurmctld and slurmd with a configuration, a
/// folder, a key and ports of their own, all gone with the object. Needs root.
#pragma once

#include "io/files.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <csignal>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace ncv {

class SlurmCluster {
  public:
    /// Why there can be none here; empty: there can.
    static std::string obstacle() {
        if (::geteuid() != 0) return "a Slurm cluster of one's own needs root";
        for (const char* program : {"munged", "slurmctld", "slurmd", "sbatch"})
            if (output_of(std::string("PATH=$PATH:/usr/sbin command -v ") + program).empty())
                return std::string(program) + " is missing; packages-test.txt names the packages";
        return "";
    }

    /// Waits until the node is idle; empty problem() then.
    explicit SlurmCluster(const std::filesystem::path& folder) : folder_(folder) {
        for (const char* part : {"munge", "state", "spool"})
            std::filesystem::create_directories(folder / part);
        write_key();
        write_configuration();
        ::setenv("SLURM_CONF", conf().c_str(), 1);
        start({"munged", "--foreground", "--force", "--socket=" + at("munge/socket"),
               "--key-file=" + at("munge/key"), "--log-file=" + at("munge/log"),
               "--pid-file=" + at("munge/pid"), "--seed-file=" + at("munge/seed")});
        await([&] { return std::filesystem::exists(at("munge/socket")); });
        start({"slurmctld", "-D", "-c"});
        start({"slurmd", "-D"});
        await([&] { return output_of("sinfo -h -o %t") == "idle"; });
    }
    ~SlurmCluster() {
        output_of("scancel --user=root; scontrol shutdown");
        for (auto pid = pids_.rbegin(); pid != pids_.rend(); ++pid) {
            ::kill(*pid, SIGTERM);
            ::waitpid(*pid, nullptr, 0);
        }
        ::unsetenv("SLURM_CONF");
    }
    SlurmCluster(const SlurmCluster&) = delete;
    SlurmCluster& operator=(const SlurmCluster&) = delete;

    /// What went wrong in the start, with the logs.
    std::string problem() const { return problem_; }

    static std::string output_of(const std::string& command) {
        std::string out;
        FILE* pipe = ::popen((command + " 2>/dev/null").c_str(), "r");
        std::array<char, 4096> buffer;
        while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), pipe))
            out.append(buffer.data(), n);
        ::pclose(pipe);
        while (!out.empty() && out.back() == '\n') out.pop_back();
        return out;
    }
    /// False if the condition does not come true in three minutes.
    template <class Condition>
    static bool wait_for(Condition condition) {
        for (int i = 0; i < 3600; ++i) {
            if (condition()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return false;
    }

  private:
    std::string at(const std::string& name) const { return (folder_ / name).string(); }
    std::string conf() const { return at("slurm.conf"); }

    void write_key() const {
        std::random_device random;
        std::string key;
        for (int i = 0; i < 128; ++i) key += static_cast<char>(random());
        write_file(at("munge/key"), key);
        namespace fs = std::filesystem;
        fs::permissions(at("munge/key"), fs::perms::owner_read);
        fs::permissions(at("munge"), fs::perms::owner_all);
    }

    void write_configuration() const {
        std::array<char, 256> name{};
        ::gethostname(name.data(), name.size() - 1);
        const std::string host =
            std::string(name.data()).substr(0, std::string(name.data()).find('.'));
        std::ofstream(conf())
            << "ClusterName=ncv\nSlurmctldHost=" << host
            << "(127.0.0.1)\nSlurmctldPort=" << free_port() << "\nSlurmdPort=" << free_port()
            << "\nAuthType=auth/munge\nAuthInfo=socket=" << at("munge/socket")
            << "\nCredType=cred/munge\nSlurmUser=root\nSlurmdUser=root\nStateSaveLocation="
            << at("state") << "\nSlurmdSpoolDir=" << at("spool")
            << "\nSlurmctldPidFile=" << at("slurmctld.pid")
            << "\nSlurmdPidFile=" << at("slurmd.pid")
            << "\nSlurmctldLogFile=" << at("slurmctld.log") << "\nSlurmdLogFile="
            << at("slurmd.log")
            // no cgroups: in a container there is nothing to put jobs into
            << "\nProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\n"
               "JobAcctGatherType=jobacct_gather/none\n"
               "AccountingStorageType=accounting_storage/none\nMpiDefault=none\n"
               "SelectType=select/cons_tres\nSelectTypeParameters=CR_Core\n"
               "SchedulerParameters=bf_interval=1,sched_interval=1\nReturnToService=2\n"
               "NodeName="
            << host << " NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN\n"
            << "PartitionName=all Nodes=ALL Default=YES State=UP MaxTime=INFINITE\n";
        // From 24.05 on slurmd looks for cgroups all the same, unless told not to; before, it cannot
        // be told.
        if (year_of_slurm() >= 24) std::ofstream(at("cgroup.conf")) << "CgroupPlugin=disabled\n";
    }

    /// 24 of "slurm-wlm 24.11.5".
    static int year_of_slurm() {
        const std::string said = output_of("PATH=$PATH:/usr/sbin slurmd -V");
        return std::stoi(said.substr(said.rfind(' ') + 1));
    }

    /// A port that nothing listens on.
    static int free_port() {
        const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        socklen_t size = sizeof address;
        ::bind(fd, reinterpret_cast<sockaddr*>(&address), size);
        ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
        ::close(fd);
        return ntohs(address.sin_port);
    }

    /// In the foreground, and killed with this process however it ends (setpriv is of util-linux).
    void start(std::vector<std::string> words) {
        const std::string log = at(words[0] + ".out");
        words[0] = output_of("PATH=$PATH:/usr/sbin command -v " + words[0]);
        words.insert(words.begin(), {"setpriv", "--pdeathsig", "KILL"});
        std::vector<char*> argv;
        for (std::string& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        posix_spawn_file_actions_t quiet;
        posix_spawn_file_actions_init(&quiet);
        for (const int fd : {1, 2})
            posix_spawn_file_actions_addopen(&quiet, fd, log.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                             0644);
        pid_t pid = 0;
        if (posix_spawnp(&pid, "setpriv", &quiet, nullptr, argv.data(), environ) == 0)
            pids_.push_back(pid);
        else
            problem_ += "cannot start setpriv\n";
        posix_spawn_file_actions_destroy(&quiet);
    }

    template <class Condition>
    void await(Condition condition) {
        if (!problem_.empty() || wait_for(condition)) return;
        for (const char* log : {"munged.out", "slurmctld.log", "slurmd.log"})
            if (std::filesystem::exists(at(log)))
                problem_ += std::string(log) + ":\n" + read_file(at(log));
    }

    std::filesystem::path folder_;
    std::vector<pid_t> pids_;
    std::string problem_;
};

} // namespace ncv
