// The application's context, shared by commands, workers and servers.
#pragma once

#include "app/environment.hpp"
#include "app/settings.hpp"

#include <limner/engine.hpp>
#include <limner/net.hpp>

#include <filesystem>
#include <functional>
#include <istream>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace limner::app {

// Filled by the process at start. References must outlive it. Not thread safe;
// worker threads read it only.
struct Context {
  Clock& clock;
  IdSource& ids;
  std::function<provider::Providers()> make_providers;
  Environment variable;
  std::filesystem::path directory;  // working directory, absolute
  std::istream& in;                 // read only where a path is "-"
  // One line for a person, without its line end: warnings, and with trace_requests each
  // request. Empty: they are discarded.
  std::function<void(std::string_view line)> report = {};
  std::function<net::Http&()> http = {};  // live, recording or replaying
  std::string version = {};               // of the program, with its commit

  Settings settings = {};
  std::optional<std::filesystem::path> project = {};
  std::string record_directory = {};  // --record; empty: not given
  std::string replay_directory = {};  // --replay
  bool trace_requests = false;
  std::stop_source stop = {};
};

struct StoreLocation {
  std::filesystem::path path;
  std::string why;             // "--store", "LIMNER_STORE", "project", "user store", …
  bool exists = false;         // has a database
  bool is_in_project = false;  // and named by the project: it may have come with a clone
};
// Throws Error{not_trusted} for a store in the project that symbolic links make lead elsewhere.
StoreLocation store_location(const Context& context);
// link_claims() of a store in the project; empty for others.
std::vector<TrustClaim> store_link_claims(const Context& context,
                                          const std::filesystem::path& store);

// For commands that write: creates the store when it does not exist. Throws Error{not_trusted} for
// one that came with its project.
store::Records open_records(const Context& context);
// For commands that only read. nullopt when the store does not exist yet: a list is empty
// then, and nothing is created. Writes only to settle runs of processes that have ended.
std::optional<store::Records> existing_records(const Context& context);
// The same for commands that were given an id: throws Error{not_found} instead.
store::Records records_to_look_up(const Context& context, std::string_view id);
store::BlobStore open_blobs(const Context& context);
store::NetworkFileSystem network_file_system(const Context& context);  // as the settings say
// Settles runs of processes that have ended, unless the store cannot be written.
void settle_abandoned_runs(const Context& context);

// The built-in catalogue with the user's file laid over it. Throws
// Error{invalid_config}.
provider::Catalogue load_catalogue(const Context& context);

// The time that SOURCE_DATE_EPOCH, seconds since 1970, gives to files; nullopt when it is not set.
// Throws Error{invalid_config}.
std::optional<Time> source_date(const Context& context);

std::string today(const Context& context);  // "2026-11-21", UTC

// Reads a file, or stdin for "-", up to limits.text_bytes. Relative paths start at the working
// directory. Throws Error{invalid_input}.
std::string read_argument(const Context& context, const std::string& path);

}  // namespace limner::app
