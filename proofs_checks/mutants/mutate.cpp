/// Copies the library's sources and puts every mutation of the tables behind a run-time switch:
/// `from` becomes (mutant_active("name") ? (to) : (from)), or, with statement = true,
/// if (mutant_active("name")) { to } else { from }. `from` must occur exactly once.
///
/// mutate LIB OUT TABLE...
#include <toml++/toml.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>

namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + path.string());
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string field(const toml::table& mutant, const char* key) {
    const auto value = mutant[key].value<std::string>();
    if (!value) throw std::runtime_error(std::string("a mutant lacks ") + key);
    return *value;
}

void mutate(std::string& text, const toml::table& mutant) {
    const std::string name = field(mutant, "name"), from = field(mutant, "from"),
                      to = field(mutant, "to");
    const auto at = text.find(from);
    if (at == std::string::npos || text.find(from, at + 1) != std::string::npos)
        throw std::runtime_error(name + ": \"" + from + "\" must occur exactly once in " +
                                 field(mutant, "file"));
    const std::string test = "::ncv::mutant_active(\"" + name + "\")";
    const std::string switched = mutant["statement"].value_or(false)
                                     ? "if (" + test + ") { " + to + " } else { " + from + " }"
                                     : "(" + test + " ? (" + to + ") : (" + from + "))";
    text.replace(at, from.size(), switched);
}

/// Writes only what changed, so that an unchanged source is not compiled again.
void write(const fs::path& path, const std::string& text) {
    if (fs::exists(path) && read(path) == text) return;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

} // namespace

int main(int argc, char** argv) try {
    if (argc < 4) throw std::runtime_error("usage: mutate LIB OUT TABLE...");
    const fs::path lib = argv[1], out = argv[2];
    std::map<std::string, std::string> texts;
    for (int i = 3; i < argc; ++i) {
        const toml::table table = toml::parse_file(argv[i]);
        for (const auto& node : *table["mutant"].as_array()) {
            const toml::table& mutant = *node.as_table();
            const std::string file = field(mutant, "file");
            if (!texts.contains(file)) texts[file] = read(lib / file);
            mutate(texts[file], mutant);
        }
    }
    for (const auto& entry : fs::recursive_directory_iterator(lib)) {
        if (!entry.is_regular_file()) continue;
        const std::string file = fs::relative(entry.path(), lib).string();
        const bool mutated = texts.contains(file);
        write(out / file, mutated ? "#include \"mutant.hpp\"\n" + texts[file] : read(entry.path()));
    }
    return 0;
} catch (const std::exception& e) {
    std::cerr << "mutate: " << e.what() << "\n";
    return 1;
}
