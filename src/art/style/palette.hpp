// Text transformations of SVG: colours and ids.
#pragma once

#include "art/scene/pack.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace limner::art {

// Colour names: "red", "golden", "grey", …
bool is_colour_name(std::string_view word);

// The icon's body with its dominant colour and those near it replaced by the named colour;
// differences of lightness are kept. Unchanged for an unknown name.
std::string recolour(const Icon& icon, std::string_view colour_name);

// Replaces every gradient by the mean of its stops, nearly transparent ones by "none". Accepts
// an icon's body or a scene.
std::string flatten_gradients(std::string_view svg);

// A copy of the text with each attribute's value replaced by the result of `change`; nullopt
// keeps it. The text need not be a complete document.
using ChangeValue =
    std::function<std::optional<std::string>(std::string_view name, std::string_view value)>;
std::string with_values_changed(std::string_view text, const ChangeValue& change);

// Adds `prefix` to every id and every reference, so that several icons fit in one document.
std::string with_ids_prefixed(std::string_view body, std::string_view prefix);

}  // namespace limner::art
