// The limits on what is read: the settings "limits.…".
#pragma once

#include "app/context.hpp"

#include <limner/image.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace limner::app {

// The value of a setting of type number or bytes. Throws Error{not_trusted}.
std::uint64_t limit_of(const Context& context, std::string_view setting);

// Of pictures that a command line names.
image::ImageLimits input_limits(const Context& context);
// Of pictures in the store, which has answers of providers too.
image::ImageLimits stored_limits(const Context& context);

// The help of an error about that limit: its flag and its setting.
std::string how_to_raise(std::string_view setting);

}  // namespace limner::app
