// Formatting of text, money, times and sizes for terminals.
#pragma once

#include "cli/render/output.hpp"

#include <limner/clock.hpp>
#include <limner/money.hpp>
#include <limner/store.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace limner::cli {

constexpr int page_width = 80;  // columns of help and failures

// Untrusted text (prompts, providers, files, arguments) on one line: control characters,
// escapes and bidi controls are removed or replaced by single spaces.
std::string plain(std::string_view text);

// The same for each line of a text of several lines; indentation stays.
std::string plain_lines(std::string_view text);

// Text for a person on a stream: without unicode, … → ✓ ✗ – × and the like become ASCII; letters
// of names and prompts keep their bytes, as do rows and documents that programs read.
std::string for_locale(std::string text, const Output& output);

// Columns a terminal needs for `text`; `text` has passed plain().
int display_width(std::string_view text);

// At most `columns` wide; cut text ends in "…", or ".." without unicode.
std::string cut(std::string_view text, int columns, bool unicode);

// Spaces added up to `columns`, on the right, or on the left for numbers.
std::string padded(std::string_view text, int columns);
std::string padded_left(std::string_view text, int columns);

// Converts a to z to upper case and leaves the rest unchanged.
std::string upper_case(std::string text);

std::string dollars(Money amount);            // "$0.0533"
std::string estimated_dollars(Money amount);  // "~$0.0533", "$0" when it is free
std::string unknown_dollars(Money most);      // "unknown, up to $0.0533"
// Unknown while a call is open, else as reported, else estimated.
std::string format_cost(const store::CostTotal& cost);
std::string format_duration(Millis took);      // "0.4s", "42.2s", "3m 12s", "1h 4m"
std::string format_size(std::uint64_t bytes);  // "61 kB", "1.2 MB"
std::string format_age(Time then, Time now);   // "3 minutes ago": terminals only

// "1 key is", "2 keys are" and the like: picks by the count.
std::string_view either(std::size_t count, std::string_view one, std::string_view many);

// ✓ – ✗ … or words of ASCII.
enum class StatusMark { done, skipped, failed, doubt };
std::string sign(StatusMark which, const Output& output);  // coloured

}  // namespace limner::cli
