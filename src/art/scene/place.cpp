// Determines the setting of a picture.
#include "art/scene/place.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace limner::art {
namespace {

struct PastelPair {
  std::string_view pastel;
  std::string_view inner;
};

constexpr std::array<PastelPair, 6> pastel_pairs{{{"#fff1d6", "#ffe3b0"},
                                                  {"#dff1fa", "#c6e6f5"},
                                                  {"#fde4ea", "#fbd0db"},
                                                  {"#e4f4dc", "#cfebc2"},
                                                  {"#ece6fa", "#dcd1f5"},
                                                  {"#fdebd3", "#fbddb5"}}};

bool is_in_space(std::string_view drawing) {
  return drawing == "full-moon" || drawing == "ringed-planet" || drawing == "crescent-moon" ||
         drawing == "flying-saucer";
}

bool flies_in_space(std::string_view drawing) {
  return drawing == "rocket" || drawing.ends_with("astronaut") || drawing == "flying-saucer" ||
         drawing == "satellite";
}

void add(std::vector<Place>& places, Place place) {
  if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
}

// Places that the subject implies.
void add_implied(const SceneGraph& graph, Ground home, std::vector<Place>& places) {
  const Entity& subject = graph.subject();
  const bool in_the_sky =
      std::any_of(graph.entities.begin(), graph.entities.end(),
                  [](const Entity& entity) { return is_in_space(entity.icon().slug); });
  const bool inside_something =
      graph.entities.size() > 1 && graph.entities[1].relation == Relation::in;
  if (graph.any_entity_does(Action::surf) || graph.any_entity_does(Action::sail))
    add(places, Place::sea);
  if (in_the_sky && flies_in_space(subject.icon().slug)) add(places, Place::space);
  if (subject.is("p:fireworks")) add(places, Place::night);
  const bool moonlit =
      subject.is("full-moon") || subject.is("crescent-moon") || subject.is("first-quarter-moon");
  const bool over_the_moon =
      std::any_of(graph.entities.begin(), graph.entities.end(), [](const Entity& entity) {
        return entity.is("full-moon") && entity.relation == Relation::over;
      });
  if (over_the_moon) add(places, Place::night);
  const bool by_day = std::find(places.begin(), places.end(), Place::sunset) != places.end();
  if (moonlit && !places.empty() && !by_day) add(places, Place::night);
  if (!places.empty()) return;
  if (home == Ground::sea && !inside_something) add(places, Place::sea);
  if (home == Ground::underwater && !inside_something) add(places, Place::underwater);
  if (home == Ground::sand) add(places, Place::beach);
  if (home == Ground::desert) add(places, Place::desert);
  if (graph.any_entity_does(Action::swim)) add(places, Place::sea);
  const bool wintry = subject.is("christmas-tree") || subject.is("h:santa-claus") ||
                      subject.is("snowman-without-snow");
  if (wintry) add(places, Place::snow);
}

Ground ground_at(const Setting& setting, Ground home) {
  constexpr std::array<std::pair<Place, Ground>, 10> grounds{{{Place::space, Ground::moon},
                                                              {Place::snow, Ground::snow},
                                                              {Place::beach, Ground::sand},
                                                              {Place::desert, Ground::desert},
                                                              {Place::desk, Ground::table},
                                                              {Place::room, Ground::rug},
                                                              {Place::forest, Ground::grass},
                                                              {Place::field, Ground::grass},
                                                              {Place::mountain, Ground::grass},
                                                              {Place::city, Ground::road}}};
  if (setting.swims) return Ground::sea;
  const bool stands = home != Ground::air && home != Ground::sea && home != Ground::underwater;
  if (!stands && !setting.is(Place::desk)) return home;
  for (const auto& [place, ground] : grounds) {
    if (!setting.is(place)) continue;
    if (place == Place::mountain && home == Ground::snow) return home;
    const bool small_indoors = place == Place::room && home == Ground::table;
    return small_indoors ? home : ground;
  }
  return home;
}

bool is_landscape(Place place) {
  return place != Place::room && place != Place::desk && place != Place::party &&
         place != Place::christmas && place != Place::halloween && place != Place::valentine;
}

bool furnishes(std::string_view drawing) {
  constexpr std::array<std::string_view, 9> furniture{
      "couch-and-lamp", "bed",    "bathtub",          "p:blackboard", "chair",
      "seat",           "laptop", "desktop-computer", "p:stove"};
  return std::find(furniture.begin(), furniture.end(), drawing) != furniture.end();
}

PastelPair pastel_pair_of(const Setting& setting, const SceneGraph& graph, Random& random) {
  const PastelPair any = pastel_pairs.at(random.below(pastel_pairs.size()));
  const bool first = random.below(2) == 1;
  if (setting.dark) return {"#26315c", "#334074"};
  if (setting.stormy) return {"#dfe6ef", "#b9c6d8"};
  if (setting.is(Place::snow)) {
    return first ? PastelPair{"#dff0fb", "#c3e1f5"} : PastelPair{"#fde4ea", "#fbd0db"};
  }
  if (setting.is(Place::sea) || graph.any_entity_does(Action::fly)) {
    return first ? PastelPair{"#fff1d6", "#cfeaf8"} : PastelPair{"#dff1fa", "#bfe3f6"};
  }
  return any;
}

}  // namespace

bool Setting::is(Place place) const {
  return std::find(places.begin(), places.end(), place) != places.end();
}

Setting setting_of(const SceneGraph& graph, Random& random) {
  Setting setting;
  const Ground home = ground_of(graph.subject().icon());
  for (Place place : graph.places) add(setting.places, place);
  add_implied(graph, home, setting.places);
  setting.swims = graph.subject().does(Action::swim) && !setting.is(Place::underwater) &&
                  home != Ground::underwater;
  setting.ground = ground_at(setting, home);
  setting.dark = setting.is(Place::space) || setting.is(Place::night);
  setting.stormy = setting.is(Place::storm) || setting.is(Place::rain);
  setting.indoors = setting.is(Place::room) || setting.is(Place::desk) ||
                    std::any_of(graph.entities.begin(), graph.entities.end(),
                                [](const Entity& entity) { return furnishes(entity.icon().slug); });
  const bool said = std::any_of(graph.places.begin(), graph.places.end(), is_landscape);
  setting.named = said || setting.is(Place::space) || setting.is(Place::sea) ||
                  setting.is(Place::night) || setting.is(Place::underwater);
  const PastelPair colours = pastel_pair_of(setting, graph, random);
  setting.pastel = colours.pastel;
  setting.inner = colours.inner;
  return setting;
}

}  // namespace limner::art
