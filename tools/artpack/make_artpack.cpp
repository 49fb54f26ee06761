// Writes the art pack from the packages it is made of. A maintainer runs it, by
// scripts/make-artpack; the build only reads what it wrote.
#include "noto.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>

namespace limner {
namespace {

std::string box_text(const art::Box& box) {
  return fmt::format("{:g} {:g} {:g} {:g}", box.x0, box.y0, box.x1, box.y1);
}

std::string head_text(const art::Head& head) {
  return fmt::format("{:.5g} {:.5g} {:.5g} {:.5g} {:.5g} {}", head.x, head.top, head.width,
                     head.eye_x, head.eye_y, head.facing);
}

std::string eyes_text(const std::vector<art::Eye>& eyes) {
  std::string text;
  for (const art::Eye& eye : eyes) {
    text += fmt::format("{}{:.5g} {:.5g} {:.5g} {:.5g} {}", text.empty() ? "" : " ", eye.x, eye.y,
                        eye.w, eye.h, art::hex(eye.ring));
  }
  return text;
}

// src/art/pack.cpp reads these fields in this order.
std::string icon_line(const templates::Piece& piece) {
  const std::string flags =
      fmt::format("{}{}{}", piece.bust ? "b" : "", piece.tile ? "t" : "", piece.house ? "h" : "");
  return fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{:.4g} {:.4g}\t{} {}\t{}\t{}\n", piece.slug,
                     piece.category, piece.label, piece.based_on, flags, box_text(piece.ink),
                     head_text(piece.head), piece.tint.hue, piece.tint.lightness,
                     art::hex(piece.fur), art::hex(piece.light_fur), eyes_text(piece.eyes),
                     piece.body.size());
}

std::string pack_text(std::vector<templates::Piece> pieces, const std::vector<Naming>& namings) {
  std::string text =
      fmt::format("limner art pack\tnoto1.2.9-r1\t{}\t{}\n", pieces.size(), namings.size());
  for (templates::Piece& piece : pieces) {
    measure(piece);
    text += icon_line(piece);
  }
  for (const Naming& naming : namings) {
    text += fmt::format("{}\t{}\t{:.5g}\n", naming.phrase, naming.slug, naming.weight);
  }
  for (const templates::Piece& piece : pieces) text += piece.body + "\n";
  return text;
}

void make(const Sources& sources, const char* out) {
  const std::vector<templates::Piece> pieces = read_pieces(sources);
  const std::vector<Naming> namings = read_namings(sources, pieces);
  const std::string text = pack_text(pieces, namings);
  std::ofstream file(out, std::ios::binary);
  file << text;
  if (!file.flush()) throw std::runtime_error(std::string("cannot write ") + out);
  fmt::print("{}: {} icons, {} words, {} bytes\n", out, pieces.size(), namings.size(), text.size());
}

}  // namespace
}  // namespace limner

int main(int count, char** arguments) {
  if (count != 5) {
    std::fputs("make_artpack NOTO_FOLDER EMOJIBASE_FOLDER OWN_FOLDER OUT\n", stderr);
    return 2;
  }
  try {
    limner::make({arguments[1], arguments[2], arguments[3]}, arguments[4]);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "make_artpack: {}\n", error.what());
    return 1;
  }
}
