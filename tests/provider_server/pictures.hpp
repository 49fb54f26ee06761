// Pictures that a scripted provider sends.
#pragma once

#include "provider_server/script.hpp"

#include <limner/asset.hpp>

namespace limner::provider_server {

struct PictureOptions {
  std::string format = "png";
  int edge = 64;       // pixels
  bool noise = false;  // hard to compress: 1024 gives about 3 MB
  bool cut_out = false;
  bool black = false;
  bool cut = false;  // ends before its last row
};

// From the entry's reply and its options edge and noise.
PictureOptions picture_options(const ScriptEntry& entry, std::string format);

// Encoded once per set of options; the reference stays valid.
const Bytes& picture(const PictureOptions& options);
const std::string& picture_base64(const PictureOptions& options);

}  // namespace limner::provider_server
