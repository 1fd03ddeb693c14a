/// What the commands share: one function a command, results as exit codes.
#pragma once

#include "common/exit_code.hpp"
#include "common/force_help.hpp"
#include "common/interruption.hpp"

#include <CLI/CLI.hpp>

namespace ncv::app {

void add_list_command(CLI::App& app, int& exit_code);
void add_check_command(CLI::App& app, int& exit_code);
void add_replay_command(CLI::App& app, int& exit_code);
void add_search_command(CLI::App& app, int& exit_code);
void add_train_command(CLI::App& app, int& exit_code);
void add_verify_command(CLI::App& app, int& exit_code);
void add_theorem_command(CLI::App& app, int& exit_code);
void add_sweep_command(CLI::App& app, int& exit_code);
void add_merge_command(CLI::App& app, int& exit_code);
void add_report_command(CLI::App& app, int& exit_code);
void add_certify_command(CLI::App& app, int& exit_code);
void add_certificate_command(CLI::App& app, int& exit_code);
void add_data_command(CLI::App& app, int& exit_code);

} // namespace ncv::app
