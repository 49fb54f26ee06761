// Which part of a picture counts when it is cut or padded.
#pragma once

#include <limner/template.hpp>

#include <string_view>

namespace limner::step {

// The parameter, as every kind that has it names it.
templates::ParamSpec gravity_param();

struct Offset {
  int x = 0;
  int y = 0;
};

// Where `room` spare pixels go: all before what is held at the far side, half at
// the centre.
Offset place(std::string_view gravity, int room_x, int room_y);

}  // namespace limner::step
