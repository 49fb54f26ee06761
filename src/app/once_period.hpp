// The period of --once-per.
#pragma once

#include <limner/clock.hpp>
#include <limner/store/work.hpp>

#include <string_view>

namespace limner::app {

// Of "hour", "day", "week", which are those of local time, or "KEY" or "KEY=DURATION". The key has
// neither template nor name. Throws Error{usage} for other texts.
store::OnceKey parse_once_period(std::string_view text, Time now);

// A key of the user's own, which no hour, day or week is.
bool is_own_key(const store::OnceKey& key);

}  // namespace limner::app
