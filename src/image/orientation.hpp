// Which way up a camera held a picture.
#pragma once

#include "image/codec.hpp"

namespace limner::image {

// EXIF's tag 0x0112: 1 upright … 8. 1 for a block that is broken or does not say.
int orientation_of(ByteView exif);

inline bool swaps_sides(int orientation) {
  return orientation >= 5;
}

Bitmap turned_upright(Bitmap bitmap, int orientation);

}  // namespace limner::image
