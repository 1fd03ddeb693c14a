/// Runs a fuzz target over a corpus: `replay FOLDER`. Files named good* must be read, the others
/// refused; so the corpus itself says what is right.
#include "fuzz/target.hpp"
#include "io/files.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

int main(int, char** argv) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(argv[1]))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    int wrong = 0, good = 0;
    for (const auto& file : files) {
        const std::string bytes = ncv::read_file(file);
        const bool expected = file.filename().string().starts_with("good");
        good += expected;
        bool read = true;
        std::string why = "read";
        try {
            ncv::fuzz_one(bytes);
        } catch (const ncv::BadInput& e) {
            read = false;
            why = e.what();
        }
        ncv::fuzz_or_refuse(bytes);
        wrong += read != expected;
        std::printf("%s %s: %s\n", read == expected ? "ok   " : "WRONG", file.filename().c_str(),
                    why.c_str());
    }
    const bool tells = good > 0 && good < static_cast<int>(files.size());
    if (!tells) std::puts("a corpus needs files that are read and files that are refused");
    return wrong == 0 && tells ? 0 : 1;
}
