// The pictures that a command line points at: found once, kept when a run begins.
#pragma once

#include "cli/reference_source.hpp"

#include <limner/run.hpp>

#include <optional>
#include <string>
#include <vector>

namespace limner {

// Nothing is fetched and nothing is written when only a plan is wanted.
enum class Purpose { plan, run };

class References {
 public:
  References(const Session& session, Purpose purpose) : session_(session), purpose_(purpose) {}

  // The picture that `reference` stands for. Bytes that the store has already are the
  // artifact that they were. Throws Error{invalid_input} for what is no picture,
  // Error{not_found} for an artifact that is not there.
  GivenPicture take(const std::string& reference);

  // Makes an artifact of each picture that is new.
  void keep(Records& records, BlobStore& blobs);

 private:
  struct New {
    ArtifactRow artifact;
    std::string bytes;
  };

  GivenPicture stored(const std::string& id) const;
  std::optional<ArtifactId> known_id(const Digest& digest) const;
  ArtifactRow artifact_of(const Asset& asset, const OutsidePicture& picture,
                          ReferenceKind kind) const;

  const Session& session_;
  Purpose purpose_;
  std::vector<New> new_;
};

}  // namespace limner
