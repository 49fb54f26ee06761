// Reads the words of the pack and of art/*.tsv into one index.
#include "art/language/lexicon.hpp"

#include "art/language/stem.hpp"
#include "art/language/word_table.hpp"
#include "art/scene/pack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace limner::art {
namespace {

constexpr double weight_of_ours = 20;

template <class Value>
using Names = std::initializer_list<std::pair<std::string_view, Value>>;

template <class Value>
Value value_named(std::string_view name, Names<Value> names) {
  for (const auto& [known, value] : names) {
    if (known == name) return value;
  }
  throw std::logic_error(fmt::format("\"{}\" in a table of the artist means nothing", name));
}

Relation relation_named(std::string_view name) {
  using enum Relation;
  return value_named<Relation>(name,
                               {{"-", none},      {"in", in},           {"on", on},
                                {"at", at},       {"by", by},           {"with", with},
                                {"and", also},    {"under", under},     {"over", over},
                                {"to", to},       {"behind", behind},   {"of", of},
                                {"full", full},   {"without", without}, {"made", made},
                                {"style", style}, {"wear", wear},       {"hold", hold},
                                {"ride", ride},   {"hug", hug},         {"handhold", handhold},
                                {"play", play},   {"walk", walk}});
}

Place place_named(std::string_view name) {
  using enum Place;
  return value_named<Place>(name, {{"storm", storm},
                                   {"rain", rain},
                                   {"snow", snow},
                                   {"night", night},
                                   {"space", space},
                                   {"sky", sky},
                                   {"sea", sea},
                                   {"beach", beach},
                                   {"underwater", underwater},
                                   {"forest", forest},
                                   {"field", field},
                                   {"desert", desert},
                                   {"mountain", mountain},
                                   {"city", city},
                                   {"room", room},
                                   {"desk", desk},
                                   {"party", party},
                                   {"sunset", sunset},
                                   {"autumn", autumn},
                                   {"christmas", christmas},
                                   {"halloween", halloween},
                                   {"valentine", valentine}});
}

bool is_plural(std::string_view phrase) {
  const std::string_view last = phrase.substr(phrase.rfind(' ') + 1);
  return singular(last) != last;
}

std::string_view or_nothing(std::string_view cell) {
  return cell == "-" ? std::string_view() : cell;
}

}  // namespace

Action action_named(std::string_view name) {
  using enum Action;
  return value_named<Action>(name, {{"sleep", sleep},
                                    {"fly", fly},
                                    {"surf", surf},
                                    {"read", read},
                                    {"write", write},
                                    {"draw", draw},
                                    {"paint", paint},
                                    {"knit", knit},
                                    {"ride", ride},
                                    {"drive", drive},
                                    {"sail", sail},
                                    {"row", row},
                                    {"wear", wear},
                                    {"hold", hold},
                                    {"hug", hug},
                                    {"handhold", handhold},
                                    {"eat", eat},
                                    {"drink", drink},
                                    {"cook", cook},
                                    {"bake", bake},
                                    {"play", play},
                                    {"sing", sing},
                                    {"fish", fish},
                                    {"kick", kick},
                                    {"throw", toss},
                                    {"juggle", juggle},
                                    {"lift", lift},
                                    {"walk", walk},
                                    {"run", run},
                                    {"chase", chase},
                                    {"jump", jump},
                                    {"dance", dance},
                                    {"swim", swim},
                                    {"bathe", bathe},
                                    {"climb", climb},
                                    {"hang", hang},
                                    {"sit", sit},
                                    {"stand", stand},
                                    {"lie", lie},
                                    {"lean", lean},
                                    {"ski", ski},
                                    {"skate", skate},
                                    {"snowboard", snowboard},
                                    {"golf", golf},
                                    {"cycle", cycle},
                                    {"meditate", meditate},
                                    {"work", work},
                                    {"study", study},
                                    {"teach", teach},
                                    {"push", push},
                                    {"pull", pull},
                                    {"look", look},
                                    {"visit", visit},
                                    {"happy", happy},
                                    {"sad", sad},
                                    {"love", love},
                                    {"wave", wave},
                                    {"think", think}});
}

const Lexicon& Lexicon::shared() {
  static const Lexicon lexicon;
  return lexicon;
}

Lexicon::Lexicon() {
  read_pack();
  read_aliases();
  read_senses();
  read_actions();
  for (const Row& row : rows_of("vessels.tsv", 1)) vessels_.emplace_back(row[0]);
  for (const Row& row : rows_of("families.tsv", 2)) {
    if (row[0] != "possessive") continue;
    for (std::string_view word : pieces(row[1], ' ')) young_.emplace_back(word);
  }
  for (const auto& [phrase, noun] : nouns_) {
    if (!noun.drawings.empty() && noun.weight >= strong_noun) vocabulary_.push_back(phrase);
  }
  std::sort(vocabulary_.begin(), vocabulary_.end());
  read_emoji();  // drawn, but not suggested
}

void Lexicon::read_pack() {
  for (const PackWord& word : pack_words()) {
    const Icon* icon = find_icon(word.slug);
    if (icon == nullptr || icon->tile) continue;
    Noun& noun = nouns_[singular_phrase(word.phrase)];
    if (noun.weight >= word.weight) continue;
    noun = {.drawings = {icon->slug}, .plural_name = is_plural(word.phrase), .weight = word.weight};
  }
}

// A drawing that the pack does not have is passed over, so that the pack can
// change; a test holds the table to the pack.
void Lexicon::read_aliases() {
  for (const Row& row : rows_of("aliases.tsv", 2)) {
    Noun noun{.weight = weight_of_ours};
    noun.together = row[1].find('+') != std::string_view::npos;
    for (std::string_view drawing : pieces(row[1], noun.together ? '+' : ' ')) {
      if (drawing.starts_with('~')) noun.approximate = true;
      const Icon* icon = find_icon(drawing.substr(drawing.starts_with('~') ? 1 : 0));
      if (icon != nullptr) noun.drawings.push_back(icon->slug);
    }
    if (noun.drawings.empty() && row[1] != "-") continue;
    for (std::string_view phrase : pieces(row[0], ',')) {
      noun.plural_name = noun.drawings.size() == 1 && is_plural(phrase);
      nouns_[singular_phrase(phrase)] = noun;
    }
  }
}

void Lexicon::read_emoji() {
  for (const Row& row : rows_of("emoji.tsv", 2)) {
    const Icon* icon = find_icon(row[1]);
    if (icon == nullptr || icon->tile) continue;
    const auto named = nouns_.find(singular_phrase(icon->label));
    const bool is_ours = named != nouns_.end() && named->second.weight >= weight_of_ours &&
                         named->second.drawings.size() == 1 && !named->second.approximate;
    Noun noun = is_ours ? named->second : Noun{.drawings = {icon->slug}};
    noun.weight = weight_of_ours;
    nouns_[std::string(row[0])] = std::move(noun);
  }
}

void Lexicon::add_sense(std::string_view phrases, char separator, const Sense& sense) {
  for (std::string_view phrase : pieces(phrases, separator)) {
    senses_.insert_or_assign(std::string(phrase), sense);
  }
}

void Lexicon::read_senses() {
  for (const Row& row : rows_of("ignored.tsv", 1))
    add_sense(row[0], ',', {.part = PartOfSpeech::ignored});
  for (const Row& row : rows_of("sizes.tsv", 2)) {
    add_sense(row[1], ' ', {.part = PartOfSpeech::size, .number = number_in(row[0])});
  }
  for (const Row& row : rows_of("families.tsv", 2)) {
    if (row[0] == "always") add_sense(row[1], ' ', {.part = PartOfSpeech::family});
  }
  for (const Row& row : rows_of("counts.tsv", 2)) {
    add_sense(row[1], ' ', {.part = PartOfSpeech::count, .number = number_in(row[0])});
  }
  for (const Row& row : rows_of("colours.tsv", 5)) {
    add_sense(row[0], ' ', {.part = PartOfSpeech::colour, .word = row[0]});
  }
  for (const Row& row : rows_of("places.tsv", 3)) {
    const Place place = place_named(row[0]);
    const bool is_rough = row[1].starts_with('~');
    add_sense(row[1].substr(is_rough ? 1 : 0), ',',
              {.part = PartOfSpeech::place, .place = place, .is_rough = is_rough});
    const Icon* emblem = find_icon(row[2]);
    if (emblem != nullptr) place_icons_.emplace_back(place, emblem->slug);
  }
  for (const Row& row : rows_of("relations.tsv", 2)) {
    add_sense(row[1], ',', {.part = PartOfSpeech::relation, .relation = relation_named(row[0])});
  }
}

void Lexicon::read_actions() {
  for (const Row& row : rows_of("actions.tsv", 4)) {
    add_sense(row[1], ' ',
              {.part = PartOfSpeech::action,
               .action = action_named(row[0]),
               .relation = relation_named(row[2]),
               .implied = or_nothing(row[3])});
  }
}

const Sense* Lexicon::sense(const std::string& phrase) const {
  const auto found = senses_.find(phrase);
  return found == senses_.end() ? nullptr : &found->second;
}

const Noun* Lexicon::noun(const std::string& singular_phrase) const {
  const auto found = nouns_.find(singular_phrase);
  return found == nouns_.end() ? nullptr : &found->second;
}

bool Lexicon::is_vessel(const std::string& word) const {
  return std::find(vessels_.begin(), vessels_.end(), word) != vessels_.end();
}

bool Lexicon::is_young(const std::string& word) const {
  return std::find(young_.begin(), young_.end(), word) != young_.end();
}

std::string_view Lexicon::icon_for_place(Place place) const {
  for (const auto& [known, drawing] : place_icons_) {
    if (known == place) return drawing;
  }
  return {};
}

}  // namespace limner::art
