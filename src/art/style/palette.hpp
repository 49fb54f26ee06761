// Other colours and other names for a piece of SVG, without drawing it.
#pragma once

#include "art/scene/pack.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace limner::art {

// Colour names: "red", "golden", "grey", …
bool is_colour_name(std::string_view word);

// The icon's body with its dominant colour, and all near it, moved to the named
// one; differences of lightness stay. Unchanged for an unknown name.
std::string recolour(const Icon& icon, std::string_view colour_name);

// Every gradient replaced by the mean of its stops, faint ones left out. Works
// on a body as on a whole scene.
std::string flatten_gradients(std::string_view svg);

// A copy of the text in which each attribute's value is what `change` makes of it;
// nothing: as it was. The text need not be a whole document.
using ChangeValue =
    std::function<std::optional<std::string>(std::string_view name, std::string_view value)>;
std::string with_values_changed(std::string_view text, const ChangeValue& change);

// `prefix` before every id and every reference to one, so that two icons can
// stand in one document.
std::string with_ids_prefixed(std::string_view body, std::string_view prefix);

}  // namespace limner::art
