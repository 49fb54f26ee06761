// limner doctor: checks the installation and the environment.
#include "app/directories.hpp"
#include "app/keys.hpp"
#include "app/project_store.hpp"
#include "app/provider_check.hpp"
#include "cli/command/commands.hpp"
#include "cli/command/version.hpp"
#include "cli/render/format.hpp"
#include "cli/render/help_page.hpp"

#include <limner/error.hpp>
#include <limner/net.hpp>

#include <fmt/ranges.h>

#include <unistd.h>

namespace limner::cli {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

constexpr int old_prices_days = 90;

// One line of the report, as text and as JSON.
struct Finding {
  std::string name;
  StatusMark sign = StatusMark::done;
  std::string words;
  ordered_json shape;
  int exit_code = 0;
};

Finding look_at_settings(const Session& session) {
  const auto& failure = session.settings_failure;
  const std::vector<app::TrustClaim> claims = session.settings.untrusted();
  if (!failure && !claims.empty()) {
    std::vector<std::string> all;
    for (const app::TrustClaim& claim : claims) all.push_back(claim.what);
    return {"settings",
            StatusMark::doubt,
            fmt::format("{} not trusted: {}; see limner trust",
                        either(all.size(), "a statement of the project is",
                               "statements of the project are"),
                        fmt::join(all, "; ")),
            {{"ok", true}, {"problem", nullptr}}};
  }
  if (!failure)
    return {"settings", StatusMark::done, "readable", {{"ok", true}, {"problem", nullptr}}};
  std::string words = failure->what();
  for (const Problem& problem : failure->problems()) words += "; " + problem.message;
  return {"settings",
          StatusMark::failed,
          words,
          {{"ok", false}, {"problem", words}},
          traits(failure->code()).exit_code};
}

// The nearest existing directory: the store may not have been created yet.
fs::path existing_part(fs::path path) {
  std::error_code unreadable;
  while (path.has_relative_path() && !fs::exists(path, unreadable)) path = path.parent_path();
  return path;
}

Finding look_at_store_in(const app::StoreLocation& place, const Session& session) {
  const fs::path there = existing_part(place.path);
  std::error_code unreadable;
  const auto space = fs::space(there, unreadable);
  const bool writable = access(there.c_str(), W_OK) == 0;
  Finding finding{.name = "store"};
  std::vector<std::string> problems;
  if (!writable || space.available == 0) {
    problems.push_back(writable ? "no space is left" : "is not writable");
    finding.exit_code = traits(ErrorCode::store_failed).exit_code;
  }
  try {
    if (const auto records = app::existing_records(session)) {
      const std::vector<std::string> damage = records->quick_check();
      problems.insert(problems.end(), damage.begin(), damage.end());
      if (!damage.empty()) finding.exit_code = traits(ErrorCode::store_damaged).exit_code;
    }
    if (place.is_in_project && place.exists) app::require_own_store(session, place);
  } catch (const Error& error) {
    problems.push_back(error.what());
    finding.exit_code = traits(error.code()).exit_code;
  }
  finding.sign = problems.empty() ? StatusMark::done : StatusMark::failed;
  finding.words =
      fmt::format("{} ({}{}, {} free)", place.path.string(), place.why,
                  place.exists ? "" : ", not created yet", format_size(space.available));
  for (const std::string& problem : problems) finding.words += "; " + problem;
  finding.shape = {{"path", place.path.string()},  {"why", place.why},
                   {"exists", place.exists},       {"writable", writable},
                   {"freeBytes", space.available}, {"problems", problems}};
  return finding;
}

Finding look_at_store(const Session& session) {
  try {
    return look_at_store_in(app::store_location(session), session);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_trusted) throw;
    return {"store",
            StatusMark::failed,
            error.what(),
            {{"path", session.settings.declared("store").text},
             {"why", "not trusted"},
             {"exists", false},
             {"writable", false},
             {"freeBytes", 0},
             {"problems", {error.what()}}},
            traits(error.code()).exit_code};
  }
}

std::vector<store::InDoubtCall> open_doubts(const Session& session) {
  try {
    const std::optional<store::Records> records = app::existing_records(session);
    return records ? records->doubts() : std::vector<store::InDoubtCall>();
  } catch (const Error&) {
    return {};  // problems of the store are reported by its own line
  }
}

// The command for open doubts: collecting needs a provider that can be asked.
std::string doubts_command(const std::vector<store::InDoubtCall>& doubts, const Session& session) {
  const provider::Catalogue catalogue = provider::Catalogue::built_in();
  const bool can_ask = std::ranges::any_of(doubts, [&](const store::InDoubtCall& doubt) {
    return app::has_key(session, catalogue, doubt.call.provider);
  });
  return can_ask ? "limner doubts collect" : "limner doubts ls";
}

Finding look_at_doubts(const Session& session) {
  const std::vector<store::InDoubtCall> doubts = open_doubts(session);
  const std::size_t open = doubts.size();
  return {"doubts",
          open == 0 ? StatusMark::done : StatusMark::doubt,
          open == 0 ? "none"
                    : fmt::format("{} {}; {}", open,
                                  either(open, "request may have been billed",
                                         "requests may have been billed"),
                                  doubts_command(doubts, session)),
          {{"open", open}}};
}

// Empty also for a source that only a project that is not trusted names.
std::string trusted_key_origin(const Session& session, const provider::ProviderFacts& provider) {
  try {
    return app::key_origin(session, provider).value_or("");
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_trusted) throw;
    return {};
  }
}

// Of the user's own server; empty when none is set or may be used.
std::string server_url(const Session& session, const std::string& provider) {
  try {
    return app::base_url(session, provider).value_or("");
  } catch (const Error&) {
    return {};
  }
}

// Shows where keys come from, never their values.
Finding look_at_keys(const Session& session, const provider::Catalogue& catalogue) {
  std::vector<std::string> words;
  ordered_json shape = ordered_json::array();
  bool any = false;
  for (const provider::ProviderFacts& provider : catalogue.providers()) {
    if (provider.key_variables.empty()) continue;
    const std::string source = trusted_key_origin(session, provider);
    any = any || !source.empty();
    if (!source.empty()) words.push_back(fmt::format("{} from {}", provider.name, source));
    if (source.empty() && provider.needs_base_url) {
      const std::string url = server_url(session, provider.name);
      any = any || !url.empty();
      if (!url.empty())
        words.push_back(fmt::format("{} without a key at {}", provider.name, net::redact_url(url)));
    }
    shape.push_back({{"provider", provider.name},
                     {"source", source.empty() ? ordered_json() : ordered_json(source)},
                     {"variables", provider.key_variables}});
  }
  return {"keys", any ? StatusMark::done : StatusMark::skipped,
          any || !words.empty() ? fmt::format("{}", fmt::join(words, ", "))
                                : "none; --offline works without keys",
          shape};
}

Finding look_at_prices(const Session& session, const provider::Catalogue& catalogue) {
  const std::string as_of = catalogue.version();
  const auto age = (session.clock.now() - parse_time(as_of)).count() / 86'400'000;
  const bool old = age > old_prices_days;
  return {"prices",
          old ? StatusMark::doubt : StatusMark::done,
          fmt::format("as of {}, {} models{}", as_of, catalogue.models().size(),
                      old ? fmt::format(", {} days old", age) : ""),
          {{"asOf", as_of}, {"ageDays", age}, {"models", catalogue.models().size()}}};
}

Finding look_at_catalogue(const Session& session) {
  try {
    return look_at_prices(session, app::load_catalogue(session));
  } catch (const Error& error) {
    return {"prices",
            StatusMark::failed,
            error.what(),
            {{"asOf", nullptr}, {"ageDays", nullptr}, {"problem", error.what()}},
            traits(error.code()).exit_code};
  }
}

ordered_json terminal_json(const Output& output) {
  return {{"terminal", output.terminal},
          {"colour", output.colour},
          {"unicode", output.unicode},
          {"columns", output.terminal ? ordered_json(output.columns()) : ordered_json()}};
}

Finding look_at_terminal(const Session& session) {
  const auto words = [](const Output& output) {
    if (!output.terminal) return std::string("not a terminal");
    return fmt::format("{} columns, {}, {}", output.columns(),
                       output.colour ? "colour" : "no colour", output.unicode ? "UTF-8" : "ASCII");
  };
  return {"terminal",
          StatusMark::done,
          fmt::format("stdout {}; stderr {}", words(session.out), words(session.err)),
          {{"stdout", terminal_json(session.out)}, {"stderr", terminal_json(session.err)}}};
}

Finding look_at_version() {
  return {"version", StatusMark::done, version_line(), version_json()};
}

void examine(Session& session) {
  const std::vector<Finding> findings = {look_at_version(),
                                         look_at_settings(session),
                                         look_at_store(session),
                                         look_at_doubts(session),
                                         look_at_keys(session, provider::Catalogue::built_in()),
                                         look_at_catalogue(session),
                                         look_at_terminal(session)};
  ordered_json document = {{"schemaVersion", 1}};
  for (const Finding& finding : findings) {
    if (session.exit_code == 0) session.exit_code = finding.exit_code;
    document[finding.name] = finding.shape;
    if (session.flags.json || (session.flags.quiet && finding.sign != StatusMark::failed)) continue;
    constexpr int words_column = 12;
    const std::string words = for_locale(plain(finding.words), session.out);
    session.out.text << fmt::format(
        "{} {:<9} {}\n", sign(finding.sign, session.out), finding.name,
        session.out.terminal ? wrapped(words, session.out.columns(), words_column) : words);
  }
  if (session.flags.json) print_json(session, document);
}

}  // namespace

void add_doctor(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, "doctor", "Check the store, the settings, keys and prices",
                                  {"limner doctor", "limner doctor --json"});
  command->callback([&session] { examine(session); });
}

}  // namespace limner::cli
