// All commands. Each is defined in the file of its name.
#pragma once

#include "cli/session.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner::cli {

// Adds every command to `app`. man pages and completions are a walk over the
// tree that this makes, so everything a reader needs is in the tree.
void add_commands(CLI::App& app, Session& session);
// The one that `first_word` names, which is all that its command line needs: the
// whole tree is most of the time that a start takes. Every other word: all.
void add_commands(CLI::App& app, Session& session, std::string_view first_word);

// The command that `limner ledger` or `limner review` alone means; empty for
// the rest.
std::string_view default_command(std::string_view group);

// ---- how a command describes itself ----

// `examples`: one command line each, as they are copied; become the footer.
CLI::App* add_command(CLI::App& parent, std::string name, std::string about,
                      const std::vector<std::string_view>& examples = {});

// A flag with a few allowed values; any other is refused in our own words.
CLI::Option* add_choice(CLI::App& command, const std::string& names, std::string& target,
                        std::vector<std::string> choices, std::string about);
// A whole number within [least, most].
CLI::Option* add_number(CLI::App& command, const std::string& names,
                        std::optional<std::int64_t>& target, std::int64_t least, std::int64_t most,
                        std::string about);
CLI::Option* add_money(CLI::App& command, const std::string& names, std::optional<Money>& target,
                       std::string about);
CLI::Option* add_duration(CLI::App& command, const std::string& names,
                          std::optional<Millis>& target, std::string about);
// May be given several times, one value each. Never swallows a positional.
CLI::Option* add_list(CLI::App& command, const std::string& names, std::vector<std::string>& target,
                      std::string type, std::string about);

// The allowed values of an option made by add_choice; empty for the rest.
std::vector<std::string> choices_of(const CLI::Option& option);
// The name of its value, "ID", "DIR"; empty for a switch.
std::string value_name(const CLI::Option& option);

}  // namespace limner::cli
