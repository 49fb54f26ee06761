// The commands of `limner templates`.
#pragma once

#include "cli/command/commands.hpp"

#include <limner/template.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace limner::cli {

void add_templates_ls(CLI::App& group, Session& session);
void add_templates_show(CLI::App& group, Session& session);
void add_templates_check(CLI::App& group, Session& session);
void add_templates_vars(CLI::App& group, Session& session);
void add_templates_schema(CLI::App& group, Session& session);
void add_templates_new(CLI::App& group, Session& session);

}  // namespace limner::cli
