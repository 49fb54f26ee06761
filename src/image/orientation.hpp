// The EXIF orientation of a picture.
#pragma once

#include "image/codec.hpp"

namespace limner::image {

// EXIF's tag 0x0112: 1 upright … 8. 1 when the block is invalid or has no such tag. The block is
// a TIFF structure, with or without the mark "Exif\0\0" before it.
int orientation_of(ByteView exif);

}  // namespace limner::image
