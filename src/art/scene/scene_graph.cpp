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

Entity entity_of(const Mention& thing) {
  Entity entity{.words = thing.words,
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
    entity.icons.push_back(find_icon(drawing));
  }
  return entity;
}

class SceneGraphBuilder {
 public:
  explicit SceneGraphBuilder(const ParsedPrompt& parsed) {
    for (const Mention& thing : parsed.things) {
      graph_.entities.push_back(entity_of(thing));
      graph_.approximate = graph_.approximate || thing.approximate;
    }
    graph_.places = parsed.places;
    graph_.family = parsed.family;
    graph_.one_young = parsed.one_young;
    graph_.unknown_words = parsed.unknown_words;
  }

  SceneGraph build() {
    convert_moon_to_place();
    convert_babies_to_young();
    make_contents_the_subject();
    share_actions();
    correct_relations();
    choose_action_drawings();
    drop_shown_entities();
    drop_duplicates();
    choose_bodies();
    apply_special_cases();
    return std::move(graph_);
  }

 private:
  // "on the moon" selects the ground; the moon itself is not placed.
  void convert_moon_to_place() {
    drop_entities([&](const Entity& entity) {
      const bool underfoot =
          entity.relation == Relation::on && (entity.is("full-moon") || entity.is("ringed-planet"));
      if (underfoot) graph_.places.push_back(Place::space);
      return underfoot;
    });
  }

  // "a kangaroo with a baby" has a joey.
  void convert_babies_to_young() {
    const Icon& subject = graph_.subject().icon();
    if (subject.category != "Animals & Nature" || !is_animate(subject)) return;
    drop_entities([&](const Entity& entity) {
      const bool young = entity.is("baby") &&
                         (entity.relation == Relation::with || entity.relation == Relation::also);
      if (young) {
        graph_.family = true;
        graph_.one_young = entity.count() == 1;
      }
      return young;
    });
  }

  // "a basket of apples": the apples become the subject, in a basket.
  void make_contents_the_subject() {
    auto& entities = graph_.entities;
    if (entities.size() < 2) return;
    const bool holds_it =
        entities[1].relation == Relation::of || entities[1].relation == Relation::full ||
        (entities[1].relation == Relation::with && stature(entities[1].icon()) < 0.7 &&
         container(entities[0].icon().slug) && !entities[0].is("hot-beverage") &&
         !entities[0].is("teacup-without-handle"));
    if (!holds_it || entities[1].of != 0) return;
    if (container(entities[0].icon().slug) == nullptr &&
        cabin(entities[0].icon().slug) == nullptr) {
      if (entities[1].relation == Relation::of) entities[1].relation = Relation::with;
      return;
    }
    const bool filled = entities[1].relation != Relation::with;
    std::swap(entities[0], entities[1]);
    entities[0].relation = Relation::none;
    entities[1].relation = Relation::in;
    entities[1].icons.resize(1);
    if (filled && entities[0].count() < 3 && !entities[0].counted) {
      entities[0].icons.resize(3, entities[0].icons.front());
    }
  }

  // "a cat and a dog sleeping": both sleep.
  void share_actions() {
    std::vector<Entity*> peers;
    for (Entity& entity : graph_.entities) {
      if (entity.relation == Relation::none || entity.relation == Relation::also)
        peers.push_back(&entity);
    }
    if (peers.size() < 2 || peers.back()->actions.empty()) return;
    const bool only_the_last =
        std::all_of(peers.begin(), peers.end() - 1,
                    [](const Entity* entity) { return entity->actions.empty(); });
    if (!only_the_last) return;
    for (Entity* entity : peers) entity->actions = peers.back()->actions;
  }

  // Corrects relations by what is plausible: a figure that flies a kite does not fly, and a
  // figure that works on a laptop sits at it.
  void correct_relations() {
    static constexpr std::array<std::string_view, 6> tools{
        "laptop", "desktop-computer", "keyboard", "microscope", "telescope", "sewing-machine"};
    for (Entity& entity : graph_.entities) {
      Entity& owner = graph_.entities[entity.of];
      // "wearing a cap and a dog": a dog is not worn.
      if (entity.relation == Relation::wear && is_animate(entity.icon())) {
        entity.relation = Relation::also;
        entity.of = 0;
      }
      if (entity.relation == Relation::hold) owner.actions.erase(Action::fly);
      const bool large = stature(entity.icon()) >= 1.15 * stature(owner.icon()) &&
                         stature(entity.icon()) >= 1 && !is_animate(entity.icon());
      const bool with_it = entity.relation == Relation::with || entity.relation == Relation::hold;
      if (large && with_it && container(entity.icon().slug) == nullptr)
        entity.relation = Relation::by;
      const bool phone = entity.is("mobile-phone") || entity.is("telephone-receiver");
      if (phone && entity.relation == Relation::on) entity.relation = Relation::hold;
      const bool smaller_subject = &owner == &graph_.subject() && !is_animate(owner.icon());
      if ((entity.relation == Relation::of || entity.relation == Relation::with) &&
          smaller_subject && entity.icon().category == "People & Body") {
        entity.relation = Relation::also;
      }
      const bool near_it = entity.relation == Relation::on || entity.relation == Relation::in ||
                           entity.relation == Relation::with;
      if (near_it && contains(tools, entity.icon().slug) && is_animate(owner.icon())) {
        entity.relation = Relation::at;
      }
    }
  }

  // True if any entity but `by_itself` has a drawing that already shows the words.
  bool is_shown(const std::string& words, const Entity* by_itself = nullptr) const {
    const std::string word = singular_phrase(words);
    return std::any_of(graph_.entities.begin(), graph_.entities.end(), [&](const Entity& entity) {
      return &entity != by_itself && shows(entity.icon().slug, word);
    });
  }

  void drop_shown_entities() {
    drop_entities([&](const Entity& entity) {
      return !entity.words.empty() && is_shown(entity.words, &entity);
    });
    std::erase_if(graph_.unknown_words, [&](const std::string& words) { return is_shown(words); });
  }

  // Drops entities implied by an action that the prompt names too: "working on a laptop".
  void drop_duplicates() {
    drop_entities([&](const Entity& entity) {
      if (!entity.words.empty()) return false;
      return std::any_of(graph_.entities.begin(), graph_.entities.end(), [&](const Entity& named) {
        return &named != &entity && !named.words.empty() && named.icon().slug == entity.icon().slug;
      });
    });
  }

  // Never drops the subject. Updates the indices in `of`.
  template <class Test>
  void drop_entities(Test test) {
    auto& entities = graph_.entities;
    for (std::size_t i = entities.size(); i-- > 1;) {
      if (!test(entities[i])) continue;
      entities.erase(entities.begin() + static_cast<std::ptrdiff_t>(i));
      for (Entity& entity : entities) {
        if (entity.of == i) entity.of = 0;
        if (entity.of > i) --entity.of;
      }
    }
  }

  void choose_action_drawings() {
    for (Entity& entity : graph_.entities) {
      for (const ActionDrawing& drawing : action_drawings()) {
        if (use_action_drawing(entity, drawing)) break;
      }
    }
  }

  static bool use_action_drawing(Entity& entity, const ActionDrawing& drawing) {
    static constexpr std::array<std::string_view, 4> male{"man", "boy", "person", "old-man"};
    static constexpr std::array<std::string_view, 3> female{"woman", "girl", "old-woman"};
    if (!entity.does(drawing.action)) return false;
    bool changed = false;
    for (const Icon*& icon : entity.icons) {
      const bool is_male = contains(male, icon->slug);
      if (!is_male && !contains(female, icon->slug)) continue;
      const Icon* replacement = find_icon(is_male ? drawing.male : drawing.female);
      if (replacement == nullptr) continue;
      icon = replacement;
      changed = true;
    }
    return changed;
  }

  // Heads get a body; animals that walk on four legs get a seated one when they
  // hold, read, ride or sit.
  void choose_bodies() {
    const bool looks_out =
        std::any_of(graph_.entities.begin(), graph_.entities.end(), [](const Entity& entity) {
          const bool inside = entity.relation == Relation::in || entity.relation == Relation::ride;
          return inside && cabin(entity.icon().slug) != nullptr;
        });
    for (std::size_t i = 0; i < graph_.entities.size(); ++i) {
      const bool seated = sits(i);
      const bool at_desk = teaches_at_board() && i == 0;
      for (const Icon*& icon : graph_.entities[i].icons) {
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
    const Entity& entity = graph_.entities[index];
    for (Action action : entity.actions) {
      if (seated.contains(action)) return true;
    }
    static constexpr std::array<std::string_view, 6> seats{"couch-and-lamp", "bed",    "chair",
                                                           "bathtub",        "basket", "seat"};
    if (index > 0) return false;
    return std::any_of(graph_.entities.begin() + 1, graph_.entities.end(), [&](const Entity& seat) {
      const bool on = seat.relation == Relation::on || seat.relation == Relation::in ||
                      seat.relation == Relation::ride;
      return on && seat.of == index && contains(seats, seat.icon().slug);
    });
  }

  void apply_special_cases() {
    for (Entity& entity : graph_.entities) {
      if (entity.is("glasses") && graph_.subject().icon().category == "Food & Drink") {
        set_drawing(entity, "wine-glass");
      }
      if (entity.is("bowl-with-spoon") && entity.relation == Relation::in &&
          swims(graph_.subject())) {
        set_drawing(entity, "p:fishbowl");
      }
    }

    Entity& subject = graph_.subject();
    if (subject.is("p:fireworks") && !subject.counted) {
      subject.icons.assign(3, subject.icons.front());
    }
    // The teacher's drawing contains a board in its first two paths.
    if (teaches_at_board()) subject.without_paths = 2;
  }

  bool teaches_at_board() const {
    const bool board = std::any_of(graph_.entities.begin(), graph_.entities.end(),
                                   [](const Entity& entity) { return entity.is("p:blackboard"); });
    return board && graph_.subject().icon().slug.ends_with("-teacher");
  }

  static bool swims(const Entity& entity) { return ground_of(entity.icon()) == Ground::underwater; }

  static void set_drawing(Entity& entity, std::string_view drawing) {
    const Icon* icon = find_icon(drawing);
    if (icon != nullptr) std::fill(entity.icons.begin(), entity.icons.end(), icon);
  }

  SceneGraph graph_;
};

}  // namespace

bool SceneGraph::is_at(Place place) const {
  return std::find(places.begin(), places.end(), place) != places.end();
}

bool SceneGraph::any_entity_does(Action action) const {
  return std::any_of(entities.begin(), entities.end(),
                     [&](const Entity& entity) { return entity.does(action); });
}

SceneGraph build_scene_graph(const ParsedPrompt& parsed) {
  return SceneGraphBuilder(parsed).build();
}

}  // namespace limner::art
