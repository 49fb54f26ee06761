// The pictures of one run: kept in the store, decoded once, and followed back to
// where they came from.
#pragma once

#include <limner/engine.hpp>

#include <filesystem>
#include <list>
#include <map>
#include <string>
#include <vector>

namespace limner::engine {

class ImageCache {
 public:
  explicit ImageCache(store::BlobStore& blobs) : blobs_(blobs) {}

  Asset keep(provider::Picture picture);
  Bytes read(const Asset& asset) const { return blobs_.get(asset); }

  // Valid until the next step begins.
  const Bitmap& pixels(const Asset& asset);

  // Re-reads the blob, so that a reference is only given for bytes that are whole.
  step::ObjectRef publish(const Asset& asset, std::string_view bucket, std::string_view role) const;

  void remember(const Asset& asset, const step::Provenance& provenance);
  step::Provenance origin(const Asset& asset) const;

  // Blobs put since the last call: the rows to write with the step.
  std::vector<Asset> take_new_blobs();

  // Lets go of the pixels decoded first, when many are held.
  void next_step();

 private:
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): no Digest is made of nothing.
  struct Decoded {
    Digest digest;
    Bitmap pixels;
  };

  store::BlobStore& blobs_;
  std::list<Decoded> decoded_;  // a list: references stay valid while it grows
  std::map<Digest, step::Provenance> origins_;
  std::vector<Asset> new_blobs_;
};

}  // namespace limner::engine
