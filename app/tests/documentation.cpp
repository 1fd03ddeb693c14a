/// What the pages say is so: the README's table of claims is the registry, every command they show
/// exists with its options.
#include "claims/registry.hpp"
#include "io/files.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

namespace ncv {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> pages() {
    std::vector<fs::path> out{fs::path(NCV_SOURCE) / "README.md",
                              fs::path(NCV_SOURCE) / "CONTRIBUTING.md"};
    for (const char* folder : {"docs", "counterexamples"})
        for (const auto& entry : fs::directory_iterator(fs::path(NCV_SOURCE) / folder))
            if (entry.path().extension() == ".md") out.push_back(entry.path());
    return out;
}

std::string output_of(const std::string& command) {
    std::string out;
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    std::array<char, 4096> buffer;
    while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), pipe))
        out.append(buffer.data(), n);
    ::pclose(pipe);
    return out;
}

TEST(Documentation, TheReadmesTableOfClaimsIsTheRegistry) {
    const std::string text = read_file(fs::path(NCV_SOURCE) / "README.md");
    const auto from = text.find("<!-- claims:begin -->"), to = text.find("<!-- claims:end -->");
    ASSERT_NE(from, std::string::npos);
    ASSERT_NE(to, std::string::npos);
    std::string expected = "\n| id | claim | kind |\n|---|---|---|\n";
    for (const Claim& c : claims())
        expected += "| " + c.id + " | " + c.title + " | " + c.kind + " |\n";
    EXPECT_EQ(text.substr(from + 21, to - from - 21), expected);
}

TEST(Documentation, EveryClaimHasARowInDocsClaims) {
    const std::string text = read_file(fs::path(NCV_SOURCE) / "docs" / "claims.md");
    for (const Claim& c : claims())
        EXPECT_NE(text.find("\n| " + c.id + " |"), std::string::npos) << c.id;
}

TEST(Documentation, EveryCommandShownExists) {
    const std::regex shown(
        "(?:^|[`\\s/])ncv (list|check|verify|train|replay|search|data)((?: [^`\\n#]*)?)");
    const std::regex option("--[a-z][a-z-]*");
    int seen = 0;
    for (const auto& page : pages()) {
        const std::string text = read_file(page);
        for (std::sregex_iterator m(text.begin(), text.end(), shown), end; m != end; ++m) {
            ++seen;
            const std::string command = (*m)[1], rest = (*m)[2];
            std::string words = command;
            if (command == "data")
                words += rest.find("info") != std::string::npos ? " info" : " fetch";
            const std::string help = output_of(NCV_BINARY " " + words + " --help");
            EXPECT_NE(help.find("Usage"), std::string::npos) << page << ": ncv " << words;
            for (std::sregex_iterator o(rest.begin(), rest.end(), option); o != end; ++o)
                EXPECT_NE(help.find(o->str()), std::string::npos)
                    << page << ": ncv " << command << rest;
        }
    }
    EXPECT_GT(seen, 10);
}

TEST(Documentation, EveryMakeTargetShownExists) {
    const std::string makefile = read_file(fs::path(NCV_SOURCE) / "Makefile");
    const std::regex shown("make ([a-z]+)`");
    for (const auto& page : pages()) {
        const std::string text = read_file(page);
        for (std::sregex_iterator m(text.begin(), text.end(), shown), end; m != end; ++m)
            EXPECT_NE(makefile.find("\n" + (*m)[1].str() + ":"), std::string::npos)
                << page << (*m)[0];
    }
}

} // namespace
} // namespace ncv
