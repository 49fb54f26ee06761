// Flags of `limner run` that templates must not declare. Internal to template; a test of the
// command line compares them with the real flags.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace limner::templates {

inline constexpr std::array<std::string_view, 53> reserved_flags{
    "again",         "allow-ignored", "charge",       "color",           "config",   "debug",
    "detach",        "dry-run",       "fail-on",      "format",          "fresh",    "grace",
    "header",        "help",          "image",        "intake",          "json",     "jsonl",
    "key",           "limit",         "map",          "matrix",          "max-cost", "max-failures",
    "model",         "no-color",      "no-open",      "no-progress",     "offline",  "only",
    "open",          "out",           "print",        "progress",        "quiet",    "range",
    "record",        "replay",        "request",      "retry",           "rows",     "seed",
    "send-original", "set",           "skip-invalid", "store",           "tag",      "take",
    "takes",         "verbose",       "version",      "with-outputs-of", "yes",
};

inline bool is_reserved_flag(std::string_view flag) {
  return std::ranges::find(reserved_flags, flag) != reserved_flags.end();
}

}  // namespace limner::templates
