#include "run/gallery.hpp"

#include <limner/error.hpp>
#include <limner/image.hpp>

#include <utility>

namespace limner {

namespace {

constexpr std::size_t max_held_bytes = 64 << 20;  // sixteen pictures of 1024 by 1024

// The size as the pixels have it, or as the header declares it.
std::pair<int, int> size_of(const Picture& picture) {
  if (picture.pixels) return {picture.pixels->width, picture.pixels->height};
  if (const auto info = probe(picture.bytes)) return {info->width, info->height};
  return {0, 0};
}

}  // namespace

Asset Gallery::keep(Picture picture) {
  const auto [width, height] = size_of(picture);
  Asset asset = blobs_.put(picture.bytes, picture.media_type, width, height);
  new_blobs_.push_back(asset);
  if (picture.pixels) decoded_.push_back({asset.digest, std::move(*picture.pixels)});
  return asset;
}

const Bitmap& Gallery::pixels(const Asset& asset) {
  for (const Decoded& picture : decoded_) {
    if (picture.digest == asset.digest) return picture.pixels;
  }
  decoded_.push_back({asset.digest, decode(blobs_.get(asset))});
  return decoded_.back().pixels;
}

ObjectRef Gallery::publish(const Asset& asset, std::string_view bucket,
                           std::string_view role) const {
  blobs_.get(asset);
  return {.asset = asset,
          .kind = "local",
          .bucket = std::string(bucket),
          .object_key = blobs_.key_of(asset),
          .role = std::string(role)};
}

void Gallery::remember(const Asset& asset, const Provenance& provenance) {
  origins_.insert_or_assign(asset.digest, provenance);
}

Provenance Gallery::origin(const Asset& asset) const {
  const auto found = origins_.find(asset.digest);
  return found == origins_.end() ? Provenance() : found->second;
}

std::vector<Asset> Gallery::take_new_blobs() {
  return std::exchange(new_blobs_, {});
}

void Gallery::next_step() {
  std::size_t held = 0;
  for (const Decoded& picture : decoded_) held += picture.pixels.rgba.size();
  while (held > max_held_bytes) {
    held -= decoded_.front().pixels.rgba.size();
    decoded_.pop_front();
  }
}

}  // namespace limner
