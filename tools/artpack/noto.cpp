#include "noto.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace limner {
namespace {

using nlohmann::json;

// Rows of blank-free or tab-parted fields; '#' starts a remark.
std::vector<std::vector<std::string>> table_rows(const std::filesystem::path& path) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(file_text(path));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::vector<std::string>& row = rows.emplace_back();
    std::istringstream fields(line);
    for (std::string field; std::getline(fields, field, '\t');) row.push_back(field);
  }
  return rows;
}

std::map<std::string, std::string> categories_of(const json& metadata) {
  std::map<std::string, std::string> result;
  const json& categories = metadata.at("categories");
  for (const auto& [category, slugs] : categories.items()) {
    for (const json& slug : slugs) result[slug.get<std::string>()] = category;
  }
  return result;
}

// Symbols and flags are not drawable things; skin tones would triple the pack.
bool is_wanted(const std::string& slug, const std::string& category) {
  if (category == "Symbols" || category == "Flags") return false;
  return slug.find("skin-tone") == std::string::npos;
}

std::string label_from(const std::string& slug) {
  std::string label = slug;
  std::replace(label.begin(), label.end(), '-', ' ');
  return label;
}

void add_eyes(std::map<std::string, templates::Piece>& pieces, const std::filesystem::path& path) {
  for (const std::vector<std::string>& row : table_rows(path)) {
    const auto piece = pieces.find(row.at(0));
    if (piece == pieces.end()) throw std::runtime_error("eyes without an icon: " + row.at(0));
    for (std::size_t i = 1; i < row.size(); ++i) {
      art::Eye eye;
      std::istringstream numbers(row[i]);
      if (!(numbers >> eye.x >> eye.y >> eye.w >> eye.h)) {
        throw std::runtime_error("eyes of " + row.at(0) + ": four numbers expected");
      }
      piece->second.eyes.push_back(eye);
    }
  }
}

// "fill:feaf5f=f8f5fb stop:865b52=cdc2dc": other colours for a borrowed icon.
std::string with_swapped_colours(std::string body, const std::string& swaps) {
  std::istringstream words(swaps);
  for (std::string swap; words >> swap;) {
    const std::string name = swap.starts_with("stop:") ? "stop-color" : "fill";
    const std::size_t equals = swap.find('=');
    const std::size_t colon = swap.find(':');
    const std::string old = name + "=\"#" + swap.substr(colon + 1, equals - colon - 1) + '"';
    const std::string fresh = name + "=\"#" + swap.substr(equals + 1) + '"';
    for (std::size_t at = 0; (at = body.find(old, at)) != std::string::npos;) {
      body.replace(at, old.size(), fresh);
    }
  }
  return body;
}

// `svg` without its outer element, and with the icons it borrows put in.
std::string house_body(const std::string& svg,
                       const std::map<std::string, templates::Piece>& pieces,
                       std::string& based_on) {
  const std::size_t begin = svg.find('>') + 1;
  std::string body = svg.substr(begin, svg.rfind("</svg>") - begin);
  body = std::regex_replace(body, std::regex("\\s*\n\\s*"), "");
  static const std::regex borrowed(
      R"re(<g data-icon="([^"]+)"(?: data-swap="([^"]+)")?([^>]*)/>)re");
  for (std::smatch match; std::regex_search(body, match, borrowed);) {
    based_on = match[1];
    const std::string icon = with_swapped_colours(pieces.at(match[1]).body, match[2]);
    const std::string whole = "<g" + match[3].str() + ">" + icon + "</g>";
    body = match.prefix().str() + whole + match.suffix().str();
  }
  return body;
}

void add_house(std::map<std::string, templates::Piece>& pieces, const std::filesystem::path& own) {
  for (const std::vector<std::string>& row : table_rows(own / "house.tsv")) {
    templates::Piece piece{
        .slug = row.at(0), .category = row.at(1), .label = row.at(2), .house = true};
    const std::string svg = file_text(own / "house" / (piece.slug.substr(2) + ".svg"));
    piece.body = house_body(svg, pieces, piece.based_on);
    pieces[piece.slug] = piece;
  }
}

// Teachers in front of no blackboard: the icon draws it with its first two paths.
void add_teachers(std::map<std::string, templates::Piece>& pieces) {
  static const std::regex path("<path\\b[^>]*/>");
  for (const std::string slug : {"man-teacher", "teacher", "woman-teacher"}) {
    templates::Piece piece = pieces.at(slug);
    piece.based_on = slug;
    piece.slug = slug + "@2";
    piece.house = true;
    for (int i = 0; i < 2; ++i) {
      piece.body =
          std::regex_replace(piece.body, path, "", std::regex_constants::format_first_only);
    }
    pieces[piece.slug] = piece;
  }
}

}  // namespace

std::string file_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string plain_words(std::string_view text) {
  std::string words;
  for (const char raw : text) {
    const char c = raw >= 'A' && raw <= 'Z' ? static_cast<char>(raw - 'A' + 'a') : raw;
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept) words += c;
    if (!kept && !words.empty() && words.back() != ' ') words += ' ';
  }
  if (!words.empty() && words.back() == ' ') words.pop_back();
  return words;
}

std::vector<templates::Piece> read_pieces(const Sources& sources) {
  const json icons = json::parse(file_text(sources.noto / "icons.json"));
  const auto categories = categories_of(json::parse(file_text(sources.noto / "metadata.json")));
  std::map<std::string, templates::Piece> pieces;
  const json& drawings = icons.at("icons");
  for (const auto& [slug, icon] : drawings.items()) {
    const auto category = categories.find(slug);
    if (category == categories.end() || !is_wanted(slug, category->second)) continue;
    templates::Piece piece{.slug = slug, .category = category->second, .label = label_from(slug)};
    piece.body = icon.at("body");
    if (piece.body.find_first_of("\n\t") != std::string::npos) {
      throw std::runtime_error(slug + ": a body of one line expected");
    }
    piece.based_on = slug;
    pieces[slug] = piece;
  }
  add_house(pieces, sources.own);
  add_eyes(pieces, sources.own / "eyes.tsv");
  add_teachers(pieces);
  std::vector<templates::Piece> result;
  for (const auto& [slug, piece] : pieces) {
    result.push_back(piece);
    if (can_sit(slug)) result.push_back(seated_animal(piece));
    if (can_stand(slug)) result.push_back(standing_person(piece));
    if (wears_uniform(slug)) result.push_back(uniformed_person(piece));
  }
  std::sort(result.begin(), result.end(),
            [](const templates::Piece& a, const templates::Piece& b) { return a.slug < b.slug; });
  return result;
}

}  // namespace limner
