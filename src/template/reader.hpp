// Reads a map by its table of keys. Internal to template.
#pragma once

#include "template/keys.hpp"
#include "template/problems.hpp"

#include <limner/document.hpp>

#include <nlohmann/json.hpp>

#include <string>

namespace limner::templates {

// Values typed by the table, of all keys but those of type `own`; what is wrong
// goes to `problems` and is left out. Unknown and missing keys are reported.
nlohmann::json read_map(const Node& map, const KeyTable& table, const Loc& loc, Problems& problems);

// Nothing was written where a value belongs: not even null.
bool is_blank(const Node& node);

// `null`, in so many letters: the key counts as not given.
bool is_null(const Node& node);

// The value of `key`; nullptr when it is not given.
const Node* given(const Node& map, std::string_view key);

// The node, when it is of that kind; else nullptr, and a problem.
const Node* expect(const Node* node, NodeKind kind, std::string_view name, const Loc& loc,
                   Problems& problems);

void refuse_unknown_key(const Node& key, std::string_view what, std::span<const std::string> names,
                        const Loc& loc, Problems& problems);

}  // namespace limner::templates
