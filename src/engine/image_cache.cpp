#include "engine/image_cache.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <filesystem>
#include <span>
#include <utility>

namespace limner::engine {

namespace {

constexpr std::uint64_t max_held_bytes = 64 << 20;  // sixteen pictures of 1024 by 1024

// Width and height; 0, 0 when the bytes are not a picture.
std::pair<int, int> size_of(const provider::Picture& picture) {
  if (picture.pixels) return {picture.pixels->width, picture.pixels->height};
  if (const auto info = image::probe(picture.bytes)) return {info->width, info->height};
  return {0, 0};
}

}  // namespace

Asset ImageCache::store(provider::Picture picture) {
  const auto [width, height] = size_of(picture);
  Asset asset = blobs_.put(picture.bytes, picture.media_type, width, height);
  new_blobs_.push_back(asset);
  if (picture.pixels) decoded_.push_back({asset.digest, std::move(*picture.pixels)});
  return asset;
}

bool ImageCache::is_stored(const Asset& asset) const {
  std::error_code failure;
  return std::filesystem::file_size(blobs_.path_of(asset), failure) == asset.size && !failure;
}

const Bitmap& ImageCache::pixels(const Asset& asset) {
  const auto known = std::ranges::find(decoded_, asset.digest, &Decoded::digest);
  if (known != decoded_.end()) {
    decoded_.splice(decoded_.end(), decoded_, known);
    return decoded_.back().pixels;
  }
  image::DecodedImage decoded = image::decode_with_notices(blobs_.get(asset), limits_);
  add_notices(asset, decoded.notices);
  decoded_.push_back({asset.digest, std::move(decoded.bitmap)});
  return decoded_.back().pixels;
}

Digest ImageCache::pixel_digest(const Asset& asset) {
  const Bitmap& decoded = pixels(asset);
  return Digest::of(fmt::format("{}x{} {}", decoded.width, decoded.height,
                                Digest::of(std::as_bytes(std::span(decoded.rgba))).hex()));
}

provider::Picture ImageCache::to_send(const Asset& asset, bool original) {
  provider::Picture picture{.bytes = blobs_.get(asset), .media_type = asset.media_type};
  if (original) return picture;
  image::NormalizedImage normalized = image::normalize(picture.bytes, limits_);
  add_notices(asset, normalized.notices);
  picture.bytes = std::move(normalized.bytes);
  return picture;
}

void ImageCache::add_notices(const Asset& asset, const std::vector<image::DecodeNotice>& notices) {
  for (const image::DecodeNotice& notice : notices) {
    nlohmann::json warning{
        {"code", to_string(notice.code)},
        {"message",
         fmt::format("picture {}: {}", asset.digest.hex().substr(0, 8), notice.message)}};
    if (std::ranges::find(notices_, warning) == notices_.end())
      notices_.push_back(std::move(warning));
  }
}

std::vector<nlohmann::json> ImageCache::take_notices() {
  return std::exchange(notices_, {});
}

step::ObjectRef ImageCache::publish(const Asset& asset, std::string_view bucket,
                                    std::string_view role) const {
  blobs_.get(asset);
  return {.asset = asset,
          .kind = "local",
          .bucket = std::string(bucket),
          .object_key = blobs_.key_of(asset),
          .role = std::string(role)};
}

std::vector<Asset> ImageCache::take_new_blobs() {
  return std::exchange(new_blobs_, {});
}

std::uint64_t ImageCache::decoded_bytes() const noexcept {
  std::uint64_t held = 0;
  for (const Decoded& picture : decoded_) held += picture.pixels.rgba.size();
  return held;
}

void ImageCache::next_step() {
  notices_.clear();
  std::uint64_t held = decoded_bytes();
  while (held > max_held_bytes && decoded_.size() > 1) {
    held -= decoded_.front().pixels.rgba.size();
    decoded_.pop_front();
  }
}

}  // namespace limner::engine
