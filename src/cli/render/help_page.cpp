// Generates help from the tree of commands.
#include "cli/render/help_page.hpp"

#include "cli/args/arguments.hpp"
#include "cli/command/commands.hpp"
#include "cli/render/format.hpp"
#include "cli/render/topics.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace limner::cli {

namespace {

constexpr int left_width = 28;             // columns of flag and command names
constexpr std::size_t shown_choices = 24;  // characters; a longer list goes into the description

constexpr int narrowest = 40;      // columns; narrower terminals break the lines
constexpr int widest_beside = 60;  // columns; below that descriptions get their own line

int width_of(const Output& output) {
  return output.terminal ? std::clamp(output.columns(), narrowest, page_width) : page_width;
}

std::string usage_line(const CLI::App& command, std::string_view template_name) {
  std::string line = command_path(command);
  if (!command.get_subcommands({}).empty()) line += " COMMAND";
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    if (!template_name.empty() && value_name(*option) == "TEMPLATE") {
      line += fmt::format(" {}", template_name);
      continue;
    }
    const std::string name = value_name(*option);
    const bool many = option->get_items_expected_max() > 1;
    line += option->get_required() ? fmt::format(" {}{}", name, many ? "..." : "")
                                   : fmt::format(" [{}{}]", name, many ? "..." : "");
  }
  return line + " [FLAGS]";
}

// "-q, --quiet", "    --store DIR", "    --[no-]background-removal"
std::string flag_label(const CLI::Option& option) {
  std::string label = option.get_snames().empty() ? "    " : "-" + option.get_snames()[0] + ", ";
  std::vector<std::string> names = option.get_lnames();
  if (names.size() == 2 && names[1] == "no-" + names[0]) names = {"[no-]" + names[0]};
  if (names.empty()) return label.substr(0, 2);
  label += fmt::format("--{}", fmt::join(names, ", --"));
  const std::string choices = fmt::format("{}", fmt::join(choices_of(option), "|"));
  if (!choices.empty() && choices.size() <= shown_choices) return label + " " + choices;
  const std::string value = value_name(option);
  return value.empty() ? label : label + " " + value;
}

std::string option_description(const CLI::Option& option) {
  const std::string choices = fmt::format("{}", fmt::join(choices_of(option), ", "));
  if (choices.size() <= shown_choices) return option.get_description();
  return option.get_description() + ": " + choices;
}

void add_row(std::string& page, const std::string& left, std::string_view right,
             const Output& output) {
  const int width = width_of(output);
  const bool beside = width >= widest_beside;
  const int indent = beside ? left_width + 2 : 6;
  if (beside && display_width(left) + 2 <= left_width) {
    page += "  " + padded(left, left_width);
  } else {
    page += "  " + left + "\n" + std::string(static_cast<std::size_t>(indent), ' ');
  }
  page += wrapped(for_locale(std::string(right), output), width, indent) + "\n";
}

void add_title(std::string& page, std::string_view title, const Output& output) {
  page += "\n" + output.paint(TextStyle::strong, title) + "\n";
}

void add_examples(std::string& page, const CLI::App& command, const Output& output) {
  std::string examples = command.get_footer();
  if (examples.empty()) return;
  add_title(page, "Examples", output);
  for (std::size_t at = 0; (at = examples.find('\n', at)) != std::string::npos; at += 3)
    examples.replace(at, 1, "\n  ");
  page += "  " + examples + "\n";
}

void add_commands_of(std::string& page, const CLI::App& group, const Output& output) {
  std::string title;
  for (const CLI::App* child : group.get_subcommands({})) {
    if (child->get_group().empty()) continue;
    if (child->get_group() != title) {
      title = child->get_group();
      add_title(page, title == "Subcommands" ? "Commands" : title, output);
    }
    add_row(page, child->get_name(), child->get_description(), output);
  }
}

void add_positionals(std::string& page, const CLI::App& command, const Output& output) {
  const auto words = command.get_options([](const CLI::Option* o) { return o->get_positional(); });
  if (words.empty()) return;
  add_title(page, "Arguments", output);
  for (const CLI::Option* word : words)
    add_row(page, value_name(*word), option_description(*word), output);
}

// A template's own flags come first.
std::vector<std::string> groups_in_order(const CLI::App& command) {
  std::vector<std::string> groups = command.get_groups();
  std::stable_partition(groups.begin(), groups.end(), [](const std::string& group) {
    return group.starts_with(template_inputs);
  });
  return groups;
}

void add_flags(std::string& page, const CLI::App& command, const Output& output) {
  for (const std::string& group : groups_in_order(command)) {
    const auto flags = command.get_options([&](const CLI::Option* option) {
      return !option->get_positional() && !group.empty() && option->get_group() == group;
    });
    if (flags.empty()) continue;
    add_title(page, group == "Options" ? "Flags" : group, output);
    for (const CLI::Option* flag : flags)
      add_row(page, flag_label(*flag), option_description(*flag), output);
  }
}

// The flags of the command that a group runs when none is named.
void add_default_flags(std::string& page, const CLI::App& group, const Output& output) {
  const std::string_view name = default_command(group.get_name());
  const auto commands =
      group.get_subcommands([&](const CLI::App* child) { return child->get_name() == name; });
  if (commands.empty()) return;
  const auto flags = commands.front()->get_options([](const CLI::Option* option) {
    return !option->get_positional() && !option->get_group().empty() &&
           option->get_name() != "--help";
  });
  if (flags.empty()) return;
  add_title(page, fmt::format("Flags without a command, which is {}", name), output);
  for (const CLI::Option* flag : flags)
    add_row(page, flag_label(*flag), option_description(*flag), output);
}

void add_topics(std::string& page, const Output& output) {
  add_title(page, "Topics", output);
  for (const Topic& topic : topics()) add_row(page, std::string(topic.name), topic.summary, output);
}

}  // namespace

std::string wrapped(std::string_view text, int columns, int indent) {
  std::string lines;
  int used = indent;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    const int width = display_width(word);
    const bool first = used == indent;
    if (!first && used + 1 + width > columns) {
      lines += "\n" + std::string(static_cast<std::size_t>(indent), ' ');
      used = indent;
    } else if (!first) {
      lines += ' ';
      ++used;
    }
    lines += word;
    used += width;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string help_page(const CLI::App& command, const Output& output,
                      std::string_view template_name) {
  std::string page = wrapped(command.get_description(), width_of(output), 0) + "\n";
  add_title(page, "Usage", output);
  page += "  " + usage_line(command, template_name) + "\n";
  add_examples(page, command, output);
  add_commands_of(page, command, output);
  add_positionals(page, command, output);
  if (command.get_name() == "help") add_topics(page, output);
  add_flags(page, command, output);
  add_default_flags(page, command, output);
  if (command.get_parent()) {
    page += "\n";
    page += wrapped("Flags for every command, such as --json and --store: limner --help",
                    width_of(output), 0);
  } else {
    add_title(page, "Documentation", output);
    page += "  limner COMMAND --help\n  limner help TOPIC, with one of the topics\n    ";
    std::vector<std::string_view> names;
    for (const Topic& topic : topics()) names.push_back(topic.name);
    page += wrapped(fmt::format("{}", fmt::join(names, ", ")), width_of(output), 4);
  }
  return for_locale(page + "\n", output);
}

std::string first_words() {
  return R"(limner runs image-generation workflows and tracks their cost.

  limner run generate-clip-art-asset --offline --prompt "a cute chipmunk"
      makes a picture on this machine, without a key, network or cost
  limner templates ls
      lists the workflows
  limner runs ls
      lists the runs and their results

All commands: limner --help
Exit codes, settings, prices and more: limner help
)";
}

}  // namespace limner::cli
