/// checksums.csv of a run's folder: the SHA-256 of each state of its files that a run goes on from,
/// so that nothing damaged or edited is gone on with.
///
/// A line a state, "<name>,<64 hex digits>", added and synced before the state itself is written:
/// whenever a run is killed, what lies in its folder has a line. Of a history there are the lines
/// of all its earlier states, too. A line cut short is no line.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ncv {

class Checksums {
  public:
    static constexpr const char* file_name = "checksums.csv";

    /// Of a folder, as it is now; none for one from before there were checksums.
    explicit Checksums(const std::filesystem::path& folder);

    bool given() const { return given_; }
    bool has(const std::string& name, std::string_view bytes) const;
    /// Some state of it has a line.
    bool names(const std::string& name) const;
    /// Throws BadInput where checksums are given and not of these bytes.
    void require(const std::string& name, std::string_view bytes) const;

    /// Lines for states that are about to be written. Throws as write_file does.
    void add(const std::vector<std::pair<std::string, std::string_view>>& states);

  private:
    std::filesystem::path file_;
    bool given_ = false, cut_short_ = false;
    std::set<std::pair<std::string, std::string>> lines_; ///< name, digits
};

} // namespace ncv
