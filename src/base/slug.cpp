#include <limner/slug.hpp>

namespace limner {

std::string slug(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::string slug;
  for (const char c : text) {
    const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool plain = (low >= 'a' && low <= 'z') || (low >= '0' && low <= '9');
    if (plain) slug += low;
    if (!plain && !slug.empty() && slug.back() != '-') slug += '-';
    if (slug.size() == longest) break;
  }
  if (slug.ends_with('-')) slug.pop_back();
  return slug;
}

}  // namespace limner
