// Singular forms of English words.
#pragma once

#include <string>
#include <string_view>

namespace limner::art {

// The singular of an English noun: "leaves" → "leaf", "foxes" → "fox".
// Exceptions are in art/plurals.tsv.
std::string singular(std::string_view word);

// Every word of a phrase in the singular.
std::string singular_phrase(std::string_view phrase);

}  // namespace limner::art
