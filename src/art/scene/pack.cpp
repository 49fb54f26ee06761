#include "art/scene/pack.hpp"

#include "svg/colour.hpp"
#include "svg/number.hpp"

#include <limner/art.hpp>
#include <limner/asset.hpp>
#include <limner/embedded.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <stdexcept>

namespace limner::art {
namespace {

[[noreturn]] void damaged(std::string_view what) {
  throw std::logic_error("art pack: " + std::string(what));
}

std::string_view pack_text() {
  for (const EmbeddedFile& file : embedded_art()) {
    if (file.name == "noto.pack") return file.content;
  }
  damaged("not in the program");
}

std::string_view take_until(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  if (at == std::string_view::npos) damaged("ends too early");
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at + 1);
  return part;
}

template <std::size_t N>
std::array<std::string_view, N> fields_of(std::string_view line) {
  std::array<std::string_view, N> fields;
  for (std::size_t i = 0; i + 1 < N; ++i) fields[i] = take_until(line, '\t');
  fields[N - 1] = line;
  return fields;
}

Box box_from(std::string_view text) {
  svg::NumberScan scan(text);
  Box box;
  box.x0 = scan.number();
  box.y0 = scan.number();
  box.x1 = scan.number();
  box.y1 = scan.number();
  return box;
}

Head head_from(std::string_view text) {
  svg::NumberScan scan(text);
  Head head;
  head.x = scan.number();
  head.top = scan.number();
  head.width = scan.number();
  head.eye_x = scan.number();
  head.eye_y = scan.number();
  head.facing = scan.letter();
  return head;
}

Tint tint_from(std::string_view text) {
  svg::NumberScan scan(text);
  const double hue = scan.number();
  return {hue, scan.number()};
}

std::vector<Eye> eyes_from(std::string_view text) {
  std::vector<Eye> eyes;
  constexpr std::size_t colour_size = 7;
  svg::NumberScan scan(text);
  while (scan.at_number()) {
    Eye eye;
    eye.x = scan.number();
    eye.y = scan.number();
    eye.w = scan.number();
    eye.h = scan.number();
    if (scan.at_end()) damaged("an eye without its ring");
    eye.ring = parse_hex(scan.rest().substr(0, colour_size));
    eyes.push_back(eye);
    scan = svg::NumberScan(scan.rest().substr(colour_size));
  }
  return eyes;
}

// Its body is found later: only its size is here.
Icon icon_from(std::string_view line, std::size_t& body_size) {
  const auto f = fields_of<11>(line);
  Icon icon;
  icon.slug = f[0];
  icon.category = f[1];
  icon.label = f[2];
  icon.based_on = f[3];
  icon.bust = f[4].find('b') != std::string_view::npos;
  icon.tile = f[4].find('t') != std::string_view::npos;
  icon.house = f[4].find('h') != std::string_view::npos;
  icon.ink = box_from(f[5]);
  icon.head = head_from(f[6]);
  icon.tint = tint_from(f[7]);
  const std::size_t blank = f[8].find(' ');
  icon.fur = parse_hex(f[8].substr(0, blank));
  icon.light_fur = parse_hex(f[8].substr(blank + 1));
  icon.eyes = eyes_from(f[9]);
  body_size = static_cast<std::size_t>(svg::NumberScan(f[10]).number());
  return icon;
}

struct Pack {
  std::string_view version;
  std::vector<Icon> icons;
  std::vector<PackWord> words;

  Pack() {
    std::string_view text = pack_text();
    const auto head = fields_of<4>(take_until(text, '\n'));
    if (head[0] != "limner art pack") damaged("not one of ours");
    version = head[1];
    std::vector<std::size_t> sizes(static_cast<std::size_t>(svg::NumberScan(head[2]).number()));
    icons.reserve(sizes.size());
    for (std::size_t& size : sizes) icons.push_back(icon_from(take_until(text, '\n'), size));
    words.resize(static_cast<std::size_t>(svg::NumberScan(head[3]).number()));
    for (PackWord& word : words) {
      const auto f = fields_of<3>(take_until(text, '\n'));
      word = {f[0], f[1], svg::NumberScan(f[2]).number()};
    }
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      if (sizes[i] >= text.size()) damaged("a body is missing");
      icons[i].body = text.substr(0, sizes[i]);
      text.remove_prefix(sizes[i] + 1);
    }
  }
};

const Pack& pack() {
  static const Pack loaded;
  return loaded;
}

}  // namespace

std::string hex(Rgb colour) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "#";
  for (const int channel : {colour.red, colour.green, colour.blue}) {
    text += digits[static_cast<std::size_t>(channel / 16)];
    text += digits[static_cast<std::size_t>(channel % 16)];
  }
  return text;
}

Rgb parse_hex(std::string_view digits) {
  const auto colour = digits.starts_with('#') ? svg::parse_colour(digits) : std::nullopt;
  if (!colour) throw std::logic_error("scene: colour expected: " + std::string(digits));
  return {svg::to_byte(colour->red), svg::to_byte(colour->green), svg::to_byte(colour->blue)};
}

const Icon* find_icon(std::string_view slug) {
  const std::vector<Icon>& all = pack().icons;
  const auto found = std::lower_bound(all.begin(), all.end(), slug,
                                      [](const Icon& a, auto wanted) { return a.slug < wanted; });
  return found != all.end() && found->slug == slug ? &*found : nullptr;
}

std::span<const Icon> icons() {
  return pack().icons;
}
std::span<const PackWord> pack_words() {
  return pack().words;
}
std::string_view pack_version() {
  return pack().version;
}

std::string_view art_pack_version() {
  return pack_version();
}
std::string art_pack_digest() {
  return Digest::of(pack_text()).hex();
}

}  // namespace limner::art
