#include "cli/render/manual.hpp"

#include "cli/args/arguments.hpp"
#include "cli/command/commands.hpp"
#include "cli/render/format.hpp"

#include <fmt/format.h>

#include <algorithm>

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

// Text that mdoc must not take for a macro, an escape or an argument in quotes.
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

// One line of running text; a full stop at a line's end belongs to it.
std::string sentence(std::string_view text) {
  std::string out = escape_mdoc(text);
  if (!out.empty() && (out[0] >= 'a' && out[0] <= 'z')) {
    out[0] = static_cast<char>(out[0] - 'a' + 'A');
  }
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

std::string examples_section(const CLI::App& command) {
  const std::string examples = command.get_footer();
  if (examples.empty()) return "";
  std::string out = ".Sh EXAMPLES\n";
  for_each_line(examples, [&](std::string_view example) {
    out += fmt::format(".Dl {}\n", escape_mdoc(example));
  });
  return out;
}

std::string see_also_section(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  if (parent == nullptr) return "";
  std::string out = ".Sh SEE ALSO\n.Xr limner 1";
  if (parent->get_parent() != nullptr) out += fmt::format(" ,\n.Xr {} 1", page_name(*parent));
  return out + "\n";
}

void add_pages(const CLI::App& command, std::string_view date, std::vector<ManualPage>& pages) {
  pages.push_back({.file = page_name(command) + ".1",
                   .text = name_section(command, date) + synopsis_section(command) +
                           description_section(command) + commands_section(command) +
                           options_section(command) + examples_section(command) +
                           see_also_section(command)});
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
  std::string page =
      fmt::format(".Dd {}\n.Dt LIMNER-{} 7\n.Os\n.Sh NAME\n.Nm limner-{}\n.Nd {}\n.Sh DESCRIPTION\n"
                  ".Bd -literal\n",
                  date, upper_case(std::string(name)), name, escape_mdoc(summary));
  for_each_line(text, [&](std::string_view line) { page += escape_mdoc(line) + '\n'; });
  page += ".Ed\n.Sh SEE ALSO\n.Xr limner 1\n";
  return {.file = fmt::format("limner-{}.7", name), .text = std::move(page)};
}

}  // namespace limner::cli
