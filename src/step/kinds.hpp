// The step kinds, one object each. Each is defined in the file of its name.
#pragma once

#include <limner/step.hpp>

namespace limner::step {

extern const StepKind prompt_resolve;
extern const StepKind image_generate;
extern const StepKind background_remove;
extern const StepKind image_convert;
extern const StepKind image_convert_webp;
extern const StepKind image_resize;
extern const StepKind image_crop;
extern const StepKind storage_upload;
extern const StepKind artifact_create;

}  // namespace limner::step
