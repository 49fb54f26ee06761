#include <limner/slug.hpp>
#include <limner/unicode.hpp>
#include <limner/utf8.hpp>

namespace limner {

namespace {

bool is_apostrophe(char32_t code) {
  return code == '\'' || code == 0x2019 || code == 0x02BC;
}

}  // namespace

std::string slug(std::string_view text) {
  constexpr std::size_t longest = 60;  // bytes
  const std::string plain = without_accents(text);
  std::string slug;
  for (std::string_view rest = plain; !rest.empty();) {
    const Character next = first_character(rest);
    if (!is_apostrophe(next.code)) {
      const bool kept = is_letter_or_digit(next.code);
      if (slug.size() + (kept ? next.bytes : 1) > longest) break;
      if (kept) slug += rest.substr(0, next.bytes);
      if (!kept && !slug.empty() && slug.back() != '-') slug += '-';
    }
    rest.remove_prefix(next.bytes);
  }
  if (slug.ends_with('-')) slug.pop_back();
  return slug;
}

}  // namespace limner
