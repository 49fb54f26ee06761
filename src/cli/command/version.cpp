// limner version
#include "cli/command/version.hpp"

#include "app/report/json_output.hpp"
#include "cli/command/commands.hpp"

#include <limner/art.hpp>

#include <fmt/format.h>

namespace limner::cli {

using nlohmann::ordered_json;

namespace {

// cmake/Version.cmake gives all of these.
constexpr std::string_view build_version = LIMNER_VERSION;
// NOLINTBEGIN(readability-redundant-string-init): empty without a git history.
constexpr std::string_view build_commit = LIMNER_COMMIT;
constexpr std::string_view build_date = LIMNER_DATE;
// NOLINTEND(readability-redundant-string-init)
constexpr std::string_view build_libraries = LIMNER_LIBRARIES;  // "fmt=9.1.0 sqlite=3.40.1 …"

ordered_json libraries_json() {
  ordered_json shape = ordered_json::object();
  std::string_view left = build_libraries;
  while (!left.empty()) {
    const std::string_view one = left.substr(0, left.find(' '));
    const std::size_t equals = one.find('=');
    shape[std::string(one.substr(0, equals))] = one.substr(equals + 1);
    left.remove_prefix(std::min(one.size() + 1, left.size()));
  }
  return shape;
}

}  // namespace

std::string version_number() {
  return std::string(build_version);
}

std::string version_line() {
  std::string line = fmt::format("limner {}", build_version);
  if (!build_commit.empty() && !build_date.empty())
    return line + fmt::format(" ({}, {})", build_commit, build_date);
  if (!build_commit.empty() || !build_date.empty())
    line += fmt::format(" ({}{})", build_commit, build_date);
  return line;
}

ordered_json version_json() {
  return {{"version", build_version},
          {"commit", app::text_or_null(std::string(build_commit))},
          {"date", app::text_or_null(std::string(build_date))},
          {"artPack", art::art_pack_version()},
          {"libraries", libraries_json()}};
}

void add_version(CLI::App& app, Session& session) {
  CLI::App* command =
      add_command(app, "version", "Print the version; --json includes library versions",
                  {"limner version", "limner version --json"});
  command->callback([&session] {
    if (session.flags.json) {
      print_json(session, version_json());
    } else {
      session.out.text << version_line() << '\n';
    }
  });
}

}  // namespace limner::cli
