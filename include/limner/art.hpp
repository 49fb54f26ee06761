// The embedded artist: draws clip art from a prompt and removes plain backgrounds, without key
// or network.
//
// All functions may be called from several threads at once.
#pragma once

#include <limner/bitmap.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace limner::art {

enum class ArtStyle { cartoon, flat, watercolor, realistic };

// plain: one flat colour that cut_out() can remove.
// scene: a pastel ground with a vignette of sky, hills, sea or space.
enum class Backdrop { plain, scene };

struct ArtRequest {
  std::string prompt;  // the user's text, not the resolved prompt
  ArtStyle style = ArtStyle::cartoon;
  int width = 1024;  // pixels
  int height = 1024;
  Backdrop backdrop = Backdrop::plain;
  std::int64_t seed = 1;
};

// The source of a drawing in the picture.
struct ArtCredit {
  std::string asset;    // "chipmunk"
  std::string source;   // "Noto Emoji 1.2.9"
  std::string licence;  // "Apache-2.0"
  std::string changes;  // "recoloured, composed"
};

struct ArtPicture {
  Bitmap pixels;
  std::string scene_svg;                     // the scene as an SVG document
  std::vector<ArtCredit> credits;            // one per drawing used
  std::vector<std::string> words_not_drawn;  // content words left out, in prompt order
  std::vector<std::string> notes;            // stable codes: "style_approximated", …
};

// Version (static) and SHA-256 (hexadecimal) of the art pack: the model version of its pictures.
std::string_view art_pack_version();
std::string art_pack_digest();

// Deterministic: equal requests give equal pixels on every machine. Throws
// Error{unsupported_prompt}, which names the unknown words and similar known ones, when it can
// draw no word of the prompt, and Error{invalid_image_request} for an unsupported size.
ArtPicture draw(const ArtRequest& request);

struct MatteReport {
  double inlier = 0;    // share of border pixels that fit one smooth background, 0…1
  double sigma = 0;     // noise of the background, CIELAB units
  double coverage = 0;  // share of pixels that are kept, 0…1
  int holes = 0;        // background regions enclosed by the subject
};

struct Matte {
  Bitmap cut_out;  // same size as the input, transparent background
  MatteReport report;
};

// Removes a plain or smoothly shaded background. Throws Error{backdrop_not_plain}, with the
// measured values, when the picture has none.
Matte cut_out(const Bitmap& picture);

}  // namespace limner::art
