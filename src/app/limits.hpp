// The limits on what is read: the settings "limits.…".
#pragma once

#include "app/context.hpp"

#include <limner/error.hpp>
#include <limner/image.hpp>

#include <cstdint>
#include <filesystem>
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

// "fox.png is 70000000 bytes long, the limit is 67108864". `size`: "70000000", "at least 9".
Error above_limit(const Context& context, std::string_view setting, std::string_view place,
                  std::string_view size);

// Throws above_limit() for a regular file that is larger; other files are checked while read.
void check_file_size(const Context& context, std::string_view setting, std::string_view place,
                     const std::filesystem::path& file);

}  // namespace limner::app
