// The anchor of a picture that is cropped or padded.
#pragma once

#include <limner/template.hpp>

#include <string_view>

namespace limner::step {

// The parameter that several step kinds share.
templates::ParamSpec gravity_param();

struct Offset {
  int x = 0;
  int y = 0;
};

// The offset of the content in a frame that is larger by `spare` pixels; with negative
// values, of the frame in the content.
Offset place(std::string_view gravity, int spare_x, int spare_y);

}  // namespace limner::step
