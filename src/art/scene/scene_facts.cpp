// Reads the tables about single drawings.
#include "art/scene/scene_facts.hpp"

#include "art/language/word_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>
#include <utility>

namespace limner::art {
namespace {

template <class Fact>
const Fact* fact_of(const std::vector<Fact>& facts, std::string_view drawing) {
  const auto found = std::find_if(facts.begin(), facts.end(),
                                  [&](const Fact& fact) { return fact.drawing == drawing; });
  return found == facts.end() ? nullptr : &*found;
}

bool lists(const std::vector<Row>& rows, std::string_view drawing) {
  return std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row[0] == drawing; });
}

std::vector<Container> read_containers() {
  std::vector<Container> containers;
  for (const Row& row : rows_of("containers.tsv", 5)) {
    containers.push_back({row[0], number_in(row[1]), number_in(row[2]), number_in(row[3]), row[4]});
  }
  return containers;
}

std::vector<Cabin> read_cabins() {
  std::vector<Cabin> cabins;
  for (const Row& row : rows_of("cabins.tsv", 2)) {
    Cabin cabin{.drawing = row[0]};
    for (std::string_view window : pieces(row[1], ',')) {
      const std::vector<std::string_view> edges = pieces(window, ' ');
      if (edges.size() != 4) throw std::logic_error(fmt::format("art/cabins.tsv: {}", window));
      cabin.windows.push_back(
          {number_in(edges[0]), number_in(edges[1]), number_in(edges[2]), number_in(edges[3])});
    }
    cabins.push_back(std::move(cabin));
  }
  return cabins;
}

std::vector<Support> read_supports() {
  std::vector<Support> supports;
  for (const Row& row : rows_of("supports.tsv", 4)) {
    supports.push_back({row[0], number_in(row[1]), number_in(row[2]), number_in(row[3])});
  }
  return supports;
}

WornAt worn_at(std::string_view place) {
  if (place == "head") return WornAt::head;
  if (place == "eyes") return WornAt::eyes;
  if (place == "neck") return WornAt::neck;
  throw std::logic_error(fmt::format("art/worn.tsv: nothing is worn at \"{}\"", place));
}

std::vector<Worn> read_worn() {
  std::vector<Worn> worn;
  for (const Row& row : rows_of("worn.tsv", 6)) {
    worn.push_back({row[0], worn_at(row[1]), number_in(row[2]), number_in(row[3]),
                    number_in(row[4]), number_in(row[5])});
  }
  return worn;
}

Ground ground_named(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Ground>, 10> names{{
      {"grass", Ground::grass},
      {"snow", Ground::snow},
      {"beach", Ground::sand},
      {"desert", Ground::desert},
      {"road", Ground::road},
      {"table", Ground::table},
      {"rug", Ground::rug},
      {"sea", Ground::sea},
      {"underwater", Ground::underwater},
      {"air", Ground::air},
  }};
  for (const auto& [known, ground] : names) {
    if (known == name) return ground;
  }
  throw std::logic_error(fmt::format("art/grounds.tsv: no ground \"{}\"", name));
}

// A row names one category, which may hold blanks, or several drawings.
std::map<std::string_view, Ground> read_grounds() {
  std::map<std::string_view, Ground> grounds;
  for (const Row& row : rows_of("grounds.tsv", 2)) {
    const Ground ground = ground_named(row[0]);
    if (row[1].starts_with('@')) {
      grounds[row[1].substr(1)] = ground;
      continue;
    }
    for (std::string_view drawing : pieces(row[1], ' ')) grounds[drawing] = ground;
  }
  return grounds;
}

std::map<std::string_view, double> read_statures() {
  std::map<std::string_view, double> statures;
  for (const Row& row : rows_of("stature.tsv", 2)) {
    statures[row[0].substr(row[0].starts_with('@') ? 1 : 0)] = number_in(row[1]);
  }
  return statures;
}

// What is known of the drawing itself, or of the whole animal in "b:fox", else
// of its category.
template <class Value>
Value known_of(const std::map<std::string_view, Value>& known, const Icon& icon, Value otherwise) {
  for (std::string_view key : {icon.slug, icon.based_on, icon.category}) {
    const auto found = known.find(key);
    if (found != known.end()) return found->second;
  }
  return otherwise;
}

}  // namespace

const Container* container(std::string_view drawing) {
  static const std::vector<Container> containers = read_containers();
  return fact_of(containers, drawing);
}

const Cabin* cabin(std::string_view drawing) {
  static const std::vector<Cabin> cabins = read_cabins();
  return fact_of(cabins, drawing);
}

const Support* support(std::string_view drawing) {
  static const std::vector<Support> supports = read_supports();
  return fact_of(supports, drawing);
}

const Worn* worn(std::string_view drawing) {
  static const std::vector<Worn> all = read_worn();
  return fact_of(all, drawing);
}

bool is_bust(const Icon& icon) {
  static const std::vector<Row> busts = rows_of("busts.tsv", 1);
  return icon.bust || lists(busts, icon.slug);
}

bool is_animate(const Icon& icon) {
  static const std::vector<Row> creatures = rows_of("creatures.tsv", 1);
  return lists(creatures, icon.slug) || !icon.eyes.empty() || icon.category == "People & Body";
}

double stature(const Icon& icon) {
  static const std::map<std::string_view, double> statures = read_statures();
  return known_of(statures, icon, 0.8);
}

Ground ground_of(const Icon& icon) {
  static const std::map<std::string_view, Ground> grounds = read_grounds();
  return known_of(grounds, icon, Ground::table);
}

bool shows(std::string_view drawing, std::string_view word) {
  static const std::vector<Row> rows = rows_of("parts.tsv", 2);
  const auto has = [&](const std::vector<std::string_view>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  for (const Row& row : rows) {
    if (row[0] == drawing && has(pieces(row[1], ' '))) return true;
  }
  return std::any_of(
      action_drawings().begin(), action_drawings().end(), [&](const ActionDrawing& candidate) {
        return (candidate.male == drawing || candidate.female == drawing) && has(candidate.shown);
      });
}

const std::vector<ActionDrawing>& action_drawings() {
  static const std::vector<ActionDrawing> all = [] {
    std::vector<ActionDrawing> read;
    for (const Row& row : rows_of("action_drawings.tsv", 4)) {
      read.push_back({action_named(row[0]), row[1], row[2], pieces(row[3], ' ')});
    }
    return read;
  }();
  return all;
}

}  // namespace limner::art
