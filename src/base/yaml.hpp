// From the text of a document to its tree. Internal to base: everybody else
// calls parse_document.
#pragma once

#include <limner/document.hpp>

namespace limner {

// `document` has its name and text, valid UTF-8 without control characters.
// Throws Error{invalid_template} with Problems.
Node read_yaml(const Document& document);

[[noreturn]] void refuse_document(const Document& document, std::vector<Problem> problems);

}  // namespace limner
