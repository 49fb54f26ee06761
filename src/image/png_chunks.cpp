#include "image/png_chunks.hpp"

#include "image/orientation.hpp"

#include <algorithm>
#include <cstring>

namespace limner::image {

namespace {

constexpr std::size_t chunk_overhead = 12;  // length, type, CRC
constexpr std::size_t chunk_prefix = 8;     // length, type

struct Chunk {
  std::string_view type;
  std::size_t size;  // of the whole chunk including overhead, limited to the available bytes
};

std::optional<Chunk> chunk_at(ByteView bytes, std::size_t at) {
  const std::size_t left = bytes.size() - at;
  if (left < chunk_overhead) return std::nullopt;
  return Chunk{as_text(bytes.subspan(at + 4, 4)),
               std::min<std::size_t>(left, big_endian_32(bytes, at) + chunk_overhead)};
}

// Critical chunks have a capital first letter, and an unknown one must be refused.
bool is_pixel_chunk(std::string_view type) {
  return (type.front() >= 'A' && type.front() <= 'Z') || type == "tRNS";
}

bool is_needed(std::string_view type) {
  constexpr std::array<std::string_view, 4> colours{"iCCP", "sRGB", "gAMA", "cHRM"};
  return is_pixel_chunk(type) || std::ranges::find(colours, type) != colours.end();
}

void read_property(std::string_view type, ByteView data, bool pixels_seen,
                   PngProperties& properties) {
  if (type == "eXIf") properties.orientation = orientation_of(data);
  if (pixels_seen) return;
  if (type == "tRNS") properties.transparent_colours = true;
  if (type == "acTL" && data.size() >= 4)
    properties.frames = std::max<std::uint32_t>(1, big_endian_32(data, 0));
  if (type == "cICP" && data.size() == 4) {
    properties.cicp.emplace();
    std::memcpy(properties.cicp->data(), data.data(), 4);
  }
}

}  // namespace

void for_each_chunk(ByteView bytes,
                    const std::function<void(std::string_view type, ByteView data)>& visit) {
  std::size_t at = png_signature.size();
  while (const auto chunk = chunk_at(bytes, at)) {
    visit(chunk->type, bytes.subspan(at + chunk_prefix, chunk->size - chunk_overhead));
    at += chunk->size;
  }
}

PngProperties png_properties(ByteView bytes) {
  PngProperties properties;
  bool pixels_seen = false;
  for_each_chunk(bytes, [&](std::string_view type, ByteView data) {
    pixels_seen = pixels_seen || type == "IDAT";
    read_property(type, data, pixels_seen, properties);
  });
  return properties;
}

Bytes strip_png(ByteView bytes) {
  Bytes kept(bytes.begin(), bytes.begin() + std::ssize(png_signature));
  std::size_t at = png_signature.size();
  while (const auto chunk = chunk_at(bytes, at)) {
    const ByteView whole = bytes.subspan(at, chunk->size);
    if (is_pixel_chunk(chunk->type)) kept.insert(kept.end(), whole.begin(), whole.end());
    if (chunk->type == "IEND") break;
    at += chunk->size;
  }
  return kept;
}

ColourSpace space_of_cicp(const std::array<std::uint8_t, 4>& cicp) {
  const auto [primaries, transfer, matrix, full_range] = cicp;
  ColourSpace space;
  Chromaticities colours;
  switch (primaries) {
    case 1: break;  // BT.709, the primaries of sRGB
    case 9:         // BT.2020
      colours.red = {0.708, 0.292};
      colours.green = {0.170, 0.797};
      colours.blue = {0.131, 0.046};
      break;
    case 12:  // Display P3
      colours.red = {0.680, 0.320};
      colours.green = {0.265, 0.690};
      break;
    default: space.unsupported = "its cICP colour primaries";
  }
  switch (transfer) {
    case 4: colours.gamma = 2.2; break;
    case 5: colours.gamma = 2.8; break;
    case 8: colours.gamma = 1; break;
    case 13: break;  // sRGB
    case 16: space.unsupported = "HDR with the PQ transfer function"; break;
    case 18: space.unsupported = "HDR with the HLG transfer function"; break;
    default: space.unsupported = "its cICP transfer function";
  }
  if (matrix != 0 || full_range != 1) space.unsupported = "its cICP matrix or range";
  if (space.unsupported.empty()) space.chromaticities = colours;
  return space;
}

PixelChunks::PixelChunks(ByteView bytes) {
  parts_.push_back(bytes.first(png_signature.size()));
  std::size_t at = png_signature.size();
  while (const auto chunk = chunk_at(bytes, at)) {
    if (is_needed(chunk->type)) add(bytes.subspan(at, chunk->size));
    at += chunk->size;
  }
}

bool PixelChunks::read(std::byte* to, std::size_t length) {
  while (length > 0) {
    if (part_ == parts_.size()) return false;
    const ByteView rest = parts_[part_].subspan(offset_);
    const std::size_t now = std::min(length, rest.size());
    std::memcpy(to, rest.data(), now);
    to += now;
    length -= now;
    offset_ += now;
    if (now == rest.size()) {
      ++part_;
      offset_ = 0;
    }
  }
  return true;
}

void PixelChunks::add(ByteView part) {
  ByteView& last = parts_.back();
  if (last.data() + last.size() == part.data()) {
    last = ByteView(last.data(), last.size() + part.size());
  } else {
    parts_.push_back(part);
  }
}

}  // namespace limner::image
