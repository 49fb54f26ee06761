// Edit distance, a swap of two neighbours counted once.
#include <limner/suggest.hpp>
#include <limner/unicode.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <vector>

namespace limner {

namespace {

constexpr std::size_t max_edits = 2;
constexpr std::size_t longest_word = 64;  // bounds the quadratic time

using DistanceRow = std::vector<std::size_t>;

bool is_swap(std::string_view a, std::string_view b, std::size_t i, std::size_t j) {
  return i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
}

std::size_t edits_between(std::string_view a, std::string_view b) {
  DistanceRow before_last;
  DistanceRow last(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    DistanceRow row(b.size() + 1, i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replace});
      if (is_swap(a, b, i, j)) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last = std::move(last);
    last = std::move(row);
  }
  return last.back();
}

// Another number, such as 5:4 or 1024, is not a misspelling of a known one.
bool has_letter(std::string_view word) {
  return std::ranges::any_of(word, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
  });
}

std::string lowered(std::string_view text) {
  std::string out = lookup_form(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string> names) {
  if (!has_letter(word) || word.size() > longest_word) return {};
  const std::string lower_word = lowered(word);
  const std::size_t size = lower_word.size();
  std::string best;
  std::size_t best_edits = max_edits + 1;
  for (const std::string& name : names) {
    if (name.size() > size + max_edits || name.size() + max_edits < size) continue;
    const std::size_t edits = edits_between(lower_word, lowered(name));
    if (edits < best_edits && edits * 3 <= std::max(size, name.size())) {
      best_edits = edits;
      best = name;
    }
  }
  return best;
}

}  // namespace limner
