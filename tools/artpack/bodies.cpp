// Bodies we draw for animals and people that the icon set shows as a head only.
#include "piece.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace limner {
namespace {

// Darker for k below 1.
std::string shade(art::Rgb c, double k) {
  const auto scaled = [k](int v) { return static_cast<std::uint8_t>(v * k); };
  return art::hex({scaled(c.red), scaled(c.green), scaled(c.blue)});
}

enum class Tail { none, bushy, tuft, thin };

struct Sitter {
  std::string_view slug;
  std::string_view label;
  Tail tail;
};

constexpr std::array<Sitter, 19> sitters{{
    {"bear", "bear", Tail::none},
    {"cat-face", "cat", Tail::thin},
    {"cow-face", "cow", Tail::tuft},
    {"dog-face", "dog", Tail::thin},
    {"fox", "fox", Tail::bushy},
    {"frog", "frog", Tail::none},
    {"hamster", "hamster", Tail::none},
    {"koala", "koala", Tail::none},
    {"lion", "lion", Tail::tuft},
    {"monkey-face", "monkey", Tail::thin},
    {"moose", "moose", Tail::none},
    {"mouse-face", "mouse", Tail::thin},
    {"panda", "panda", Tail::none},
    {"pig-face", "pig", Tail::none},
    {"polar-bear", "polar bear", Tail::none},
    {"rabbit-face", "rabbit", Tail::none},
    {"robot", "robot", Tail::none},
    {"tiger-face", "tiger", Tail::thin},
    {"wolf", "wolf", Tail::bushy},
}};

struct Dress {
  std::string_view slug;
  std::string_view label;
  art::Rgb shirt;
  std::string_view trousers;
  bool skirt;
};

constexpr std::array<Dress, 13> dresses{{
    {"baby", "baby", {0xff, 0xca, 0x7a}, "#ffca7a", false},
    {"boy", "boy", {0x42, 0xa5, 0xf5}, "#37474f", false},
    {"child", "child", {0xff, 0xa7, 0x26}, "#455a64", false},
    {"girl", "girl", {0xec, 0x6a, 0xa0}, "#7e57c2", true},
    {"man", "man", {0x26, 0xa6, 0x9a}, "#3f51b5", false},
    {"old-man", "old man", {0x8d, 0x6e, 0x63}, "#607d8b", false},
    {"old-woman", "old woman", {0x79, 0x86, 0xcb}, "#8d6e63", true},
    {"person", "person", {0x5c, 0x6b, 0xc0}, "#455a64", false},
    {"person-with-crown", "king", {0xc6, 0x28, 0x28}, "#4e342e", false},
    {"prince", "prince", {0x30, 0x5f, 0xc4}, "#eceff1", false},
    {"princess", "princess", {0xf0, 0x7f, 0xb4}, "#ec407a", true},
    {"santa-claus", "Santa Claus", {0xe5, 0x39, 0x35}, "#e53935", false},
    {"woman", "woman", {0xab, 0x47, 0xbc}, "#546e7a", true},
}};

template <class Rows>
const typename Rows::value_type* row_of(const Rows& rows, std::string_view slug) {
  const auto* row =
      std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.slug == slug; });
  return row == rows.end() ? nullptr : row;
}

std::string tail_of(Tail tail, art::Rgb fur) {
  switch (tail) {
    case Tail::bushy:
      return fmt::format(
          R"(<path d="M86 104C112 108 126 92 118 68C116 62 108 62 108 70C110 86 100 92 84 92Z" fill="{}"/>)"
          R"(<path d="M118 68C116 62 108 62 108 70C108.5 75 108 78 106.5 81C111 80 117 78 119.2 75C119 72.5 118.6 70 118 68Z" fill="#fff4e6"/>)",
          art::hex(fur));
    case Tail::tuft:
      return fmt::format(
          R"(<path d="M86 112C108 114 112 98 108 84" stroke="{}" stroke-width="5" fill="none" stroke-linecap="round"/>)"
          R"(<circle cx="108" cy="80" r="7" fill="{}"/>)",
          art::hex(fur), shade(fur, 0.66));
    case Tail::thin:
      return fmt::format(
          R"(<path d="M84 114C110 118 116 100 108 86C106 82 110 78 113 80" stroke="{}" stroke-width="6" fill="none" stroke-linecap="round"/>)",
          art::hex(fur));
    case Tail::none: break;
  }
  return "";
}

std::string seated_body(art::Rgb fur, art::Rgb light) {
  const std::string dark = shade(fur, 0.80);
  return fmt::format(
      R"(<path d="M64 64C88 64 97 92 94 110C92 121 80 124 64 124C48 124 36 121 34 110C31 92 40 64 64 64Z" fill="{0}"/>)"
      R"(<path d="M64 76C79 76 84 96 82 108C80.5 117 74 120 64 120C54 120 47.5 117 46 108C44 96 49 76 64 76Z" fill="{1}"/>)"
      R"(<g fill="{2}"><ellipse cx="40" cy="116" rx="15" ry="9.5"/><ellipse cx="88" cy="116" rx="15" ry="9.5"/></g>)"
      R"(<g fill="{1}"><ellipse cx="36" cy="116.5" rx="8" ry="6.5"/><ellipse cx="92" cy="116.5" rx="8" ry="6.5"/></g>)"
      R"(<path d="M42 76C30 80 27 96 33 102C38 106 45 100 46 92ZM86 76C98 80 101 96 95 102C90 106 83 100 82 92Z" fill="{2}"/>)",
      art::hex(fur), art::hex(light), dark);
}

constexpr std::string_view skin = "#fcc21b";
constexpr std::string_view black = "#2b2b2b";

std::string legs(const Dress& dress) {
  std::string svg =
      dress.skirt
          ? fmt::format(
                R"(<path d="M55 106v14M73 106v14" stroke="{}" stroke-width="8" stroke-linecap="round"/>)",
                skin)
          : fmt::format(R"(<path d="M54 100L53 118M74 100L75 118" stroke="{}" stroke-width="13"/>)",
                        dress.trousers);
  svg +=
      dress.slug == "santa-claus"
          ? fmt::format(R"(<path d="M43 124q0-10 8-10h9v10zM85 124q0-10-8-10h-9v10z" fill="{}"/>)",
                        black)
          : R"(<path d="M44 124q0-7 8-7h7v7zM84 124q0-7-8-7h-7v7z" fill="#5d4037"/>)";
  return svg;
}

std::string arms(const Dress& dress) {
  return fmt::format(
      R"(<path d="M47 78Q36 86 35 97M81 78Q92 86 93 97" stroke="{}" stroke-width="10" fill="none" stroke-linecap="round"/>)"
      R"(<g fill="{}"><circle cx="34.5" cy="100" r="5.5"/><circle cx="93.5" cy="100" r="5.5"/></g>)",
      shade(dress.shirt, 0.84), dress.slug == "santa-claus" ? black : skin);
}

std::string clothes(const Dress& dress) {
  if (dress.skirt) {
    return fmt::format(
        R"(<path d="M48 74Q64 68 80 74L82 88L90 110Q64 116 38 110L46 88Z" fill="{}"/>)"
        R"(<path d="M46 88L38 110Q64 116 90 110L82 88Q64 93 46 88Z" fill="{}"/>)",
        art::hex(dress.shirt), shade(dress.shirt, 0.84));
  }
  std::string svg = fmt::format(R"(<path d="M47 75Q64 67 81 75L82 104Q64 107 46 104Z" fill="{}"/>)",
                                art::hex(dress.shirt));
  if (dress.slug == "santa-claus") {
    svg += fmt::format(R"(<path d="M46 100Q64 104 82 100L82 107Q64 110 46 107Z" fill="#fff"/>)"
                       R"(<path d="M46 90Q64 94 82 90L82 96Q64 100 46 96Z" fill="{}"/>)"
                       R"(<rect x="59" y="90" width="10" height="9" rx="1.5" fill="#ffca28"/>)"
                       R"(<path d="M61 74h6v18h-6z" fill="#fff"/>)",
                       black);
  }
  return svg;
}

}  // namespace

void put_head_on(templates::Piece& whole, const templates::Piece& head, HeadPlace place,
                 std::string_view under) {
  const art::Box ink = cli::ink_of(head.body);
  const double dx = 64 - ink.middle() * place.scale;
  const double dy = place.chin - ink.y1 * place.scale;
  whole.body =
      fmt::format(R"svg({}<g transform="translate({:.2f} {:.2f}) scale({:.3f})">{}</g>)svg", under,
                  dx, dy, place.scale, head.body);
  for (art::Eye eye : head.eyes) {
    eye.x = dx + eye.x * place.scale;
    eye.y = dy + eye.y * place.scale;
    eye.w *= place.scale;
    eye.h *= place.scale;
    whole.eyes.push_back(eye);
  }
  whole.based_on = head.slug;
  whole.category = head.category;
  whole.house = true;
}

bool can_sit(std::string_view slug) {
  return row_of(sitters, slug) != nullptr;
}
bool can_stand(std::string_view slug) {
  return row_of(dresses, slug) != nullptr;
}

templates::Piece seated_animal(const templates::Piece& head) {
  const Sitter& sitter = *row_of(sitters, head.slug);
  const art::Rgb fur = fur_of(head.slug, head.body);
  templates::Piece whole;
  whole.slug = "b:" + head.slug;
  whole.label = fmt::format("{}, seated", sitter.label);
  put_head_on(whole, head, {0.64, 80},
              tail_of(sitter.tail, fur) + seated_body(fur, light_fur_of(head.slug, fur)));
  whole.category = "Animals & Nature";
  return whole;
}

templates::Piece standing_person(const templates::Piece& head) {
  const Dress& dress = *row_of(dresses, head.slug);
  const bool santa = head.slug == "santa-claus";
  templates::Piece whole;
  whole.slug = "h:" + head.slug;
  whole.label = fmt::format("{}, standing", dress.label);
  std::string under = legs(dress) + arms(dress) + clothes(dress);
  if (!santa) under += R"(<path d="M58 70h12v8q-6 4-12 0z" fill="#e59600"/>)";
  put_head_on(whole, head, santa ? HeadPlace{0.62, 82} : HeadPlace{0.60, 78}, under);
  return whole;
}

}  // namespace limner
