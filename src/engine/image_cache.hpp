// The pictures of one run: stored, and decoded once.
#pragma once

#include <limner/engine.hpp>
#include <limner/image.hpp>

#include <filesystem>
#include <list>
#include <string>
#include <vector>

namespace limner::engine {

// One per run, used from its thread. `blobs` must outlive it. Throws the errors of BlobStore.
class ImageCache {
 public:
  explicit ImageCache(store::BlobStore& blobs, const image::ImageLimits& limits = {})
      : blobs_(blobs), limits_(limits) {}

  const image::ImageLimits& limits() const { return limits_; }

  Asset store(provider::Picture picture);
  Bytes read(const Asset& asset) const { return blobs_.get(asset); }

  // Whether its file is there with its size; nothing is read.
  bool is_stored(const Asset& asset) const;

  // The decoded picture; valid until next_step(). Throws Error when it is not a picture.
  const Bitmap& pixels(const Asset& asset);

  // SHA-256 of the size and the decoded pixels: equal for two files with the same picture.
  Digest pixel_digest(const Asset& asset);

  // The picture as StepInput::to_send has it.
  provider::Picture to_send(const Asset& asset, bool original);

  // Reads the blob again, so that a damaged one is not published.
  step::ObjectRef publish(const Asset& asset, std::string_view bucket, std::string_view role) const;

  // What decoding changed or could not use, of the pictures decoded since the last call, each
  // {"code", "message": texts}, once.
  std::vector<nlohmann::json> take_notices();

  // The blobs stored since the last call, to be written with the step.
  std::vector<Asset> take_new_blobs();

  // Drops the notices of a step that has failed. Frees the decoded pictures that were not used for
  // longest while all exceed 64 MiB, but never the last one: the next step converts it to another
  // format.
  void next_step();

  // Frees all decoded pictures: those of pixels() are no longer valid.
  void drop_decoded() { decoded_.clear(); }
  std::uint64_t decoded_bytes() const noexcept;

 private:
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): a Digest has no default.
  struct Decoded {
    Digest digest;
    Bitmap pixels;
  };

  void add_notices(const Asset& asset, const std::vector<image::DecodeNotice>& notices);

  store::BlobStore& blobs_;
  image::ImageLimits limits_;
  std::list<Decoded> decoded_;  // a list: references stay valid while it grows
  std::vector<nlohmann::json> notices_;
  std::vector<Asset> new_blobs_;
};

}  // namespace limner::engine
