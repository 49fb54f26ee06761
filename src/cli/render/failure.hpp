// Renders failures as text with a caret under the source line.
#pragma once

#include "cli/render/output.hpp"

#include <limner/error.hpp>

#include <nlohmann/json.hpp>

#include <exception>
#include <string>

namespace limner::cli {

enum class FailureOf { command, paid_call, checked_file };

// "error: …", the place in the source with a caret, "help: …". At most twenty
// problems, all of a checked file. Says whether it was charged: when it was or may have been, and
// of a failed call to a paid provider always. Ends with a newline.
std::string failure_text(const Error& error, const Output& output,
                         FailureOf of = FailureOf::command);

}  // namespace limner::cli
