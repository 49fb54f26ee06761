#include "step/transformed_image.hpp"

#include <limner/image.hpp>

#include <fmt/format.h>

#include <utility>

namespace limner::step {

StepOutput transformed_image(const StepInput& in, Bitmap pixels, const std::string& stem) {
  const std::string name = fmt::format("{}-{}x{}.png", stem, pixels.width, pixels.height);
  provider::Picture picture{.bytes = image::encode_png(pixels), .media_type = "image/png"};
  picture.pixels = std::move(pixels);
  StepOutput output;
  output.images.push_back({.asset = in.store(std::move(picture)), .file_name = name});
  return output;
}

}  // namespace limner::step
