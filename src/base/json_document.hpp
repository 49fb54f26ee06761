// Parses JSON into Nodes with positions. Internal to base: other modules call parse_document.
#pragma once

#include <limner/document.hpp>

namespace limner {

// Whether parse_document() reads the text as JSON: the name ends with ".json", or the text is a
// JSON object or list. Flow maps and lists of YAML that are not JSON are read as YAML.
bool is_json(const Document& document);

// `document` has its name and text. Throws Error{invalid_template} with Problems.
Node read_json(const Document& document);

}  // namespace limner
