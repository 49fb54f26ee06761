// The state shared by all commands.
#pragma once

#include "app/context.hpp"
#include "app/report_file.hpp"
#include "app/run_inputs.hpp"
#include "cli/render/output.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limner::cli {

using nlohmann::ordered_json;

// Global flags as given; empty or false when absent.
struct GlobalFlags {
  std::string store, color, progress;
  std::vector<std::pair<std::string_view, std::string>> limits = {};  // setting name → text
  bool json = false;
  bool jsonl = false;
  bool quiet = false;
  bool header = false;
  bool offline = false;
  bool yes = false;
  int verbose = 0;
};

// The application's context plus the terminal. main() sets the context and the streams,
// tests use a fixed clock, counted ids and their own environment; run_program() sets the
// rest.
struct Session : app::Context {
  Session(app::Context context, Output& to_out, Output& to_err,
          std::function<void(const std::vector<std::string>&)> start_program)
      : app::Context(std::move(context)),
        out(to_out),
        err(to_err),
        launch(std::move(start_program)) {}

  Output& out;  // the result
  Output& err;  // everything else
  // Starts a program (argv) without waiting for it; its stdin is /dev/null.
  std::function<void(const std::vector<std::string>&)> launch;

  GlobalFlags flags = {};
  std::optional<Error> settings_failure =
      {};  // set when the settings are the defaults because loading failed
  std::optional<app::ChosenWorkflow> workflow = {};
  std::shared_ptr<app::LogFile> log = {};  // of --log-file; null: none
  bool has_started = false;                // a run has, so that costs are known to the store only
  int exit_code = 0;
  int signal = 0;  // the signal that ended the command, to be raised again; 0: none
  // Called when the run or batch that a worker was started for is its own, and its keys are there.
  std::function<void()> on_ready = {};
};

// One document on stdout, two spaces deep, or one line with --jsonl; bytes that are not
// UTF-8 are replaced.
void print_json(const Session& session, const nlohmann::ordered_json& document);
// One line on stdout, flushed: for --jsonl.
void print_json_line(const Session& session, const nlohmann::ordered_json& document);

// Opens the file of --log-file; nothing when `name` is empty. Throws as app::LogFile.
void open_log(Session& session, const std::string& name);
// Whether the events of a run are written: with --jsonl and with --log-file.
bool wants_events(const Session& session);
// Writes an event as one line, to both. The session must outlive it. One thread at a time.
std::function<void(const ordered_json&)> event_writer(const Session& session);

}  // namespace limner::cli
