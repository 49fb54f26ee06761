// Pictures named on the command line: read once, stored when the run starts.
#pragma once

#include "app/external_image.hpp"

#include <limner/engine.hpp>

#include <filesystem>
#include <optional>
#include <set>
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

  // The pictures that `workflow` names itself, as defaults of its intake, are of its directory: of
  // the project, or the one of its file. Others than those, and than the texts in `given`, which
  // are the user's, make take() throw Error{not_trusted} unless the file is trusted. Called before
  // take(); without it every picture is the user's. The files that the template extends have to be
  // trusted too, and the symbolic link in the project that leads to such a picture.
  void limit_template(const templates::Template& workflow, const nlohmann::json& given);

  // What has to be trusted before take() accepts a reference of the template.
  std::vector<TrustClaim> claims_of(const std::string& reference) const;

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

  struct TemplateFile {
    std::filesystem::path path;
    std::string text;
  };
  struct TemplateLimit {
    std::vector<TemplateFile> files;  // the template, then those that it extends
    std::set<std::string> given;
  };
  void refuse_untrusted(const std::string& reference) const;

  const Context& context_;
  Purpose purpose_;
  std::optional<TemplateLimit> limit_;
  std::vector<New> new_;
  std::vector<std::string> notes_;
};

// The pictures that are defaults of the template's intake.
std::vector<std::string> default_pictures(const templates::Template& workflow);

}  // namespace limner::app
