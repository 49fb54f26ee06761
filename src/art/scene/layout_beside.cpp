// By a tree, before a house: the other behind, the subject in front.
#include "art/scene/layout.hpp"

#include <algorithm>

namespace limner::art {
namespace {

Ground shared_ground(const LayoutContext& stage, const Icon& neighbour) {
  const Ground ground = stage.setting.ground;
  const bool indoors = ground == Ground::table || ground == Ground::rug || ground == Ground::air;
  const Ground other = ground_of(neighbour);
  return indoors && other != Ground::air && other != Ground::table ? other : ground;
}

}  // namespace

void lay_out_beside(LayoutContext& stage, std::size_t neighbour) {
  Scene& scene = stage.scene;
  const Icon& icon = stage.subject().icon();
  const Icon& other = stage.cast.roles[neighbour].icon();
  const double own = stature(icon);
  const double theirs = stature(other);
  const double room = scene.height * 0.66;
  const double tall = std::max(own, theirs);
  const double wide = std::min(scene.width, scene.side * 1.15);
  const double other_height = std::min(Scene::fitting(other, wide * 0.60, room),
                                       theirs < tall ? room * theirs / tall : room);
  const double height =
      Scene::fitting(icon, wide * 0.52, own < tall ? room * std::max(0.42, own / tall) : room);
  add_ground(stage, shared_ground(stage, other), scene.middle, scene.ground - scene.side * 0.01,
             std::min(scene.width * 0.9, scene.side * 0.9));
  const bool leans = stage.subject().does(Action::lean);
  place(stage, neighbour,
        {.x = scene.middle + wide * 0.13,
         .base = scene.ground - scene.side * 0.02,
         .height = other_height,
         .depth = 3,
         .shadow = 0.5});
  const bool bust = is_bust(icon);
  const bool faces = stage.cast.roles[neighbour].relation == Relation::at && can_act(icon);
  const double spread = theirs < tall ? 0.16 : 0.12;
  const double x = scene.middle - wide * (leans ? spread - 0.02 : spread);
  const double foot = scene.ground + scene.side * 0.018;
  place_lead(stage, 0,
             {.x = x,
              .base = foot - (bust ? scene.side * 0.03 : 0),
              .height = height,
              .mirrored = faces && icon.head.facing == 'L',
              .turn = leans ? 5.0 : 0.0,
              .shadow = bust ? 0 : 0.85});
  if (bust) {
    scene.add_shape(
        hedge_svg(x, foot + scene.side * 0.02, height * aspect(icon) * 1.25, scene.side * 0.09), 9);
  }
}

}  // namespace limner::art
