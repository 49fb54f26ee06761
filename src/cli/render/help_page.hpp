// The --help pages: at most 80 columns, examples first.
#pragma once

#include "cli/render/output.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>

namespace limner::cli {

// `template_name`: the template that `limner run` was given, for its usage line.
std::string help_page(const CLI::App& command, const Output& output,
                      std::string_view template_name = {});

// Prefix of the option group that holds a template's flags.
constexpr std::string_view template_inputs = "Inputs of ";

// The text printed by `limner` without arguments.
std::string first_words();

// `text` in lines of at most `columns`, the second and later ones indented.
std::string wrapped(std::string_view text, int columns, int indent);

}  // namespace limner::cli
