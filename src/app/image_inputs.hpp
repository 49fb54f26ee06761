// The pictures that a command line points at: found once, kept when a run begins.
#pragma once

#include "app/external_image.hpp"

#include <limner/engine.hpp>

#include <optional>
#include <string>
#include <vector>

namespace limner::app {

// Nothing is fetched and nothing is written when only a plan is wanted.
enum class Purpose { plan, run };

class ImageInputs {
 public:
  ImageInputs(const Context& context, Purpose purpose) : context_(context), purpose_(purpose) {}

  // The picture that `reference` stands for. Bytes that the store has already are the
  // artifact that they were. Throws Error{invalid_input} for what is no picture,
  // Error{not_found} for an artifact that is not there.
  engine::ResolvedImage take(const std::string& reference);

  // Makes an artifact of each picture that is new.
  void keep(store::Records& records, store::BlobStore& blobs);

 private:
  struct New {
    store::ArtifactRow artifact;
    std::string bytes;
  };

  engine::ResolvedImage stored(const std::string& id) const;
  std::optional<ArtifactId> known_id(const Digest& digest) const;
  store::ArtifactRow artifact_of(const Asset& asset, const ExternalImage& picture,
                                 ReferenceKind kind) const;

  const Context& context_;
  Purpose purpose_;
  std::vector<New> new_;
};

}  // namespace limner::app
