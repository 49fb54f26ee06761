#include "cli/render/manual.hpp"

#include "app/settings.hpp"
#include "cli/args/arguments.hpp"
#include "cli/command/commands.hpp"
#include "cli/render/format.hpp"
#include "cli/render/topics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace limner::cli {

namespace {

using OptionList = std::vector<const CLI::Option*>;

template <class Visit>
void for_each_line(std::string_view text, const Visit& visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    visit(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// Escapes text for mdoc: no macros, escapes or quoted arguments.
std::string escape_mdoc(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '"') {
      out += "\\(dq";
    } else {
      out += c;
    }
  }
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

constexpr std::size_t widest_source_line = 78;  // bytes; mandoc -W style objects above 80

// Running text, escaped, in lines short enough for mandoc -W style.
// mandoc counts a character that is not ASCII as its escape, eight bytes, and wants a new
// line after the end of a sentence.
std::string paragraph(std::string_view text) {
  const auto source_width = [](std::string_view part) {
    const auto wide = std::ranges::count_if(part, [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0) == 0xC0;  // first byte of a character
    });
    return part.size() + 8 * static_cast<std::size_t>(wide);
  };
  std::string out, line;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string word = escape_mdoc(text.substr(0, end));
    const bool is_full =
        !line.empty() && source_width(line) + 1 + source_width(word) > widest_source_line;
    if (is_full || line.ends_with('.')) out += std::exchange(line, "") + '\n';
    line += (line.empty() ? "" : " ") + word;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out + line;
}

// A description as a sentence. Its case is kept: it may begin with a literal.
std::string sentence(std::string_view text) {
  std::string out = paragraph(text);
  if (!out.empty() && out.back() != '.' && out.back() != '?' && out.back() != ':') out += '.';
  return out;
}

std::string without_stop(std::string text) {
  if (text.ends_with('.')) text.pop_back();
  return text;
}

// "limner-runs-show"
std::string page_name(const CLI::App& command) {
  std::string name = command_path(command);
  std::ranges::replace(name, ' ', '-');
  return name;
}

std::vector<const CLI::App*> children(const CLI::App& command) {
  auto all = command.get_subcommands([](const CLI::App* child) {
    return !child->get_name().empty() && !child->get_group().empty();
  });
  return {all.begin(), all.end()};
}

OptionList options_of(const CLI::App& command, bool positional) {
  OptionList found;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional() == positional && !option->get_group().empty())
      found.push_back(option);
  }
  return found;
}

// ".Fl q , Fl -quiet Ar N": all names of one option, and what it takes.
std::string flag_macro(const CLI::Option& option) {
  std::string out;
  for (const std::string& name : option.get_snames()) out += fmt::format(" , Fl {}", name);
  for (const std::string& name : option.get_lnames()) out += fmt::format(" , Fl -{}", name);
  out.erase(0, 3);
  if (const std::string value = value_name(option); !value.empty()) out += " Ar " + value;
  return out;
}

std::string name_section(const CLI::App& command, std::string_view date) {
  const std::string name = page_name(command);
  return fmt::format(".Dd {}\n.Dt {} 1\n.Os\n.Sh NAME\n.Nm {}\n.Nd {}\n", date, upper_case(name),
                     name, without_stop(escape_mdoc(command.get_description())));
}

std::string synopsis_section(const CLI::App& command) {
  std::string out = ".Sh SYNOPSIS\n.Nm limner\n";
  const std::string path = command_path(command);
  if (const auto below = path.find(' '); below != path.npos)
    out += fmt::format(".Cm {}\n", path.substr(below + 1));
  if (!children(command).empty()) out += ".Ar command\n";
  for (const CLI::Option* option : options_of(command, true)) {
    const std::string more = option->get_items_expected_max() > 1 ? " ..." : "";
    out += option->get_required() ? fmt::format(".Ar {}{}\n", value_name(*option), more)
                                  : fmt::format(".Op Ar {}{}\n", value_name(*option), more);
  }
  if (!options_of(command, false).empty()) out += ".Op Ar options\n";
  return out;
}

std::string arguments_list(const CLI::App& command) {
  const OptionList positional = options_of(command, true);
  if (positional.empty()) return "";
  std::string out = ".Bl -tag -width Ds\n";
  for (const CLI::Option* option : positional) {
    out += fmt::format(".It Ar {}\n{}\n", value_name(*option), sentence(option->get_description()));
  }
  return out + ".El\n";
}

std::string description_section(const CLI::App& command) {
  return fmt::format(".Sh DESCRIPTION\n{}\n{}", sentence(command.get_description()),
                     arguments_list(command));
}

std::string commands_section(const CLI::App& command) {
  const auto below = children(command);
  if (below.empty()) return "";
  std::string out = ".Sh COMMANDS\n.Bl -tag -width Ds\n";
  for (const CLI::App* child : below) {
    out += fmt::format(".It Cm {}\n{}\nSee\n.Xr {} 1 .\n", child->get_name(),
                       sentence(child->get_description()), page_name(*child));
  }
  return out + ".El\n";
}

std::string options_section(const CLI::App& command) {
  const OptionList flags = options_of(command, false);
  if (flags.empty()) return "";
  std::string out = ".Sh OPTIONS\n.Bl -tag -width Ds\n";
  for (const CLI::Option* option : flags) {
    out += fmt::format(".It {}\n{}\n", flag_macro(*option), sentence(option->get_description()));
    const auto choices = choices_of(*option);
    if (!choices.empty()) out += fmt::format("One of\n.Cm {} .\n", fmt::join(choices, " ,\n.Cm "));
  }
  return out + ".El\n";
}

// Lines that are shown exactly as they are: not filled, not wrapped, no macros.
std::string literal_block(std::string_view lines, std::string_view arguments) {
  std::string out = fmt::format(".Bd -literal{}\n", arguments);
  for_each_line(lines, [&](std::string_view line) { out += escape_mdoc(line) + '\n'; });
  return out + ".Ed\n";
}

constexpr std::string_view program_examples =
    R"(limner run generate-clip-art-asset --offline --prompt "a cute chipmunk"
limner run generate-clip-art-asset --prompt "a fox" --style flat --dry-run
limner artifacts export @last --out .
limner review approve @last
limner ledger --by month)";

std::string examples_section(const CLI::App& command) {
  const std::string footer = command.get_footer();
  const std::string_view examples = command.get_parent() ? footer : program_examples;
  if (examples.empty()) return "";
  return ".Sh EXAMPLES\n" + literal_block(examples, " -offset indent");
}

// ---- only in limner(1) ----

std::string environment_section() {
  std::string out = ".Sh ENVIRONMENT\n.Bl -tag -width Ds\n";
  for (const app::SettingRow& row : app::setting_rows())
    out += fmt::format(".It Ev {}\n{}\n", row.variable, sentence(row.help));
  for (const VariableMeaning& row : shared_variables()) {
    std::string names(row.names);
    for (std::size_t at = 0; (at = names.find(", ", at)) != names.npos; at += 6)
      names.replace(at, 2, " , Ev ");
    out += fmt::format(".It Ev {}\n{}\n", names, sentence(row.meaning));
  }
  return out + ".El\n.Pp\nKeys and base URLs of providers are listed in\n"
               ".Xr limner-environment 7 .\n";
}

std::string files_section() {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> files{{
      {"limner.yaml", "settings of a project, in its root directory"},
      {".limner/", "store of a project: database and pictures"},
      {"templates/", "templates of a project"},
      {"~/.config/limner/config.yaml",
       "user settings; catalog.yaml next to it adds models and prices"},
      {"~/.local/share/limner/", "user store, used outside of projects"},
  }};
  std::string out = ".Sh FILES\n.Bl -tag -width Ds\n";
  for (const auto& [path, about] : files)
    out += fmt::format(".It Pa {}\n{}\n", escape_mdoc(path), sentence(about));
  return out + ".El\n";
}

std::string exit_status_section() {
  std::string out = ".Sh EXIT STATUS\n.Bl -tag -width Ds\n";
  for (const ExitMeaning& row : exit_meanings())
    out += fmt::format(".It {}\n{}\n", row.code, sentence(row.meaning));
  return out + ".El\n";
}

std::string program_sections() {
  return environment_section() + files_section() + exit_status_section();
}

// ---- references ----

// By section, then by name, as mandoc expects.
std::string see_also_section(const CLI::App& command) {
  std::set<std::pair<int, std::string>> pages;
  const CLI::App* parent = command.get_parent();
  if (parent == nullptr) {
    for (const CLI::App* child : children(command)) pages.emplace(1, page_name(*child));
    for (const Topic& topic : topics()) pages.emplace(7, fmt::format("limner-{}", topic.name));
  } else {
    pages.emplace(1, "limner");
    pages.emplace(7, "limner-exit-codes");
    for (const CLI::App* other : children(*parent)) {
      if (parent->get_parent() != nullptr && other != &command) pages.emplace(1, page_name(*other));
    }
    if (parent->get_parent() != nullptr) pages.emplace(1, page_name(*parent));
  }
  std::string out;
  for (const auto& [section, name] : pages)
    out += fmt::format("{}.Xr {} {}", out.empty() ? "" : " ,\n", name, section);
  return ".Sh SEE ALSO\n" + out + "\n";
}

void add_pages(const CLI::App& command, std::string_view date, std::vector<ManualPage>& pages) {
  pages.push_back({.file = page_name(command) + ".1",
                   .text = name_section(command, date) + synopsis_section(command) +
                           description_section(command) + commands_section(command) +
                           options_section(command) +
                           (command.get_parent() ? "" : program_sections()) +
                           examples_section(command) + see_also_section(command)});
  for (const CLI::App* child : children(command)) add_pages(*child, date, pages);
}

}  // namespace

std::vector<ManualPage> manual_pages(const CLI::App& program, std::string_view date) {
  std::vector<ManualPage> pages;
  add_pages(program, date, pages);
  return pages;
}

ManualPage topic_page(std::string_view name, std::string_view summary, std::string_view text,
                      std::string_view date) {
  std::string page = fmt::format(
      ".Dd {}\n.Dt LIMNER-{} 7\n.Os\n.Sh NAME\n.Nm limner-{}\n.Nd {}\n.Sh DESCRIPTION\n", date,
      upper_case(std::string(name)), name, escape_mdoc(summary));
  page += literal_block(text, "") + ".Sh SEE ALSO\n.Xr limner 1\n";
  return {.file = fmt::format("limner-{}.7", name), .text = std::move(page)};
}

}  // namespace limner::cli
