// Unicode forms for looking words up and comparing names. Stored and sent text keeps its own form.
// All functions may be called from several threads at once.
#pragma once

#include <string>
#include <string_view>

namespace limner {

// NFKC: accents composed with their letters; full-width, styled and ligature forms as plain
// letters. Text that is not UTF-8 is returned unchanged.
std::string lookup_form(std::string_view text);

// Whether two names have the same lookup form.
bool is_same_name(std::string_view a, std::string_view b);

// Lower case, without accents, compatibility forms as plain letters: "Émile" → "emile". Empty for
// text that is not UTF-8.
std::string without_accents(std::string_view text);

// Letters and decimal digits of any script. `code` must be a valid code point.
bool is_letter_or_digit(char32_t code);

}  // namespace limner
