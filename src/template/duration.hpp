// "1h30m" as a time span. Internal to template.
#pragma once

#include <limner/clock.hpp>

#include <string_view>

namespace limner::templates {

// `text` has the form of KeyType::duration.
Millis duration_of(std::string_view text);

}  // namespace limner::templates
