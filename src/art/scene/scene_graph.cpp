// Chooses the drawings of every thing in the prompt.
#include "art/scene/scene_graph.hpp"

#include "art/language/stem.hpp"
#include "art/scene/scene_facts.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace limner::art {
namespace {

bool contains(std::span<const std::string_view> list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

Entity role_of(const Mention& thing) {
  Entity role{.words = thing.words,
              .colour = thing.colour,
              .size = thing.size,
              .relation = thing.relation,
              .of = thing.of,
              .actions = thing.actions,
              .in_rows = thing.in_rows,
              .counted = thing.counted};
  const auto variants = static_cast<int>(thing.variants.size());
  const auto first = std::find(thing.variants.begin(), thing.variants.end(), thing.drawing);
  const auto start = static_cast<int>(first - thing.variants.begin());
  for (int i = 0; i < thing.count; ++i) {
    const std::string_view drawing =
        variants > 1 ? thing.variants[static_cast<std::size_t>((start + i) % variants)]
                     : std::string_view(thing.drawing);
    role.icons.push_back(find_icon(drawing));
  }
  return role;
}

class SceneGraphBuilder {
 public:
  explicit SceneGraphBuilder(const Reading& reading) {
    for (const Mention& thing : reading.things) {
      cast_.roles.push_back(role_of(thing));
      cast_.approximate = cast_.approximate || thing.approximate;
    }
    cast_.places = reading.places;
    cast_.family = reading.family;
    cast_.one_young = reading.one_young;
    cast_.unread = reading.unread;
  }

  SceneGraph cast() {
    stand_on_the_moon();
    take_babies_as_young();
    turn_vessel_inside_out();
    share_actions();
    mend_relations();
    cast_performers();
    drop_what_is_shown();
    drop_repeats();
    cast_bodies();
    suit_each_other();
    return std::move(cast_);
  }

 private:
  // Who walks or rides on the moon has it underfoot as ground.
  void stand_on_the_moon() {
    drop_roles([&](const Entity& role) {
      const bool underfoot =
          role.relation == Relation::on && (role.is("full-moon") || role.is("ringed-planet"));
      if (underfoot) cast_.places.push_back(Place::space);
      return underfoot;
    });
  }

  // "a kangaroo with a baby" has a joey.
  void take_babies_as_young() {
    const Icon& subject = cast_.subject().icon();
    if (subject.category != "Animals & Nature" || !can_act(subject)) return;
    drop_roles([&](const Entity& role) {
      const bool young =
          role.is("baby") && (role.relation == Relation::with || role.relation == Relation::also);
      if (young) {
        cast_.family = true;
        cast_.one_young = role.count() == 1;
      }
      return young;
    });
  }

  // "a basket of apples" is about apples in a basket.
  void turn_vessel_inside_out() {
    auto& roles = cast_.roles;
    if (roles.size() < 2) return;
    const bool holds_it = roles[1].relation == Relation::of ||
                          roles[1].relation == Relation::full ||
                          (roles[1].relation == Relation::with && stature(roles[1].icon()) < 0.7 &&
                           container(roles[0].icon().slug) && !roles[0].is("hot-beverage") &&
                           !roles[0].is("teacup-without-handle"));
    if (!holds_it || roles[1].of != 0) return;
    if (container(roles[0].icon().slug) == nullptr && cabin(roles[0].icon().slug) == nullptr) {
      if (roles[1].relation == Relation::of) roles[1].relation = Relation::with;
      return;
    }
    const bool filled = roles[1].relation != Relation::with;
    std::swap(roles[0], roles[1]);
    roles[0].relation = Relation::none;
    roles[1].relation = Relation::in;
    roles[1].icons.resize(1);
    if (filled && roles[0].count() < 3 && !roles[0].counted) {
      roles[0].icons.resize(3, roles[0].icons.front());
    }
  }

  // "a cat and a dog sleeping": both sleep.
  void share_actions() {
    std::vector<Entity*> equals;
    for (Entity& role : cast_.roles) {
      if (role.relation == Relation::none || role.relation == Relation::also)
        equals.push_back(&role);
    }
    if (equals.size() < 2 || equals.back()->actions.empty()) return;
    const bool only_the_last = std::all_of(
        equals.begin(), equals.end() - 1, [](const Entity* role) { return role->actions.empty(); });
    if (!only_the_last) return;
    for (Entity* role : equals) role->actions = equals.back()->actions;
  }

  // Who flies a kite stays on the ground; who works on a laptop sits before it.
  void mend_relations() {
    static constexpr std::array<std::string_view, 6> tools{
        "laptop", "desktop-computer", "keyboard", "microscope", "telescope", "sewing-machine"};
    for (Entity& role : cast_.roles) {
      Entity& owner = cast_.roles[role.of];
      // "wearing a cap and a dog": a dog is not worn.
      if (role.relation == Relation::wear && can_act(role.icon())) {
        role.relation = Relation::also;
        role.of = 0;
      }
      if (role.relation == Relation::hold) owner.actions.erase(Action::fly);
      const bool large = stature(role.icon()) >= 1.15 * stature(owner.icon()) &&
                         stature(role.icon()) >= 1 && !can_act(role.icon());
      const bool with_it = role.relation == Relation::with || role.relation == Relation::hold;
      if (large && with_it && container(role.icon().slug) == nullptr) role.relation = Relation::by;
      const bool phone = role.is("mobile-phone") || role.is("telephone-receiver");
      if (phone && role.relation == Relation::on) role.relation = Relation::hold;
      const bool smaller_subject = &owner == &cast_.subject() && !can_act(owner.icon());
      if ((role.relation == Relation::of || role.relation == Relation::with) && smaller_subject &&
          role.icon().category == "People & Body") {
        role.relation = Relation::also;
      }
      const bool near_it = role.relation == Relation::on || role.relation == Relation::in ||
                           role.relation == Relation::with;
      if (near_it && contains(tools, role.icon().slug) && can_act(owner.icon())) {
        role.relation = Relation::at;
      }
    }
  }

  // By any drawing but the one that plays those words.
  bool is_shown(const std::string& words, const Entity* by_itself = nullptr) const {
    const std::string word = singular_phrase(words);
    return std::any_of(cast_.roles.begin(), cast_.roles.end(), [&](const Entity& role) {
      return &role != by_itself && shows(role.icon().slug, word);
    });
  }

  void drop_what_is_shown() {
    drop_roles(
        [&](const Entity& role) { return !role.words.empty() && is_shown(role.words, &role); });
    std::erase_if(cast_.unread, [&](const std::string& words) { return is_shown(words); });
  }

  // What an action implies is not needed twice: "working on a laptop".
  void drop_repeats() {
    drop_roles([&](const Entity& role) {
      if (!role.words.empty()) return false;
      return std::any_of(cast_.roles.begin(), cast_.roles.end(), [&](const Entity& named) {
        return &named != &role && !named.words.empty() && named.icon().slug == role.icon().slug;
      });
    });
  }

  // Never the subject. The places that `of` names are kept right.
  template <class Test>
  void drop_roles(Test test) {
    auto& roles = cast_.roles;
    for (std::size_t i = roles.size(); i-- > 1;) {
      if (!test(roles[i])) continue;
      roles.erase(roles.begin() + static_cast<std::ptrdiff_t>(i));
      for (Entity& role : roles) {
        if (role.of == i) role.of = 0;
        if (role.of > i) --role.of;
      }
    }
  }

  void cast_performers() {
    for (Entity& role : cast_.roles) {
      for (const Performer& performer : performers()) {
        if (perform(role, performer)) break;
      }
    }
  }

  static bool perform(Entity& role, const Performer& performer) {
    static constexpr std::array<std::string_view, 4> he{"man", "boy", "person", "old-man"};
    static constexpr std::array<std::string_view, 3> she{"woman", "girl", "old-woman"};
    if (!role.does(performer.action)) return false;
    bool cast = false;
    for (const Icon*& icon : role.icons) {
      const bool is_he = contains(he, icon->slug);
      if (!is_he && !contains(she, icon->slug)) continue;
      const Icon* acting = find_icon(is_he ? performer.he : performer.she);
      if (acting == nullptr) continue;
      icon = acting;
      cast = true;
    }
    return cast;
  }

  // Heads get a body; animals that walk on four legs get a seated one when they
  // hold, read, ride or sit.
  void cast_bodies() {
    const bool looks_out =
        std::any_of(cast_.roles.begin(), cast_.roles.end(), [](const Entity& role) {
          const bool inside = role.relation == Relation::in || role.relation == Relation::ride;
          return inside && cabin(role.icon().slug) != nullptr;
        });
    for (std::size_t i = 0; i < cast_.roles.size(); ++i) {
      const bool seated = sits(i);
      const bool at_desk = teaches_at_board() && i == 0;
      for (const Icon*& icon : cast_.roles[i].icons) {
        if (!at_desk) icon = with_body(icon, seated, looks_out);
      }
    }
  }

  static const Icon* with_body(const Icon* icon, bool seated, bool looks_out) {
    const std::string slug(icon->slug);
    const Icon* body = find_icon("b:" + slug);
    if (body == nullptr && seated) body = find_icon("b:" + slug + "-face");
    if (body == nullptr && !looks_out) body = find_icon("h:" + slug);
    return body == nullptr ? icon : body;
  }

  bool sits(std::size_t index) const {
    using enum Action;
    static const std::set<Action> seated{hold, read,  write, draw, paint, knit,  sit,
                                         ride, drive, row,   sail, hug,   eat,   drink,
                                         cook, bake,  play,  sing, fish,  study, work};
    const Entity& role = cast_.roles[index];
    for (Action action : role.actions) {
      if (seated.contains(action)) return true;
    }
    static constexpr std::array<std::string_view, 6> seats{"couch-and-lamp", "bed",    "chair",
                                                           "bathtub",        "basket", "seat"};
    if (index > 0) return false;
    return std::any_of(cast_.roles.begin() + 1, cast_.roles.end(), [&](const Entity& seat) {
      const bool on = seat.relation == Relation::on || seat.relation == Relation::in ||
                      seat.relation == Relation::ride;
      return on && seat.of == index && contains(seats, seat.icon().slug);
    });
  }

  void suit_each_other() {
    for (Entity& role : cast_.roles) {
      if (role.is("glasses") && cast_.subject().icon().category == "Food & Drink") {
        play(role, "wine-glass");
      }
      if (role.is("bowl-with-spoon") && role.relation == Relation::in && swims(cast_.subject())) {
        play(role, "p:fishbowl");
      }
    }

    Entity& subject = cast_.subject();
    if (subject.is("p:fireworks") && !subject.counted) {
      subject.icons.assign(3, subject.icons.front());
    }
    // The teacher's drawing brings a board of its own, in its first two paths.
    if (teaches_at_board()) subject.without_paths = 2;
  }

  bool teaches_at_board() const {
    const bool board = std::any_of(cast_.roles.begin(), cast_.roles.end(),
                                   [](const Entity& role) { return role.is("p:blackboard"); });
    return board && cast_.subject().icon().slug.ends_with("-teacher");
  }

  static bool swims(const Entity& role) { return ground_of(role.icon()) == Ground::underwater; }

  static void play(Entity& role, std::string_view drawing) {
    const Icon* icon = find_icon(drawing);
    if (icon != nullptr) std::fill(role.icons.begin(), role.icons.end(), icon);
  }

  SceneGraph cast_;
};

}  // namespace

bool SceneGraph::is_at(Place place) const {
  return std::find(places.begin(), places.end(), place) != places.end();
}

bool SceneGraph::anyone_does(Action action) const {
  return std::any_of(roles.begin(), roles.end(),
                     [&](const Entity& role) { return role.does(action); });
}

SceneGraph cast_of(const Reading& reading) {
  return SceneGraphBuilder(reading).cast();
}

}  // namespace limner::art
