// The list of commands, and helpers that add flags.
#include "cli/command/commands.hpp"

#include "app/amounts.hpp"

#include <limner/suggest.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace limner::cli {

// Each is defined in the file of its name.
void add_run(CLI::App& app, Session& session);
void add_resume(CLI::App& app, Session& session);
void add_worker(CLI::App& app, Session& session);
void add_image(CLI::App& app, Session& session);
void add_runs(CLI::App& app, Session& session);
void add_batch(CLI::App& app, Session& session);
void add_artifacts(CLI::App& app, Session& session);
void add_review(CLI::App& app, Session& session);
void add_ledger(CLI::App& app, Session& session);
void add_wallet(CLI::App& app, Session& session);
void add_caps(CLI::App& app, Session& session);
void add_doubts(CLI::App& app, Session& session);
void add_models(CLI::App& app, Session& session);
void add_keys(CLI::App& app, Session& session);
void add_templates(CLI::App& app, Session& session);
void add_init(CLI::App& app, Session& session);
void add_trust(CLI::App& app, Session& session);
void add_config(CLI::App& app, Session& session);
void add_doctor(CLI::App& app, Session& session);
void add_completion(CLI::App& app, Session& session);
void add_help(CLI::App& app, Session& session);
void add_version(CLI::App& app, Session& session);

namespace {

struct Command {
  std::string_view name;
  void (*add)(CLI::App& app, Session& session);
};

constexpr std::string_view help_command = "help";

// In the order of the help page.
constexpr std::array<Command, 22> command_table{{{"run", add_run},
                                                 {"resume", add_resume},
                                                 {"image", add_image},
                                                 {"templates", add_templates},
                                                 {"models", add_models},
                                                 {"runs", add_runs},
                                                 {"batch", add_batch},
                                                 {"worker", add_worker},
                                                 {"artifacts", add_artifacts},
                                                 {"review", add_review},
                                                 {"ledger", add_ledger},
                                                 {"wallet", add_wallet},
                                                 {"caps", add_caps},
                                                 {"doubts", add_doubts},
                                                 {"init", add_init},
                                                 {"keys", add_keys},
                                                 {"trust", add_trust},
                                                 {"config", add_config},
                                                 {"doctor", add_doctor},
                                                 {"completion", add_completion},
                                                 {help_command, add_help},
                                                 {"version", add_version}}};

}  // namespace

void add_commands(CLI::App& app, Session& session) {
  for (const Command& command : command_table) command.add(app, session);
}

void add_commands(CLI::App& app, Session& session, std::string_view first_word) {
  const auto* named = std::ranges::find(command_table, first_word, &Command::name);
  if (named == command_table.end() || named->name == help_command)
    return add_commands(app, session);
  named->add(app, session);
}

std::string_view default_command(std::string_view group) {
  if (group == "ledger") return "summary";
  if (group == "trust") return "add";
  if (group == "review" || group == "wallet" || group == "caps" || group == "doubts" ||
      group == "batch")
    return "ls";
  return {};
}

namespace {

constexpr const char* choices_key = "choices";

// The name of the flag in messages: its long name.
std::string flag_name(const std::string& names) {
  const std::size_t start = names.rfind("--");
  const std::string name = names.substr(start == std::string::npos ? 0 : start);
  return name.substr(0, name.find(','));
}

}  // namespace

CLI::App* add_command(CLI::App& parent, std::string name, std::string about,
                      const std::vector<std::string_view>& examples) {
  CLI::App* command = parent.add_subcommand(std::move(name), std::move(about));
  command->footer(fmt::format("{}", fmt::join(examples, "\n")));
  return command;
}

CLI::Option* add_choice(CLI::App& command, const std::string& names, std::string& target,
                        std::vector<std::string> choices, std::string about) {
  const std::string list = fmt::format("{}", fmt::join(choices, ","));
  const auto check = [flag = flag_name(names), choices = std::move(choices)](std::string& text) {
    if (std::ranges::find(choices, text) != choices.end()) return std::string();
    const std::string near = nearest(text, choices);
    throw Error(ErrorCode::usage, "{} cannot be \"{}\"", flag, text)
        .with_help(near.empty() ? fmt::format("{} is one of {}", flag, fmt::join(choices, ", "))
                                : fmt::format("did you mean \"{}\"?", near));
  };
  CLI::Option* option = command.add_option(names, target, std::move(about));
  return option->type_name("WORD")->check(CLI::Validator(check, list, choices_key));
}

CLI::Option* add_number(CLI::App& command, const std::string& names,
                        std::optional<std::int64_t>& target, std::int64_t least, std::int64_t most,
                        std::string about) {
  const auto take = [flag = flag_name(names), &target, least, most](const std::string& text) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size() || number < least ||
        number > most) {
      throw Error(ErrorCode::usage, "{} cannot be \"{}\"", flag, text)
          .with_help(fmt::format("{} is a whole number from {} to {}", flag, least, most));
    }
    target = number;
  };
  return command.add_option_function<std::string>(names, take, std::move(about))->type_name("N");
}

CLI::Option* add_money(CLI::App& command, const std::string& names, std::optional<Money>& target,
                       std::string about) {
  const auto take = [flag = flag_name(names), &target](const std::string& text) {
    const std::string_view sign = text.starts_with('-') ? "-" : "";
    const std::string problem = app::amount_problem(std::string_view(text).substr(sign.size()),
                                                    app::dollar_decimals, " dollars");
    if (!problem.empty()) {
      throw Error(ErrorCode::usage, "{} cannot be \"{}\": it {}", flag, text, problem)
          .with_help("give dollars, such as 0.25");
    }
    target = Money::parse(text);
  };
  return command.add_option_function<std::string>(names, take, std::move(about))->type_name("USD");
}

CLI::Option* add_duration(CLI::App& command, const std::string& names,
                          std::optional<Millis>& target, std::string about) {
  const auto take = [flag = flag_name(names), &target](const std::string& text) {
    target = parse_duration(text);
    if (target) return;
    throw Error(ErrorCode::usage, "{} cannot be \"{}\"", flag, text)
        .with_help("give numbers with units, such as 90s, 10m or 1h30m");
  };
  return command.add_option_function<std::string>(names, take, std::move(about))
      ->type_name("DURATION");
}

CLI::Option* add_list(CLI::App& command, const std::string& names, std::vector<std::string>& target,
                      std::string type, std::string about) {
  return command.add_option(names, target, std::move(about))
      ->type_name(std::move(type))
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t colon = type.find(':');
  if (colon == std::string::npos) return {};
  std::vector<std::string> choices(1);
  for (const char letter : type.substr(colon + 1)) {
    if (letter == ',') {
      choices.emplace_back();
    } else {
      choices.back() += letter;
    }
  }
  return choices;
}

std::string value_name(const CLI::Option& option) {
  if (option.get_items_expected_max() == 0) return {};
  const std::string type = option.get_type_name();
  return type.substr(0, type.find(':'));
}

}  // namespace limner::cli
