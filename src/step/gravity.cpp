#include "step/gravity.hpp"

namespace limner::step {

namespace {

int share(int room, bool near, bool far) {
  if (near) return 0;
  return far ? room : room / 2;
}

}  // namespace

templates::ParamSpec gravity_param() {
  return {"gravity",
          templates::ParamType::text,
          "what stays in place; center",
          false,
          {"center", "north", "northeast", "east", "southeast", "south", "southwest", "west",
           "northwest"}};
}

Offset place(std::string_view gravity, int room_x, int room_y) {
  return {share(room_x, gravity.ends_with("west"), gravity.ends_with("east")),
          share(room_y, gravity.starts_with("north"), gravity.starts_with("south"))};
}

}  // namespace limner::step
