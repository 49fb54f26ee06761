// Reads a map by its table of keys. Internal to template.
#pragma once

#include "template/keys.hpp"
#include "template/problems.hpp"

#include <limner/document.hpp>

#include <nlohmann/json.hpp>

#include <string>

namespace limner::templates {

// The typed values of all keys except those of type `own`. Invalid values are reported to
// `problems` and left out. Unknown and missing keys are reported.
nlohmann::json read_map(const Node& map, const KeyTable& table, const Loc& loc, Problems& problems);

// Whether keys that no step has follow an empty `with:`: parameters that are not indented.
bool has_unindented_params(const Node& step);

// Whether the value is empty, which is different from null.
bool is_blank(const Node& node);

// Whether the value is a literal `null`: the key counts as absent.
bool is_null(const Node& node);

// The value of `key`; nullptr when it is absent.
const Node* find_value(const Node& map, std::string_view key);

// The node, when it is of that kind; else nullptr, and a problem.
const Node* expect(const Node* node, NodeKind kind, std::string_view name, const Loc& loc,
                   Problems& problems);

void refuse_unknown_key(const Node& key, std::string_view what, std::span<const std::string> names,
                        const Loc& loc, Problems& problems);

}  // namespace limner::templates
