// Pictures that a scripted provider sends.
#pragma once

#include "provider_server/script.hpp"

#include <limner/asset.hpp>

namespace limner::provider_server {

struct PictureWish {
  std::string format = "png";
  int edge = 64;       // pixels
  bool noise = false;  // hard to compress: 1024 gives about 3 MB
  bool cut_out = false;
  bool black = false;
};

// What the entry asks for, by its options edge, noise and black.
PictureWish wish_of(const Entry& entry, std::string format);

// Made once for each wish.
const Bytes& picture(const PictureWish& wish);
const std::string& picture_base64(const PictureWish& wish);

}  // namespace limner::provider_server
