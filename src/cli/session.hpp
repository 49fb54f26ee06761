// What every command works with.
#pragma once

#include "cli/output.hpp"
#include "cli/settings.hpp"

#include <limner/net.hpp>
#include <limner/run.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <istream>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace limner {

// Flags that every command knows, as given; empty or false when not.
struct GlobalFlags {
  std::string store, color, progress, record, replay;
  bool json = false;
  bool jsonl = false;
  bool quiet = false;
  bool offline = false;
  bool yes = false;
  int verbose = 0;
};

// The template that `limner run` was asked for, and what its own flags were given.
struct ChosenWorkflow {
  std::string name;  // as written
  Template workflow;
  std::vector<std::pair<const IntakeField*, std::string>> given = {};  // field, text
};

// main() fills the first part with the real things, tests with a still clock,
// counted ids and an environment of their own. run_program() fills the second.
struct Session {
  Clock& clock;
  IdSource& ids;
  std::function<Providers()> make_providers;
  Environment variable;
  std::filesystem::path directory;  // working directory, absolute
  std::istream& in;                 // read only for "-"
  Output& out;                      // the result
  Output& err;                      // everything else
  // Starts a program (argv) and does not wait; its stdin is /dev/null.
  std::function<void(const std::vector<std::string>&)> launch;
  std::function<Http&()> http = {};  // live, recording or replaying

  GlobalFlags flags = {};
  Settings settings = {};
  std::optional<Error> settings_failure = {};  // when the settings are the defaults because of it
  std::optional<ChosenWorkflow> workflow = {};
  std::optional<std::filesystem::path> project = {};
  std::stop_source stop = {};
  int exit_code = 0;
  int signal = 0;  // the signal that ended the command, to be raised again; 0: none
};

struct StorePlace {
  std::filesystem::path path;
  std::string why;      // "--store", "LIMNER_STORE", "project", "user store", …
  bool exists = false;  // has a database
};
StorePlace store_place(const Session& session);

// For commands that write: the store is made when it is not there.
Records open_records(const Session& session);
// For commands that only look. Nothing when there is no store yet: a list is
// empty then, and nothing is created.
std::optional<Records> existing_records(const Session& session);
// The same for commands that were given an id: throws Error{not_found} instead.
Records records_to_look_up(const Session& session, std::string_view id);
BlobStore open_blobs(const Session& session);

// The compiled-in catalogue with the user's file laid over it.
Catalogue load_catalogue(const Session& session);

std::string today(const Session& session);  // "2026-11-21", UTC

// Reads a file, or stdin for "-" (at most 1 MiB). Relative paths start at the
// working directory.
std::string read_argument(const Session& session, const std::string& path);

// One document on stdout, two spaces deep, or one line with --jsonl; bytes that are not
// UTF-8 are replaced.
void print_json(const Session& session, const nlohmann::ordered_json& document);
// One line on stdout, flushed: for --jsonl.
void print_json_line(const Session& session, const nlohmann::ordered_json& document);

}  // namespace limner
