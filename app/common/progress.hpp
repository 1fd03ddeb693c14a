/// Progress on standard error: a bar on a terminal, a plain line every tenth otherwise.
#pragma once

#include <mutex>
#include <string>

namespace ncv::app {

class Progress {
  public:
    explicit Progress(std::string what);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// `fraction` of all work is done. Safe from several threads; going back is ignored.
    void reach(double fraction);

  private:
    std::mutex mutex_;
    std::string what_;
    bool terminal_;
    int shown_ = -1;
};

} // namespace ncv::app
