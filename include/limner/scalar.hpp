// Booleans and numbers as people write them: one set of forms for files, settings, flags and
// variables. All functions may be called from several threads at once.
#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string_view>

namespace limner {

// true, yes, on, 1 and false, no, off, 0; in lower case, in capitals, or with one capital.
std::optional<bool> parse_boolean(std::string_view text);

// Decimal digits with an optional sign, 0x and hexadecimal digits, 0o and octal digits: an integer
// of 64 bits, unsigned above those with a sign. nullopt for others and beyond 64 bits.
std::optional<nlohmann::json> parse_integer(std::string_view text);

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )? within the range of a double.
std::optional<double> parse_decimal(std::string_view text);

// Whether the text is decimal digits with an optional sign, of any length.
bool is_decimal_integer(std::string_view text);

}  // namespace limner
