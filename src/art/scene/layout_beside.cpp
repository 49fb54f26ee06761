// Places the subject in front of a larger neighbour, such as a tree or a house.
#include "art/scene/layout.hpp"

#include <algorithm>

namespace limner::art {
namespace {

Ground shared_ground(const LayoutContext& context, const Icon& neighbour) {
  const Ground ground = context.setting.ground;
  const bool indoors = ground == Ground::table || ground == Ground::rug || ground == Ground::air;
  const Ground other = ground_of(neighbour);
  return indoors && other != Ground::air && other != Ground::table ? other : ground;
}

}  // namespace

void lay_out_beside(LayoutContext& context, std::size_t neighbour) {
  Scene& scene = context.scene;
  const Icon& icon = context.subject().icon();
  const Icon& other = context.graph.entities[neighbour].icon();
  const double own = stature(icon);
  const double theirs = stature(other);
  const double available = scene.height * 0.66;
  const double tall = std::max(own, theirs);
  const double wide = std::min(scene.width, scene.side * 1.15);
  const double other_height = std::min(Scene::fitting_height(other, wide * 0.60, available),
                                       theirs < tall ? available * theirs / tall : available);
  const double height = Scene::fitting_height(
      icon, wide * 0.52, own < tall ? available * std::max(0.42, own / tall) : available);
  add_ground(context, shared_ground(context, other), scene.middle, scene.ground - scene.side * 0.01,
             std::min(scene.width * 0.9, scene.side * 0.9));
  const bool leans = context.subject().does(Action::lean);
  place(context, neighbour,
        {.x = scene.middle + wide * 0.13,
         .base = scene.ground - scene.side * 0.02,
         .height = other_height,
         .depth = 3,
         .shadow = 0.5});
  const bool bust = is_bust(icon);
  const bool faces = context.graph.entities[neighbour].relation == Relation::at && is_animate(icon);
  const double spread = theirs < tall ? 0.16 : 0.12;
  const double x = scene.middle - wide * (leans ? spread - 0.02 : spread);
  const double foot = scene.ground + scene.side * 0.018;
  place_subject(context, 0,
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
