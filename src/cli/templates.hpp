// The commands of `limner templates`.
#pragma once

#include "cli/commands.hpp"

#include <limner/template.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace limner {

void add_templates_ls(CLI::App& group, Session& session);
void add_templates_show(CLI::App& group, Session& session);
void add_templates_check(CLI::App& group, Session& session);
void add_templates_vars(CLI::App& group, Session& session);
void add_templates_schema(CLI::App& group, Session& session);
void add_templates_new(CLI::App& group, Session& session);

// "intent.prompt", as --set and expressions write it.
std::string path_of(const IntakeField& field);
std::string_view word(FieldType type);

nlohmann::ordered_json template_shape(const Template& workflow);

}  // namespace limner
