// The table of settings, and the precedence of their sources.
#include "app/settings.hpp"

#include "app/amounts.hpp"

#include <limner/document.hpp>
#include <limner/file.hpp>
#include <limner/scalar.hpp>
#include <limner/suggest.hpp>
#include <limner/text.hpp>
#include <limner/unicode.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace limner::app {

namespace fs = std::filesystem;

namespace {

const std::array setting_table{
    SettingRow{"store",
               "--store",
               "LIMNER_STORE",
               SettingType::path,
               {},
               "",
               "store directory; default: .limner of the project, else the user store"},
    SettingRow{"store.allow_network_fs",
               "",
               "LIMNER_ALLOW_NETWORK_FS",
               SettingType::boolean,
               {},
               "false",
               "use a store on a network file system, which only one machine may do at a time; not "
               "taken from a project's file",
               true},
    SettingRow{"color",
               "--color",
               "LIMNER_COLOR",
               SettingType::choice,
               {"auto", "always", "never"},
               "auto",
               "colour: on terminals, always, or never"},
    SettingRow{"progress",
               "--progress",
               "LIMNER_PROGRESS",
               SettingType::choice,
               {"auto", "plain", "none"},
               "auto",
               "progress: live on terminals, plain lines, or none"},
    SettingRow{"offline",
               "--offline",
               "LIMNER_OFFLINE",
               SettingType::boolean,
               {},
               "false",
               "open no connections; use the embedded providers"},
    SettingRow{"charge",
               "--charge",
               "LIMNER_CHARGE",
               SettingType::choice,
               {"hosted", "personal"},
               "",
               "who pays: the prepaid wallet, or your own key; default: the template's choice"},
    SettingRow{
        "inDoubt",
        "",
        "LIMNER_IN_DOUBT",
        SettingType::choice,
        {"hold", "ask", "retry"},
        "hold",
        "a request whose billing is unknown: wait for a decision, ask at once, or count it as "
        "billed and send it again"},
    SettingRow{"wallet.name",
               "",
               "LIMNER_WALLET",
               SettingType::word,
               {},
               "main",
               "wallet charged for hosted calls"},
    SettingRow{"wallet.credits_per_usd",
               "",
               "LIMNER_CREDITS_PER_USD",
               SettingType::number,
               {},
               "1000",
               "credits per dollar, for models without a price in the rate card"},
    SettingRow{"confirm_usd",
               "",
               "LIMNER_CONFIRM_USD",
               SettingType::number,
               {},
               "1",
               "whole dollars; a higher price needs a yes, or without a terminal --yes or "
               "--max-cost"},
    SettingRow{"references.allow_hosts",
               "",
               "LIMNER_REFERENCE_HOSTS",
               SettingType::hosts,
               {},
               "",
               "hosts that reference pictures may be fetched from though they are private or not "
               "encrypted; not taken from a project's file",
               true},
    SettingRow{
        "limits.pixels",
        "--max-pixels",
        "LIMNER_MAX_PIXELS",
        SettingType::number,
        {},
        "64000000",
        "pixels of a picture that is decoded, width times height; four bytes of memory each"},
    SettingRow{"limits.image_bytes",
               "--max-image-bytes",
               "LIMNER_MAX_IMAGE_BYTES",
               SettingType::bytes,
               {},
               "67108864",
               "size of a picture that is read from a file, stdin or a URL"},
    SettingRow{
        "limits.answer_bytes",
        "--max-answer-bytes",
        "LIMNER_MAX_ANSWER_BYTES",
        SettingType::bytes,
        {},
        "1073741824",
        "size of an answer of a provider; a single picture that it names may have a quarter of it"},
    SettingRow{"limits.text_bytes",
               "--max-text-bytes",
               "LIMNER_MAX_TEXT_BYTES",
               SettingType::bytes,
               {},
               "1048576",
               "size of a template, or of a file of inputs, prompts or bills"},
    SettingRow{"limits.memory",
               "--max-memory",
               "LIMNER_MAX_MEMORY",
               SettingType::bytes,
               {},
               "536870912",
               "memory for the decoded pictures of all runs at once; a step that needs more runs "
               "alone"},
    SettingRow{"catalog",
               "",
               "LIMNER_CATALOG",
               SettingType::path,
               {},
               "",
               "file with your own models and prices, merged over the built-in ones"},
};

const SettingRow* find_row(std::string_view name) {
  const auto row = std::ranges::find(setting_table, name, &SettingRow::name);
  return row == setting_table.end() ? nullptr : &*row;
}

std::optional<std::string> truth(std::string_view text) {
  const std::optional<bool> value = parse_boolean(text);
  return value ? std::optional<std::string>(*value ? "true" : "false") : std::nullopt;
}

bool is_positive_number(std::string_view text) {
  constexpr std::size_t most_digits = 9;
  return !text.empty() && text.size() <= most_digits && text.front() != '0' &&
         text.find_first_not_of("0123456789") == text.npos;
}

// Names as host_of() gives them, with a comma between two.
bool is_list_of_hosts(std::string_view text) {
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_:[],") == text.npos;
}

std::string accepted(const SettingRow& row) {
  if (row.type == SettingType::hosts) return "host names in lower case, separated by commas";
  if (row.type == SettingType::boolean) return "true or false";
  if (row.type == SettingType::word) return "at most 32 letters, digits, - and _";
  if (row.type == SettingType::bytes) return "a number of bytes, such as 1048576, 512KiB or 64MiB";
  if (row.type == SettingType::number) return "a whole number from 1 to 999999999";
  return fmt::format("one of {}", fmt::join(row.choices, ", "));
}

// The value as it is stored; nullopt when the text is not valid.
std::optional<std::string> understood(const SettingRow& row, const std::string& written,
                                      const fs::path& base) {
  const std::string text = row.type == SettingType::path ? written : lookup_form(written);
  switch (row.type) {
    case SettingType::boolean: return truth(text);
    case SettingType::choice:
      if (std::ranges::find(row.choices, text) == row.choices.end()) return std::nullopt;
      return text;
    case SettingType::path:
      if (text.empty()) return std::nullopt;
      return (base / text).lexically_normal().string();
    case SettingType::word:
      if (!is_word(text)) return std::nullopt;
      return text;
    case SettingType::hosts:
      if (!is_list_of_hosts(text)) return std::nullopt;
      return text;
    case SettingType::bytes: return number_of_bytes(text);
    case SettingType::number:
      if (!is_positive_number(text)) return std::nullopt;
      return text;
  }
  return std::nullopt;
}

SettingValue& entry_of(std::vector<SettingValue>& values, const SettingRow& row) {
  return *std::ranges::find(values, &row, &SettingValue::row);
}

// A project may be stricter than the user's own file about connections, and may choose who pays
// only where that file is silent.
bool overrides_user(const SettingRow& row, std::string_view value, const SettingValue& of_user) {
  if (of_user.source != SettingSource::user_file || of_user.text == value) return false;
  return row.name == "charge" || (row.name == "offline" && value == "false");
}

// "~/art" in a file is not expanded by a shell.
std::string without_tilde(const std::string& text, const Environment& variable) {
  if (!text.starts_with("~/")) return text;
  return variable("HOME").value_or("~") + text.substr(1);
}

Problem unknown_key(const Document& document, const Node& key, const std::string& name) {
  std::vector<std::string> names;
  names.reserve(setting_table.size());
  for (const SettingRow& row : setting_table) names.emplace_back(row.name);
  const std::string near = nearest(name, names);
  return {.message = fmt::format("unknown setting {}", in_quotes(name)),
          .type = "unknown_key",
          .loc = {name},
          .mark = document.mark(key),
          .help = near.empty() ? fmt::format("the settings are: {}", fmt::join(names, ", "))
                               : fmt::format("did you mean \"{}\"?", near)};
}

Problem wrong_value(const Document& document, const SettingRow& row, const Node& value) {
  const std::string given =
      value.kind == NodeKind::scalar ? in_quotes(value.text) : "a list or map";
  return {.message = fmt::format("{} cannot be {}", row.name, given),
          .type = "value",
          .loc = {std::string(row.name)},
          .mark = document.mark(value),
          .help = row.type == SettingType::path ? "must be a path" : "must be " + accepted(row)};
}

Problem of_user_only(const Document& document, const SettingRow& row, const Node& key) {
  return {.message = fmt::format("{} cannot be set in a project", row.name),
          .type = "place",
          .loc = {std::string(row.name)},
          .mark = document.mark(key),
          .help = "set it in your user settings: limner config path"};
}

bool is_blank(std::string_view text) {
  bool comment = false;
  for (const char c : text) {
    if (c == '\n') comment = false;
    if (c == '#') comment = true;
    if (!comment && c != '\n' && c != '\r' && c != ' ') return false;
  }
  return true;
}

Document parse_settings(std::string text, const fs::path& file) try {
  return parse_document(std::move(text), file.string());
} catch (const Error& broken) {
  throw Error(ErrorCode::invalid_config, "{}", broken.what()).with_problems(broken.problems());
}

struct SettingsFile {
  const Document& document;
  const fs::path& path;
  SettingSource source;
  const Environment& variable;
  bool is_trusted;
};

bool is_group(std::string_view name) {
  return std::ranges::any_of(setting_table, [&](const SettingRow& row) {
    return row.name.starts_with(name) && row.name.substr(name.size()).starts_with('.');
  });
}

// A value that would loosen the user's own stands behind it until the project is trusted.
void take_from_file(const SettingsFile& from, const Node& node, SettingValue read,
                    std::vector<SettingValue>& values) {
  const SettingRow& row = *read.row;
  const bool loosens = from.source == SettingSource::project_file &&
                       overrides_user(row, read.text, entry_of(values, row));
  const bool is_claim =
      loosens || needs_trust(row, read.text, entry_of(values, row).text, from.path.parent_path());
  if (!from.is_trusted && is_claim) {
    read.untrusted = {trusted_path(from.path), fmt::format("{} is {}", row.name, read.text),
                      from.document.mark(node)};
  }
  if (loosens && !from.is_trusted)
    values.push_back(std::move(read));
  else
    entry_of(values, row) = std::move(read);
}

// `prefix`: of the names in this map, "wallet." for those under wallet.
void read_map(const SettingsFile& from, const std::string& prefix, const Node& map,
              std::vector<SettingValue>& values, std::vector<Problem>& problems) {
  for (const auto& [key, value] : map.entries) {
    const std::string name = prefix + key.text;
    if (name == "providers") continue;
    const SettingRow* row = find_row(name);
    if (value.kind == NodeKind::map && is_group(name)) {
      read_map(from, name + ".", value, values, problems);
      continue;
    }
    if (!row) {
      problems.push_back(unknown_key(from.document, key, name));
      continue;
    }
    if (row->of_user && from.source == SettingSource::project_file) {
      problems.push_back(of_user_only(from.document, *row, key));
      continue;
    }
    const auto kept =
        value.kind == NodeKind::scalar
            ? understood(*row, without_tilde(value.text, from.variable), from.path.parent_path())
            : std::nullopt;
    if (kept) {
      const std::string origin = fmt::format("{}:{}", from.path.string(), key.line);
      SettingValue read{row, *kept, from.source, origin};
      take_from_file(from, value, std::move(read), values);
    } else {
      problems.push_back(wrong_value(from.document, *row, value));
    }
  }
}

void read_settings(const fs::path& file, SettingSource source, const SettingSources& sources,
                   std::vector<SettingValue>& values, ProviderSettings& providers) {
  std::error_code unreadable;
  if (file.empty() || !fs::exists(file, unreadable)) return;
  std::string text = read_file(file, 1 << 20);
  if (is_blank(normalize_text(text))) return;
  const bool is_trusted =
      source == SettingSource::user_file ||
      (sources.trust && sources.trust->has(trusted_path(file), Digest::of(text)));
  const Document document = parse_settings(std::move(text), file);

  std::vector<Problem> problems;
  if (document.root.kind != NodeKind::map) {
    problems.push_back({.message = "settings are written as \"name: value\", one per line",
                        .type = "type",
                        .mark = document.mark(document.root)});
  }
  const SettingsFile from{document, file, source, sources.variable, is_trusted};
  read_map(from, "", document.root, values, problems);
  read_provider_settings({.document = document,
                          .path = file,
                          .of_user = source == SettingSource::user_file,
                          .is_trusted = is_trusted,
                          .trust = sources.trust,
                          .variable = sources.variable},
                         providers, problems);
  if (problems.empty()) return;
  throw Error(ErrorCode::invalid_config, "{} cannot be used", file.string())
      .with_problems(std::move(problems));
}

void take_text(const SettingRow& row, const std::string& text, SettingSource source,
               const fs::path& base, std::vector<SettingValue>& values) {
  const std::string_view origin = source == SettingSource::flag ? row.flag : row.variable;
  const auto kept = understood(row, text, base);
  if (!kept) {
    throw Error(ErrorCode::invalid_config, "{} is {}", origin, in_quotes(text))
        .with_help(row.type == SettingType::path
                       ? fmt::format("{} must be a path", origin)
                       : fmt::format("{} must be {}", origin, accepted(row)));
  }
  entry_of(values, row) = {&row, *kept, source, std::string(origin)};
}

}  // namespace

bool is_word(std::string_view text) {
  constexpr std::size_t longest = 32;
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  return !text.empty() && text.size() <= longest && std::ranges::all_of(text, allowed);
}

bool needs_trust(const SettingRow& row, std::string_view value, std::string_view present,
                 const fs::path& project) {
  // Both are whole numbers without leading zeros.
  if (row.name.starts_with("limits.") || row.name == "confirm_usd")
    return std::pair(value.size(), value) > std::pair(present.size(), present);
  if (row.name == "store") return !is_below(value, project);
  if (row.name == "wallet.credits_per_usd") return value != present;
  if (row.name == "inDoubt") return value != row.fallback;
  return row.name == "catalog";
}

std::span<const SettingRow> setting_rows() {
  return setting_table;
}

Settings Settings::load(const SettingSources& sources) {
  Settings settings;
  std::vector<SettingValue>& values = settings.values_;
  for (const SettingRow& row : setting_table)
    values.push_back({&row, std::string(row.fallback), SettingSource::fallback, "default"});
  read_settings(sources.user_file, SettingSource::user_file, sources, values, settings.providers_);
  read_settings(sources.project_file, SettingSource::project_file, sources, values,
                settings.providers_);
  for (const SettingRow& row : setting_table) {
    const auto text = sources.variable(row.variable);
    if (text && !text->empty())
      take_text(row, *text, SettingSource::variable, sources.directory, values);
  }
  for (const auto& [name, text] : sources.flags)
    take_text(*find_row(name), text, SettingSource::flag, sources.directory, values);
  return settings;
}

const SettingValue& Settings::value(std::string_view name) const {
  const SettingValue& found = declared(name);
  if (found.untrusted) throw not_trusted({*found.untrusted});
  return found;
}

std::vector<TrustClaim> Settings::untrusted() const {
  std::vector<TrustClaim> claims;
  for (const SettingValue& value : values_) {
    if (value.untrusted) claims.push_back(*value.untrusted);
  }
  for (const auto& [provider, setting] : providers_) {
    for (const auto& [key, claim] : setting.untrusted) claims.push_back(claim);
  }
  return claims;
}

const SettingValue& Settings::declared(std::string_view name) const {
  return *std::ranges::find(values_, name, [](const SettingValue& v) { return v.row->name; });
}

}  // namespace limner::app
