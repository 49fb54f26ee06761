// What --help prints: at most 80 columns, examples first.
#pragma once

#include "cli/render/output.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>

namespace limner::cli {

std::string help_page(const CLI::App& command, const Output& output);

// The group of the flags that come from a template starts with this.
constexpr std::string_view template_inputs = "Inputs of ";

// What `limner` alone prints.
std::string first_words();

// `text` in lines of at most `columns`, the second and later ones indented.
std::string wrapped(std::string_view text, int columns, int indent);

}  // namespace limner::cli
