// How failures are told: words and a caret for people, a document for programs.
#pragma once

#include "cli/output.hpp"

#include <limner/error.hpp>

#include <nlohmann/json.hpp>

#include <exception>
#include <string>

namespace limner {

// "error: …", the place in the source with a caret, "help: …". At most twenty
// problems. Ends with a newline.
std::string failure_text(const Error& error, const Output& output);

// {"error": {code, message, recovery, retryable, charged, detail}}, and `detail`
// again at the top when there is any.
nlohmann::ordered_json failure_document(const Error& error);

std::string_view word(Charged charged);

}  // namespace limner
