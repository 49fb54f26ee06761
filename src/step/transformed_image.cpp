#include "step/transformed_image.hpp"

#include "step/image_record.hpp"
#include "step/metadata.hpp"

#include <limner/image.hpp>

#include <fmt/format.h>

#include <utility>

namespace limner::step {

StepOutput transformed_image(const StepInput& in, const Params& params, Bitmap pixels) {
  const nlohmann::json& record = one_record(*params.find("input"));
  const std::string name =
      fmt::format("{}-{}x{}.png", stem_of(record), pixels.width, pixels.height);
  provider::Picture picture{.bytes = image::encode_png(pixels), .media_type = "image/png"};
  picture.pixels = std::move(pixels);
  StepOutput output;
  store_labelled(in, params, asset_from(record), std::move(picture), name, output);
  return output;
}

}  // namespace limner::step
