// limner keys ls | set | rm
#include "app/keys.hpp"

#include "app/report/json_output.hpp"
#include "app/stored_keys.hpp"
#include "cli/command/commands.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <limner/error.hpp>

#include <fmt/ranges.h>

#include <termios.h>
#include <unistd.h>

namespace limner::cli {

using nlohmann::ordered_json;

namespace {

struct KeyRow {
  provider::ProviderFacts provider;
  std::string origin, ending, url;
  bool trusted = true;  // false: the project must not decide what it says about this provider
};

KeyRow key_row(const Session& session, const provider::ProviderFacts& provider) {
  try {
    const std::string origin = app::key_origin(session, provider).value_or("");
    return {provider, origin, origin.empty() ? "" : app::key_ending(session, provider),
            app::base_url(session, provider.name).value_or("")};
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_trusted) throw;
    const app::ProviderSetting& setting = session.settings.providers().at(provider.name);
    return {.provider = provider, .url = net::redact_url(setting.base_url), .trusted = false};
  }
}

std::vector<KeyRow> key_rows(const Session& session) {
  const provider::Catalogue catalogue = app::load_catalogue(session);
  std::vector<KeyRow> rows;
  for (const provider::ProviderFacts& provider : catalogue.providers()) {
    if (provider.key_variables.empty()) continue;
    rows.push_back(key_row(session, provider));
  }
  return rows;
}

ordered_json key_row_json(const KeyRow& row) {
  return {{"provider", row.provider.name},
          {"source", app::text_or_null(row.origin)},
          {"endsWith", app::text_or_null(row.ending)},
          {"baseUrl", app::text_or_null(row.url)},
          {"trusted", row.trusted},
          {"variables", row.provider.key_variables}};
}

void list_keys(const Session& session) {
  const std::vector<KeyRow> rows = key_rows(session);
  if (printed_as_json(session, "keys", rows, key_row_json)) return;
  Table table({{"PROVIDER"},
               {.title = "KEY FROM", .flexible = true},
               {.title = "ENDS WITH", .optional = true},
               {.title = "URL", .flexible = true, .optional = true},
               {.title = "VARIABLE", .optional = true}});
  const auto cell = [](const std::string& text) { return Cell{text, text.empty() ? "-" : ""}; };
  for (const KeyRow& row : rows) {
    table.add({{row.provider.name},
               cell(row.trusted ? row.origin : "not trusted: limner trust"),
               cell(row.ending),
               cell(row.url),
               {fmt::format("{}", fmt::join(row.provider.key_variables, ", "))}});
  }
  table.print(session.out);
}

// Reads one line from the terminal with echo turned off.
std::string typed_secret(const Session& session, const std::string& provider) {
  if (!session.err.terminal || isatty(STDIN_FILENO) == 0) {
    throw Error(ErrorCode::usage, "cannot ask for the key: stdin is not a terminal")
        .with_help(fmt::format("pass it on stdin or in a file: limner keys set {} -", provider));
  }
  session.err.text << "key for " << provider << ": " << std::flush;
  termios shown{};
  tcgetattr(STDIN_FILENO, &shown);
  termios hidden = shown;
  hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  std::string line;
  std::getline(session.in, line);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
  session.err.text << '\n' << std::flush;
  return line;
}

// A key in place of its file must not be repeated on the screen or in a log.
void refuse_key_as_argument(const Session& session, const std::string& name,
                            const std::string& source) {
  constexpr std::size_t shortest = 16;
  std::error_code unreadable;
  const bool is_path = source.find('/') != std::string::npos || source.find('.') != source.npos;
  const bool begins_as_key =
      source.starts_with("sk-") || source.starts_with("r8_") || source.starts_with("AIza");
  if (source == "-" || is_path || (source.size() < shortest && !begins_as_key) ||
      std::filesystem::exists(session.directory / source, unreadable))
    return;
  throw Error(ErrorCode::usage, "there is no such file; a key cannot be an argument, which other "
                                "programs and the shell's history see")
      .with_help(fmt::format("leave it out and type it when asked: limner keys set {}", name));
}

void set_key(const Session& session, const std::string& name, const std::string& source) {
  const provider::Catalogue catalogue = app::load_catalogue(session);
  const provider::ProviderFacts& provider = app::provider_with_key(catalogue, name);
  if (!source.empty()) refuse_key_as_argument(session, name, source);
  app::store_key(
      session, name,
      source.empty() ? typed_secret(session, name) : app::read_argument(session, source));
  session.err.text << "stored in " << app::stored_keys_path(session.variable).string() << '\n';
  const std::string origin = app::key_origin(session, provider).value_or("stored");
  if (origin != "stored") session.err.text << "note: this key takes precedence: " << origin << '\n';
}

}  // namespace

void add_keys(CLI::App& app, Session& session) {
  CLI::App* group = add_command(app, "keys", "Manage the providers' API keys",
                                {"limner keys ls", "limner keys set openai"});

  CLI::App* ls =
      add_command(*group, "ls", "List where each key comes from and its last four characters",
                  {"limner keys ls", "limner keys ls --json"});
  ls->callback([&session] { list_keys(session); });

  const auto name = std::make_shared<std::string>();
  const auto source = std::make_shared<std::string>();
  CLI::App* set =
      add_command(*group, "set", "Store a key in a file that only you can read",
                  {"limner keys set openai", "pass show openai | limner keys set openai -"});
  set->add_option("provider", *name, "Name of the provider")->type_name("PROVIDER")->required();
  set->add_option("source", *source,
                  "File with the key, or - for stdin (default: ask on the terminal)")
      ->type_name("FILE");
  set->callback([name, source, &session] { set_key(session, *name, *source); });

  CLI::App* rm = add_command(*group, "rm", "Remove a stored key", {"limner keys rm openai"});
  rm->add_option("provider", *name, "Name of the provider")->type_name("PROVIDER")->required();
  rm->callback([name, &session] {
    app::remove_stored_key(session, *name);
    note(session, fmt::format("removed the stored key of {}", *name));
  });
}

}  // namespace limner::cli
