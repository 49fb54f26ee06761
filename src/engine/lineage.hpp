// Where the pictures of a run come from: of every picture that a step has returned, the pictures
// it was made from and the call that returned it.
#pragma once

#include <limner/engine.hpp>

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limner::engine {

// One picture of the intake or of a step's outputs. An upload is the same picture.
struct PictureOrigin {
  std::string id;  // unique in the run: the "id" of its record
  Asset asset;
  nlohmann::json record;                     // as expressions see it
  nlohmann::json object = {};                // its record as an upload; null: not uploaded
  int step = -1;                             // ordinal of the step that returned it; -1: intake
  std::vector<std::string> from = {};        // ids: the `input` of the step
  std::vector<std::string> references = {};  // ids: other pictures that the step was given
  std::optional<CallId> call = {};           // none: no model was called
  nlohmann::json usage = {};                 // as StepRow::usage, of the call
  std::optional<ArtifactId> artifact = {};   // of a picture from outside the run
  step::Provenance provenance = {};
  std::vector<std::pair<std::string, Asset>> side_files = {};  // role and file
};

// Whether the value is an image_record(), or one of an upload.
bool is_image_record(const nlohmann::json& value);

// What one execution of a step kind was given and has called.
struct StepSource {
  const PlannedStep& step;
  int ordinal;
  const nlohmann::json& with;  // pictures as records
  std::optional<CallId> call = {};
  nlohmann::json usage = {};
};

// The pictures of one run, in the order in which they were made. Used from its thread. Origins
// stay valid while the object exists.
class Lineage {
 public:
  // `inputs`: Plan::inputs, whose pictures are the first.
  explicit Lineage(const nlohmann::json& inputs);

  // `with` with a record in place of each text that names a picture by its id, SHA-256 or URL,
  // in every parameter that takes pictures. Of several pictures with the same content the last is
  // meant. Throws Error{invalid_input} for a text that names no picture of the run, and for a
  // record of another run.
  nlohmann::json resolve(const PlannedStep& step, nlohmann::json with) const;

  // Adds the outputs of one execution, and sets their ids.
  void add(const StepSource& source, step::StepOutput& output, const store::BlobStore& blobs);

  // The origin of a record; null: the picture is not of this run.
  const PictureOrigin* origin_of(const nlohmann::json& record) const;
  const PictureOrigin* find(std::string_view id) const;

  // The picture, those that it was made from and their references, each once, nearest first.
  std::vector<const PictureOrigin*> ancestors(const PictureOrigin& picture) const;
  // The first picture that a model returned on the way to `picture`, along the inputs of the
  // steps; null: no model was called.
  const PictureOrigin* first_generated(const PictureOrigin& picture) const;

  // For StepRow::lineage: the pictures of one step.
  nlohmann::json to_json(int ordinal) const;
  // The outputs of a step of another run as those of this one: sets outputs and lineage of `row`,
  // whose inputs have the same pictures as those of `earlier`, and adds the pictures.
  void adopt(const PlannedStep& step, store::StepRow& row, const store::StepRow& earlier);
  // Restores the pictures of a finished step. Throws Error{store_damaged} for other JSON than
  // that of to_json().
  void restore(const store::StepRow& row);

 private:
  void add_inputs(const nlohmann::json& value);
  void add_picture(const StepSource& source, step::StoredImage& image, PictureOrigin origin,
                   const store::BlobStore& blobs);
  void add_object(const StepSource& source, step::ObjectRef& object, const PictureOrigin& origin,
                  const store::BlobStore& blobs);
  const PictureOrigin* find_text(std::string_view text) const;
  nlohmann::json resolved(const std::string& what, const nlohmann::json& value,
                          bool as_upload) const;
  // Neither in the run nor in `taken`.
  std::string free_id(const std::string& wanted, const std::set<std::string>& taken = {}) const;
  PictureOrigin* find_mutable(std::string_view id);

  std::deque<PictureOrigin> pictures_;
};

}  // namespace limner::engine
