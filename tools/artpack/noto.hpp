// Reads what the pack is made from: two npm packages and our own drawings.
#pragma once

#include "piece.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace limner {

// A phrase for an icon; the pack keeps the heaviest of each phrase.
struct Naming {
  std::string phrase;
  std::string slug;
  double weight = 0;
};

struct Sources {
  std::filesystem::path noto;       // @iconify-json/noto
  std::filesystem::path emojibase;  // emojibase-data
  std::filesystem::path own;        // this folder: house/, house.tsv, eyes.tsv
};

// Unmeasured, sorted by slug: the subset of Noto, our drawings, our bodies.
std::vector<templates::Piece> read_pieces(const Sources& sources);

// Sorted by phrase. Only pieces are named.
std::vector<Naming> read_namings(const Sources& sources,
                                 const std::vector<templates::Piece>& pieces);

// Lower-case words of letters and digits with one blank between.
std::string plain_words(std::string_view text);

std::string file_text(const std::filesystem::path& path);

}  // namespace limner
