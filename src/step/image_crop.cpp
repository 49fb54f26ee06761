// Cuts a rectangle out of a picture.
#include "step/gravity.hpp"
#include "step/image_record.hpp"
#include "step/kinds.hpp"
#include "step/metadata.hpp"
#include "step/params.hpp"
#include "step/transformed_image.hpp"

#include <limner/error.hpp>
#include <limner/image.hpp>
#include <limner/step.hpp>

namespace limner::step {

namespace {

Offset corner(const Params& params, int spare_x, int spare_y) {
  const bool named = params.has("x") || params.has("y");
  if (named && params.has("gravity")) {
    throw Error(ErrorCode::invalid_input, "image.crop: both a corner and \"gravity\" are given")
        .with_help("give x and y, or gravity");
  }
  if (named) return {params.integer("x").value_or(0), params.integer("y").value_or(0)};
  return place(params.text("gravity", "center"), spare_x, spare_y);
}

StepOutput run_image_crop(const StepInput& in) {
  const Params params = Params::complete(image_crop.signature, in.with);
  const nlohmann::json& record = one_record(*params.find("input"));
  const Bitmap& picture = in.pixels(asset_from(record));
  const int width = *params.integer("width");
  const int height = *params.integer("height");
  const Offset at = corner(params, picture.width - width, picture.height - height);
  return transformed_image(in, params, image::crop(picture, at.x, at.y, width, height));
}

}  // namespace

const StepKind image_crop{
    .signature =
        {.name = "image.crop",
         .summary = "Cut a rectangle out of a picture",
         .params =
             {{"input", templates::ParamType::image, "the picture to cut", true},
              {"width", templates::ParamType::integer, "pixels", true, {}, 1, 16'384},
              {"height", templates::ParamType::integer, "pixels", true, {}, 1, 16'384},
              {"x", templates::ParamType::integer, "pixels from the left", false, {}, 0, 1 << 24},
              {"y", templates::ParamType::integer, "pixels from the top", false, {}, 0, 1 << 24},
              gravity_param(),
              metadata_param()},
         .outputs = {{"images", templates::ParamType::images, "the rectangle, a PNG"}}},
    .run = run_image_crop,
};

}  // namespace limner::step
