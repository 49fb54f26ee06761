// Pictures named on the command line: read once, stored when the run starts.
#pragma once

#include "app/external_image.hpp"

#include <limner/engine.hpp>

#include <optional>
#include <string>
#include <vector>

namespace limner::app {

// For a plan nothing is fetched or written.
enum class Purpose { plan, run };

class ImageInputs {
 public:
  ImageInputs(const Context& context, Purpose purpose) : context_(context), purpose_(purpose) {}

  // Resolves `reference` to a picture. Bytes that the store already has keep their
  // artifact. Throws Error{invalid_input} for a file that is not a picture,
  // Error{not_found} for an unknown artifact.
  engine::ResolvedImage take(const std::string& reference);

  // What the user has to know about the pictures that were found, one sentence each.
  const std::vector<std::string>& notes() const { return notes_; }

  // Creates an artifact for each new picture.
  void keep(store::Records& records, store::BlobStore& blobs);

 private:
  struct New {
    store::ArtifactRow artifact;
    std::string bytes;
  };

  engine::ResolvedImage stored(const std::string& id);
  std::optional<ArtifactId> known_id(const Digest& digest) const;
  store::ArtifactRow artifact_of(const Asset& asset, const ExternalImage& picture,
                                 ReferenceKind kind) const;

  const Context& context_;
  Purpose purpose_;
  std::vector<New> new_;
  std::vector<std::string> notes_;
};

}  // namespace limner::app
