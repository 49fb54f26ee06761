#include "step/gravity.hpp"

namespace limner::step {

namespace {

int share(int spare, bool near, bool far) {
  if (near) return 0;
  return far ? spare : spare / 2;
}

}  // namespace

templates::ParamSpec gravity_param() {
  return {"gravity",
          templates::ParamType::text,
          "anchor; default center",
          false,
          {"center", "north", "northeast", "east", "southeast", "south", "southwest", "west",
           "northwest"}};
}

Offset place(std::string_view gravity, int spare_x, int spare_y) {
  return {share(spare_x, gravity.ends_with("west"), gravity.ends_with("east")),
          share(spare_y, gravity.starts_with("north"), gravity.starts_with("south"))};
}

}  // namespace limner::step
