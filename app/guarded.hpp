/// The end of every program: what was thrown becomes one line on standard error and an exit code.
#pragma once

#include "command.hpp"

#include "io/errors.hpp"

#include <cstdio>
#include <new>
#include <string>

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
int guarded(const CLI::App& app, const Body& body) {
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
    } catch (const std::exception& e) {
        return fail(program, std::string("internal error: ") + e.what(), interrupted);
    }
}

} // namespace ncv::app
