// The commands of `limner models`.
#pragma once

#include "cli/command/commands.hpp"

#include <optional>
#include <string_view>

namespace limner::cli {

constexpr int exit_check_failed = 10;  // of models check, with --exec too

void add_models_ls(CLI::App& group, Session& session);
void add_models_show(CLI::App& group, Session& session);
void add_models_prices(CLI::App& group, Session& session);
void add_models_check(CLI::App& group, Session& session);

// Tests a program against the protocol of the exec provider; exit code 10 when it fails.
void check_exec(const std::string& program, Session& session);

// Whether a key for this provider is configured; nullopt when it needs none.
std::optional<bool> key_present(const Session& session, const provider::Catalogue& catalogue,
                                std::string_view provider);

// The maximum price of one picture, 1024x1024 where the size matters. nullopt when
// the price is unknown or the model does not generate pictures.
std::optional<Money> price_of_one(const provider::Model& model);

}  // namespace limner::cli
