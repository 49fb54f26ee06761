// Parses YAML. Internal to base: other modules call parse_document.
#pragma once

#include <limner/document.hpp>

namespace limner {

// `document` has its name and text, valid UTF-8 without control characters.
// Throws Error{invalid_template} with Problems.
Node read_yaml(const Document& document);

[[noreturn]] void refuse_document(const Document& document, std::vector<Problem> problems);

}  // namespace limner
