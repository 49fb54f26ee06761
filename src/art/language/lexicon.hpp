// The meanings of words, from the art pack and the tables in art/. Immutable after the first use of
// shared(), which is thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace limner::art {

enum class Action {
  sleep,
  fly,
  surf,
  read,
  write,
  draw,
  paint,
  knit,
  ride,
  drive,
  sail,
  row,
  wear,
  hold,
  hug,
  handhold,
  eat,
  drink,
  cook,
  bake,
  play,
  sing,
  fish,
  kick,
  toss,
  juggle,
  lift,
  walk,
  run,
  chase,
  jump,
  dance,
  swim,
  bathe,
  climb,
  hang,
  sit,
  stand,
  lie,
  lean,
  ski,
  skate,
  snowboard,
  golf,
  cycle,
  meditate,
  work,
  study,
  teach,
  push,
  pull,
  look,
  visit,
  happy,
  sad,
  love,
  wave,
  think,
};

Action action_named(std::string_view name);  // as in actions.tsv; throws std::logic_error

enum class Relation {
  none,
  in,
  on,
  at,
  by,
  with,
  also,
  under,
  over,
  to,
  behind,
  of,
  full,
  without,
  made,
  style,
  wear,
  hold,
  ride,
  hug,
  handhold,
  play,
  walk,
};

enum class Place {
  storm,
  rain,
  snow,
  night,
  space,
  sky,
  sea,
  beach,
  underwater,
  forest,
  field,
  desert,
  mountain,
  city,
  room,
  desk,
  party,
  sunset,
  autumn,
  christmas,
  halloween,
  valentine,
};

// The meaning of a word that is not a thing.
struct Sense {
  enum class Part { colour, count, size, action, relation, place, family, ignored };
  Part part = Part::ignored;
  std::string_view word;  // of a colour
  double number = 0;      // of a count or a size
  Action action = Action::stand;
  Relation relation = Relation::none;  // also how an action's object is related to the actor
  Place place = Place::field;
  bool is_rough = false;     // of a place: drawn as any of its kind
  std::string_view implied;  // drawing meant by an action without an object, or by a bare place
};
using PartOfSpeech = Sense::Part;

// A thing that can be drawn; `drawings` is empty for known things that cannot.
struct Noun {
  std::vector<std::string_view> drawings;  // alternatives, one is chosen;
  bool together = false;                   // or all are drawn: "grandparents"
  bool approximate = false;                // the drawing only resembles the thing
  bool plural_name = false;                // one drawing with a plural name: "books"
  double weight = 0;  // 20 ours, 10 label, 9 icon name, below 4 part of a label, below 2 tag
};

constexpr double strong_noun = 9;
constexpr double weak_noun = 3;  // below: a tag

class Lexicon {
 public:
  static const Lexicon& shared();

  const Sense* sense(const std::string& phrase) const;
  const Noun* noun(const std::string& singular_phrase) const;
  bool is_vessel(const std::string& word) const;  // "bowl" of "a bowl of salad"
  bool is_young(const std::string& word) const;   // "cubs" of "her cubs"

  // The drawing for a prompt that names only a place; empty when there is none.
  std::string_view icon_for_place(Place place) const;

  // Names of all drawable things, sorted; for "did you mean".
  const std::vector<std::string>& vocabulary() const { return vocabulary_; }

 private:
  Lexicon();
  void read_pack();
  void read_aliases();
  void read_emoji();
  void read_senses();
  void read_actions();
  void add_sense(std::string_view phrases, char separator, const Sense& sense);

  std::unordered_map<std::string, Sense> senses_;
  std::unordered_map<std::string, Noun> nouns_;
  std::vector<std::pair<Place, std::string_view>> place_icons_;
  std::vector<std::string> vessels_;
  std::vector<std::string> young_;
  std::vector<std::string> vocabulary_;
};

}  // namespace limner::art
