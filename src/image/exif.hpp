// Changes to an EXIF block whose picture is stored upright.
#pragma once

#include <limner/asset.hpp>

namespace limner::image {

// Sets the orientation to 1, and unlinks and erases the preview, which shows the picture as it was
// before it was cropped or turned. `exif` is a TIFF structure, with or without the mark "Exif\0\0",
// which the result never has. Empty when the structure is damaged.
Bytes upright_exif(Bytes exif);

}  // namespace limner::image
