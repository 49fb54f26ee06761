// The art pack: all icons with measurements, and the words that name them. Loaded at first use,
// thread-safe, constant afterwards.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limner::art {

struct Rgb {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  friend bool operator==(const Rgb&, const Rgb&) = default;
};
std::string hex(Rgb colour);             // "#1f7bb8"
Rgb parse_hex(std::string_view digits);  // "#1f7bb8" or "#17b"; throws std::logic_error

// All lengths of an icon are in units of its own 128 x 128 square, y down.
struct Box {
  double x0 = 0;
  double y0 = 0;
  double x1 = 0;
  double y1 = 0;
  double width() const { return x1 - x0; }
  double height() const { return y1 - y0; }
  double middle() const { return (x0 + x1) / 2; }
};

struct Eye {
  double x = 0;  // centre
  double y = 0;
  double w = 0;  // width and height
  double h = 0;
  Rgb ring;  // colour around it: the colour of a closed lid
};

// Position of hats. Without known eyes it is estimated from the ink's box, facing front.
struct Head {
  double x = 0;  // centre of the crown
  double top = 0;
  double width = 0;
  double eye_x = 0;  // between the eyes
  double eye_y = 0;
  char facing = 'F';  // 'F'ront, 'L'eft, 'R'ight
};

// The colour that "a red bicycle" replaces.
struct Tint {
  double hue = -1;  // 0…1; negative for grey icons, whose grey parts are recoloured
  double lightness = 0;
};

struct Icon {
  std::string_view slug;      // "chipmunk"; of house drawings "p:nest", "b:fox", "h:boy"
  std::string_view category;  // "Animals & Nature", "Food & Drink", "Objects", …
  std::string_view label;     // for people: "chipmunk", "fox, seated"
  std::string_view based_on;  // the Noto icon it contains, for credits; may be empty
  std::string_view body;      // SVG elements for a viewBox of "0 0 128 128"; ids are not
                              // unique between icons: see with_ids_prefixed()
  Box ink;                    // bounds of the pixels with an alpha above one sixth
  std::vector<Eye> eyes;
  Head head;
  Tint tint;
  Rgb fur;             // its most common colour
  Rgb light_fur;       // a paler colour for a belly
  bool bust = false;   // a person cut flat at the bottom
  bool tile = false;   // fills its square, so it is not placed as an object in a scene
  bool house = false;  // drawn for limner, not from Noto Emoji
};

// The pack's own names of its icons. Lower-case words of
// letters and digits, one blank between them, not stemmed.
struct PackWord {
  std::string_view phrase;
  std::string_view slug;
  double weight = 0;  // 10 label, 9 icon name, below 4 a label's last word, below 2 a tag
};

const Icon* find_icon(std::string_view slug);  // nullptr when not found
std::span<const Icon> icons();                 // sorted by slug
std::span<const PackWord> pack_words();        // sorted by phrase, then by descending weight
std::string_view pack_version();               // "noto1.2.9-r1"

}  // namespace limner::art
