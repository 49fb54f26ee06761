// All step kinds, in the order in which a run meets them.
#include "step/generate_request.hpp"
#include "step/params.hpp"

#include <limner/step.hpp>

#include <stdexcept>

namespace limner::step {

extern const StepKind prompt_resolve, image_generate, background_remove, image_convert,
    image_convert_webp, image_resize, image_crop, storage_upload, artifact_create;

namespace {

const StepKind* const kinds[] = {
    &prompt_resolve, &image_generate, &background_remove, &image_convert,   &image_convert_webp,
    &image_resize,   &image_crop,     &storage_upload,    &artifact_create,
};

const templates::StepSignature* const all_shapes[] = {
    &prompt_resolve.shape, &image_generate.shape,     &background_remove.shape,
    &image_convert.shape,  &image_convert_webp.shape, &image_resize.shape,
    &image_crop.shape,     &storage_upload.shape,     &artifact_create.shape,
};

}  // namespace

std::span<const StepKind* const> step_kinds() {
  return kinds;
}

std::span<const templates::StepSignature* const> step_signatures() {
  return all_shapes;
}

const StepKind* find_step_kind(std::string_view name) {
  for (const StepKind* kind : kinds) {
    if (kind->shape.name == name) return kind;
  }
  return nullptr;
}

provider::Operation planned_operation(const StepKind& kind, const nlohmann::json& with) {
  if (&kind == &image_generate) return generate_request(Params::part(kind.shape, with));
  if (&kind == &background_remove) return provider::RemoveBackground{};
  throw std::logic_error("only a step that buys something has an operation");
}

}  // namespace limner::step
