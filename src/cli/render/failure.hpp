// Renders failures as text with a caret under the source line.
#pragma once

#include "cli/render/output.hpp"

#include <limner/error.hpp>

#include <nlohmann/json.hpp>

#include <exception>
#include <string>

namespace limner::cli {

// "error: …", the place in the source with a caret, "help: …". At most twenty
// problems. Ends with a newline.
std::string failure_text(const Error& error, const Output& output);

}  // namespace limner::cli
