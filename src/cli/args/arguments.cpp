// Walks the arguments along the tree of commands, before CLI11 parses them. CLI11 cannot do
// this part: a command's own flags may come before the command ("--by month ledger"), the
// flags of `run` are known only when its template has been found among the arguments, and
// completion needs the command of an incomplete line. It refuses missing values; CLI11 parses
// the values.
#include "cli/args/arguments.hpp"

#include "cli/command/commands.hpp"

#include <limner/error.hpp>
#include <limner/suggest.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

namespace limner::cli {

namespace {

bool takes_value(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

bool looks_like_flag(std::string_view word) {
  return word.size() > 1 && word[0] == '-';
}

CLI::App* find_child(CLI::App& group, const std::string& name) {
  for (CLI::App* child : group.get_subcommands({})) {
    if (child->get_name() == name) return child;
  }
  return nullptr;
}

CLI::Option* find_below(CLI::App& command, const std::string& name) {
  if (CLI::Option* option = command.get_option_no_throw(name)) return option;
  for (CLI::App* child : command.get_subcommands({})) {
    if (CLI::Option* option = find_below(*child, name)) return option;
  }
  return nullptr;
}

CLI::Option* find_above(CLI::App* command, const std::string& name) {
  for (; command; command = command->get_parent()) {
    if (CLI::Option* option = command->get_option_no_throw(name)) return option;
  }
  return nullptr;
}

std::vector<std::string> flag_names(CLI::App* command) {
  std::vector<std::string> names;
  for (; command; command = command->get_parent()) {
    for (const CLI::Option* option : command->get_options()) {
      if (option->get_group().empty()) continue;
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

std::vector<std::string> command_names(const CLI::App& group) {
  std::vector<std::string> names;
  for (const CLI::App* child : group.get_subcommands({})) {
    if (!child->get_group().empty()) names.push_back(child->get_name());
  }
  return names;
}

// Words that people try first, and the commands they stand for.
constexpr std::array<std::array<std::string_view, 2>, 9> synonyms{{{"ls", "runs ls"},
                                                                   {"list", "runs ls"},
                                                                   {"history", "runs ls"},
                                                                   {"generate", "run"},
                                                                   {"create", "run"},
                                                                   {"pictures", "artifacts ls"},
                                                                   {"costs", "ledger"},
                                                                   {"budget", "caps"},
                                                                   {"continue", "resume"}}};

// The command meant by an unknown word at the top: a synonym, or the command of a group.
std::string suggested_command(const CLI::App& program, const std::string& word) {
  for (const auto& [name, command] : synonyms) {
    if (name == word) return std::string(command);
  }
  for (const CLI::App* group : program.get_subcommands({})) {
    for (const CLI::App* child : group->get_subcommands({})) {
      if (child->get_name() == word) return group->get_name() + " " + word;
    }
  }
  return {};
}

[[noreturn]] void refuse_command(const CLI::App& group, const std::string& word) {
  const std::vector<std::string> names = command_names(group);
  std::string near = group.get_parent() ? std::string() : suggested_command(group, word);
  if (near.empty() && word == "list") near = nearest("ls", names);
  if (near.empty()) near = nearest(word, names);
  throw Error(ErrorCode::usage, "{} has no command \"{}\"", command_path(group), word)
      .with_help(!near.empty() ? fmt::format("did you mean \"{} {}\"?", command_path(group), near)
                 : names.size() > 9
                     ? fmt::format("see the commands: {} --help", command_path(group))
                     : fmt::format("the commands are: {}", fmt::join(names, ", ")));
}

// What a flag that `limner image` does not have is for.
std::string_view image_flag_help(std::string_view name) {
  if (name == "--style")
    return "describe the style in the prompt; a template with styles: "
           "limner run generate-clip-art-asset --help";
  if (name == "--prompt") return "the prompt is an argument: limner image \"a fox\"";
  return {};
}

// `words`: the arguments so far; the first one of `run` is its template.
[[noreturn]] void refuse_flag(CLI::App& command, const std::string& name,
                              const std::vector<std::string>& words) {
  const std::string_view own = command.get_name() == "image" ? image_flag_help(name) : "";
  if (!own.empty()) {
    throw Error(ErrorCode::usage, "{} has no flag {}", command_path(command), name)
        .with_help(std::string(own));
  }
  const std::string near = name == "-V" ? "--version" : nearest(name, flag_names(&command));
  const bool of_template = command.get_name() == "run" && !words.empty();
  throw Error(ErrorCode::usage, "{} has no flag {}", command_path(command), name)
      .with_help(near.empty() ? fmt::format("see the flags: {}{} --help", command_path(command),
                                            of_template ? " " + words.front() : "")
                              : fmt::format("did you mean {}?", near));
}

// The default command of a group, when it takes words: `limner trust PATH`.
CLI::App* default_with_words(CLI::App& group) {
  const std::string name(default_command(group.get_name()));
  CLI::App* child = name.empty() ? nullptr : find_child(group, name);
  const auto is_word = [](const CLI::Option* option) { return option->get_positional(); };
  return child && std::ranges::any_of(child->get_options(), is_word) ? child : nullptr;
}

// One walk from the first argument to the last.
class Walk {
 public:
  // With `command` given, flags are looked up where it can see them; without,
  // anywhere below, because the command may come after its flags.
  Walk(CLI::App& program, CLI::App* command, Unknown unknown)
      : here_(&program), command_(command), unknown_(unknown) {}

  Arguments take(const std::vector<std::string>& given) {
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (given[i] == "--") {
        for (++i; i < given.size(); ++i) take_word(given[i]);
      } else if (given[i].starts_with("--")) {
        i += take_long(given[i], i + 1 < given.size() ? &given[i + 1] : nullptr);
      } else if (looks_like_flag(given[i])) {
        i += take_short(given[i], i + 1 < given.size() ? &given[i + 1] : nullptr);
      } else {
        take_word(given[i]);
      }
    }
    found_.command = here_;
    return std::move(found_);
  }

 private:
  CLI::Option* find(const std::string& name) {
    if (command_) return find_above(command_, name);
    CLI::Option* option = find_above(here_, name);
    return option ? option : find_below(*here_, name);
  }

  CLI::Option* find_or_refuse(const std::string& name) {
    CLI::Option* option = find(name);
    if (!option && command_ && unknown_ == Unknown::refuse)
      refuse_flag(*command_, name, found_.words);
    after_unknown_ = !option;
    return option;
  }

  // Both give the number of following arguments that were used up.
  std::size_t take_long(const std::string& argument, const std::string* next) {
    const std::size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    const CLI::Option* option = find_or_refuse(name);
    if (!option) {
      after_unknown_ = equals == std::string::npos;
      return 0;
    }
    if (equals == std::string::npos) return take_flag(*option, name, next);
    if (!takes_value(*option))
      throw Error(ErrorCode::usage, "{} takes no value", name).with_help("write only " + name);
    found_.flags.insert(found_.flags.end(), {name, argument.substr(equals + 1)});
    return 0;
  }

  std::size_t take_short(const std::string& argument, const std::string* next) {
    for (std::size_t i = 1; i < argument.size(); ++i) {
      const std::string name{'-', argument[i]};
      const CLI::Option* option = find_or_refuse(name);
      if (!option) return 0;
      const std::string rest = argument.substr(i + 1);
      if (!takes_value(*option) || rest.empty()) {
        const std::size_t used = take_flag(*option, name, next);
        if (used > 0) return used;
        continue;
      }
      found_.flags.insert(found_.flags.end(), {name, rest.substr(rest[0] == '=' ? 1 : 0)});
      return 0;
    }
    return 0;
  }

  std::size_t take_flag(const CLI::Option& option, const std::string& name,
                        const std::string* next) {
    if (name == "--help" || name == "-h") {
      found_.help = true;
      return 0;
    }
    if (takes_value(option) && !next) {
      throw Error(ErrorCode::usage, "{} needs a value", name)
          .with_help(fmt::format("write {} {}", name, value_name(option)));
    }
    found_.flags.push_back(name);
    if (!takes_value(option)) return 0;
    found_.flags.push_back(*next);
    return 1;
  }

  void take_word(const std::string& word) {
    const bool unsure = std::exchange(after_unknown_, false);
    if (here_->get_subcommands({}).empty()) {
      (unsure ? found_.unsure : found_.words).push_back(word);
    } else if (CLI::App* child = find_child(*here_, word)) {
      here_ = child;
    } else if (unsure && unknown_ == Unknown::ignore) {
      found_.unsure.push_back(word);
    } else if (CLI::App* usual = default_with_words(*here_)) {
      here_ = usual;
      found_.words.push_back(word);
    } else {
      refuse_command(*here_, word);
    }
  }

  CLI::App* here_;
  CLI::App* command_;
  Unknown unknown_;
  bool after_unknown_ = false;
  Arguments found_;
};

}  // namespace

std::vector<std::string> Arguments::for_parser() const {
  std::vector<std::string> all;
  for (const CLI::App* app = command; app->get_parent(); app = app->get_parent())
    all.insert(all.begin(), app->get_name());
  all.insert(all.end(), flags.begin(), flags.end());
  if (!words.empty()) all.push_back("--");
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

Arguments scan_arguments(CLI::App& program, const std::vector<std::string>& given,
                         Unknown unknown) {
  CLI::App* named = Walk(program, nullptr, Unknown::ignore).take(given).command;
  const std::string alone(default_command(named->get_name()));
  CLI::App* command = alone.empty() ? named : named->get_subcommand(alone);
  Arguments found = Walk(program, command, unknown).take(given);
  found.command = found.help ? named : command;
  return found;
}

std::string command_path(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent ? command_path(*parent) + " " + command.get_name() : command.get_name();
}

bool mentions(const std::vector<std::string>& given, std::string_view flag) {
  const auto end = std::ranges::find(given, "--");
  return std::find(given.begin(), end, flag) != end;
}

std::string value_of(const std::vector<std::string>& given, std::string_view flag) {
  for (std::size_t i = 0; i < given.size() && given[i] != "--"; ++i) {
    if (given[i] == flag && i + 1 < given.size()) return given[i + 1];
    if (given[i].starts_with(std::string(flag) + "=")) return given[i].substr(flag.size() + 1);
  }
  return {};
}

}  // namespace limner::cli
