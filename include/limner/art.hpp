// The embedded artist: pictures from words and cut-outs from plain backdrops,
// without key or network.
#pragma once

#include <limner/bitmap.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace limner::art {

enum class ArtStyle { cartoon, flat, watercolor, realistic };

// plain: one flat colour chosen so that it can be cut away again.
// scene: a pastel ground with a vignette of sky, hills, sea or space.
enum class Backdrop { plain, scene };

struct ArtRequest {
  std::string prompt;  // the user's words, not the resolved prompt
  ArtStyle style = ArtStyle::cartoon;
  int width = 1024;  // pixels
  int height = 1024;
  Backdrop backdrop = Backdrop::plain;
  std::int64_t seed = 1;
};

struct ArtCredit {
  std::string asset;    // "chipmunk"
  std::string source;   // "Noto Emoji 1.2.9"
  std::string licence;  // "Apache-2.0"
  std::string changes;  // "recoloured, composed"
};

struct ArtPicture {
  Bitmap pixels;
  std::string scene_svg;                     // the scene as a vector file
  std::vector<ArtCredit> credits;            // one per asset used
  std::vector<std::string> words_not_drawn;  // content words left out, in their order
  std::vector<std::string> notes;            // "style_approximated", …
};

// The pack's version and digest: the model version of what is drawn.
std::string_view art_pack_version();
std::string art_pack_digest();

// The same request gives the same pixels on every machine. Throws
// Error{unsupported_prompt} naming the words and the nearest known ones.
ArtPicture draw(const ArtRequest& request);

struct MatteReport {
  double inlier = 0;    // share of border pixels that fit one smooth backdrop, 0…1
  double sigma = 0;     // noise of the backdrop, Lab units
  double coverage = 0;  // share of pixels that are kept, 0…1
  int holes = 0;
};

struct Matte {
  Bitmap cut_out;
  MatteReport report;
};

// Throws Error{backdrop_not_plain} with the figures when there is no plain
// backdrop to take away.
Matte cut_out(const Bitmap& picture);

}  // namespace limner::art
