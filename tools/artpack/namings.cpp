// Which words name which icon: Unicode CLDR's labels and tags, and Noto's slugs.
#include "noto.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace limner {
namespace {

using nlohmann::json;

// How emojibase numbers its groups.
constexpr int smileys = 0;
constexpr int symbols = 8;
constexpr int flags = 9;

template <std::size_t N>
bool among(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The label as Noto's names have it: "mother’s day" is "mothers-day".
std::string slug_of(std::string label) {
  for (const std::string_view quote : {"’", "'"}) {
    for (std::size_t at = 0; (at = label.find(quote, at)) != std::string::npos;) {
      label.erase(at, quote.size());
    }
  }
  std::string slug = plain_words(label);
  std::replace(slug.begin(), slug.end(), ' ', '-');
  return slug;
}

class Namings {
 public:
  void add(const std::string& phrase, const std::string& slug, double weight) {
    if (phrase.empty()) return;
    const auto [row, is_new] = best_.try_emplace(phrase, Naming{phrase, slug, weight});
    if (!is_new && weight > row->second.weight) row->second = {phrase, slug, weight};
  }
  std::vector<Naming> take() const {
    std::vector<Naming> result;
    for (const auto& [phrase, naming] : best_) result.push_back(naming);
    return result;
  }

 private:
  std::map<std::string, Naming> best_;
};

void add_emoji(Namings& namings, const json& emoji, const std::set<std::string>& known) {
  constexpr std::array<std::string_view, 5> drawn_faces{"robot", "alien", "ghost", "clown face",
                                                        "skull"};
  const std::string label = emoji.at("label");
  const std::string slug = slug_of(label);
  const int group = emoji.value("group", -1);
  if (!known.contains(slug)) return;
  if ((group == symbols || group == flags) && label != "red heart") return;
  if (group == smileys && !among(drawn_faces, label) && label != "red heart") return;
  const std::string phrase = plain_words(label);
  namings.add(phrase, slug, 10);
  if (const std::size_t blank = phrase.rfind(' '); blank != std::string::npos) {
    const auto words = std::count(phrase.begin(), phrase.end(), ' ') + 1;
    namings.add(phrase.substr(blank + 1), slug, 4 - 0.1 * static_cast<double>(words));
  }
  const double weight = 2 - emoji.value("order", 0) * 1e-5;
  const json tags = emoji.value("tags", json::array());
  for (const json& tag : tags) namings.add(plain_words(tag.get<std::string>()), slug, weight);
}

}  // namespace

std::vector<Naming> read_namings(const Sources& sources,
                                 const std::vector<templates::Piece>& pieces) {
  Namings namings;
  std::set<std::string> known;
  for (const templates::Piece& piece : pieces) {
    if (!piece.house) known.insert(piece.slug);
  }
  const json emoji = json::parse(file_text(sources.emojibase / "en" / "data.json"));
  for (const json& e : emoji) add_emoji(namings, e, known);
  constexpr std::array<std::string_view, 5> of_things{"Animals & Nature", "Food & Drink", "Objects",
                                                      "Travel & Places", "Activities"};
  for (const templates::Piece& piece : pieces) {
    if (piece.slug.starts_with("p:")) namings.add(plain_words(piece.label), piece.slug, 10);
    if (!piece.house && among(of_things, piece.category)) {
      namings.add(plain_words(piece.slug), piece.slug, 9);
    }
  }
  return namings.take();
}

}  // namespace limner
