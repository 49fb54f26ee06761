// Bodies under people that the icon set shows down to their shoulders only, in
// the colours of what they wear.
#include "piece.hpp"
#include "svg/raster.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace limner {
namespace {

enum class Cut { suit, coat, robe };

struct Uniform {
  std::string_view trade;  // the slug without "man-" and "woman-"
  Cut cut;
  std::string_view coat;  // empty: the colour the shoulders end in
  std::string_view sleeves;
  std::string_view trousers;
};

constexpr std::array<Uniform, 25> uniforms{{
    {"artist", Cut::suit, "#2885c6", "#2272aa", "#5d4037"},
    {"astronaut", Cut::suit, "#c9ced3", "#b3b9bf", "#b9bfc5"},
    {"construction-worker", Cut::suit, "#3574ff", "#2c62d9", "#455a64"},
    {"cook", Cut::coat, "#ececec", "#d4d4d4", "#546e7a"},
    {"detective", Cut::coat, "#4a4a4a", "#3c3c3c", "#2f2f2f"},
    {"elf", Cut::robe, "", "", "#5d4037"},
    {"factory-worker", Cut::suit, "#3f7fff", "#346bd8", "#3569d4"},
    {"farmer", Cut::suit, "#1d84e1", "#719f3c", "#1a74c6"},
    {"firefighter", Cut::coat, "#ee3d33", "#cf332a", "#3e2723"},
    {"guard", Cut::coat, "#da342e", "#bd2a25", "#263238"},
    {"health-worker", Cut::coat, "#f3f3f3", "#dadada", "#4fc3f7"},
    {"in-tuxedo", Cut::suit, "#383838", "#2c2c2c", "#2f2f2f"},
    {"judge", Cut::robe, "#565656", "#484848", "#37474f"},
    {"mage", Cut::robe, "#6b7a88", "#5b6975", "#4e342e"},
    {"mechanic", Cut::suit, "#2f6fd0", "#212c88", "#2c66bf"},
    {"office-worker", Cut::suit, "#98cef9", "#83bdec", "#37474f"},
    {"pilot", Cut::suit, "#262626", "#1e1e1e", "#262626"},
    {"police-officer", Cut::suit, "#2b40a1", "#24368a", "#24368a"},
    {"scientist", Cut::coat, "#f0f0f0", "#d9d9d9", "#546e7a"},
    {"singer", Cut::suit, "", "", "#37474f"},
    {"student", Cut::robe, "#333333", "#272727", "#37474f"},
    {"teacher", Cut::suit, "", "", "#455a64"},
    {"vampire", Cut::robe, "#2a2a2a", "#202020", "#202020"},
    {"with-veil", Cut::robe, "#f0f0f0", "#dcdcdc", "#cfcfcf"},
    {"zombie", Cut::suit, "", "#81c92a", "#5d4037"},
}};

std::string_view trade_of(std::string_view slug) {
  for (std::string_view prefix : {"man-", "woman-"}) {
    if (slug.starts_with(prefix)) return slug.substr(prefix.size());
  }
  return slug;
}

// The rest of a person is drawn as both, not as neither.
bool is_he_or_she(std::string_view slug) {
  return slug.starts_with("man-") || slug.starts_with("woman-");
}

const Uniform* uniform_of(std::string_view slug) {
  if (!is_he_or_she(slug)) return nullptr;
  const std::string_view trade = trade_of(slug);
  const auto* row = std::find_if(uniforms.begin(), uniforms.end(),
                                 [&](const Uniform& u) { return u.trade == trade; });
  return row == uniforms.end() ? nullptr : row;
}

std::string legs(const Uniform& uniform) {
  return fmt::format(R"(<path d="M55 100L54 118M73 100L74 118" stroke="{}" stroke-width="13"/>)"
                     R"(<path d="M45 124q0-7 8-7h7v7zM83 124q0-7-8-7h-7v7z" fill="#4e342e"/>)",
                     uniform.trousers);
}

std::string arms(const Uniform& uniform) {
  return fmt::format(
      R"(<path d="M41 86Q34 92 34 99M87 86Q94 92 94 99" stroke="{}" stroke-width="11" fill="none" stroke-linecap="round"/>)"
      R"svg(<g fill="#fcc21b"><circle cx="33.5" cy="103" r="5.5"/><circle cx="94.5" cy="103" r="5.5"/></g>)svg",
      uniform.sleeves);
}

// Just above the lower edge, a fifth from the left.
std::string shoulder_colour(const templates::Piece& bust) {
  const Bitmap picture =
      svg::rasterise(fmt::format("<svg viewBox='0 0 128 128'>{}</svg>", bust.body), 128, 128);
  const art::Box ink = cli::ink_of(bust.body);
  const std::uint8_t* pixel =
      picture.at(static_cast<int>(ink.x0 + ink.width() * 0.2), static_cast<int>(ink.y1 - 3));
  return art::hex({pixel[0], pixel[1], pixel[2]});
}

std::string_view outline(Cut cut) {
  switch (cut) {
    case Cut::suit: return "M38 84H90L83 106Q64 109 45 106Z";
    case Cut::coat: return "M38 84H90L86 112Q64 115 42 112Z";
    case Cut::robe: return "M38 84H90L92 119Q64 124 36 119Z";
  }
  return {};
}

// A teacher's own drawing brings a board, in its first two paths.
std::string without_board(std::string body) {
  for (int i = 0; i < 2; ++i) {
    const std::size_t start = body.find("<path");
    body.erase(start, body.find("/>", start) + 2 - start);
  }
  return body;
}

}  // namespace

bool wears_uniform(std::string_view slug) {
  return uniform_of(slug) != nullptr;
}

templates::Piece uniformed_person(const templates::Piece& bust) {
  Uniform uniform = *uniform_of(bust.slug);
  const std::string sampled = shoulder_colour(bust);
  if (uniform.coat.empty()) uniform.coat = sampled;
  if (uniform.sleeves.empty()) uniform.sleeves = sampled;
  templates::Piece above = bust;
  if (uniform.trade == "teacher") above.body = without_board(bust.body);
  const double shoulders = 60;
  const art::Box ink = cli::ink_of(above.body);
  const double scale = std::min(0.56, shoulders / ink.width());
  templates::Piece whole;
  whole.slug = "h:" + bust.slug;
  whole.label = fmt::format("{}, standing", bust.label);
  put_head_on(whole, above, {scale, 90},
              legs(uniform) + arms(uniform) +
                  fmt::format(R"(<path d="{}" fill="{}"/>)", outline(uniform.cut), uniform.coat));
  return whole;
}

}  // namespace limner
