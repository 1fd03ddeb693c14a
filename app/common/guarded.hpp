/// The beginning and the end of every program: what was thrown becomes one line on standard error
/// and an exit code, and so does output that could not be written.
#pragma once

#include "common/exit_code.hpp"
#include "common/interruption.hpp"

#include "io/errors.hpp"

#include <CLI/CLI.hpp>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <new>
#include <string>
#include <system_error>

#include <fcntl.h>

namespace ncv::app {

/// One line on standard error, whatever line breaks the message has.
inline int fail(const std::string& program, std::string what, int code) {
    for (char& c : what)
        if (c == '\n') c = ' ';
    std::fprintf(stderr, "%s: %s\n", program.c_str(), what.c_str());
    return code;
}

/// The exit code of body().
template <class Body>
int guarded_body(const CLI::App& app, const Body& body) {
    const std::string program = app.get_name();
    try {
        return body();
    } catch (const CLI::ParseError& e) {
        if (e.get_exit_code() == 0) return app.exit(e);
        return fail(program, std::string(e.what()) + "; `" + program + " --help` shows the usage",
                    bad_input);
    } catch (const BadInput& e) {
        return fail(program, e.what(), bad_input);
    } catch (const OutOfResources& e) {
        return fail(program, e.what(), interrupted);
    } catch (const std::bad_alloc&) {
        return fail(program, "out of memory", interrupted);
    } catch (const std::filesystem::filesystem_error& e) {
        const bool out = e.code() == std::errc::no_space_on_device ||
                         e.code() == std::errc::file_too_large || e.code() == std::errc::io_error;
        return fail(program, e.what(), out ? interrupted : bad_input);
    } catch (const std::system_error& e) {
        return fail(program, e.what(), interrupted);
    } catch (const std::exception& e) {
        return fail(program, std::string("internal error: ") + e.what(), interrupted);
    }
}

/// The exit code of body(), or 3 where what it printed could not be written.
template <class Body>
int guarded(const CLI::App& app, const Body& body) {
    // A file that is opened must not become standard output: writing there fails instead.
    for (int fd = 0; fd <= 2; ++fd)
        if (::fcntl(fd, F_GETFD) < 0) ::open("/dev/null", O_RDONLY);
    std::signal(SIGXFSZ, SIG_IGN); // a file at its size limit is an error of write()
    const int code = guarded_body(app, body);
    if (code == interrupted) return code;
    errno = 0;
    if ((std::cout.flush() && std::fflush(stdout) == 0 && std::ferror(stdout) == 0)) return code;
    return fail(app.get_name(),
                std::string("cannot write standard output: ") + std::strerror(errno ? errno : EIO),
                interrupted);
}

} // namespace ncv::app
