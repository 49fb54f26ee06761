// Resizes a picture.
#include "step/gravity.hpp"
#include "step/image_record.hpp"
#include "step/kinds.hpp"
#include "step/metadata.hpp"
#include "step/params.hpp"
#include "step/transformed_image.hpp"

#include <limner/error.hpp>
#include <limner/image.hpp>
#include <limner/step.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace limner::step {

namespace {

// In pixels. 64 bits, because a long picture that is scaled up by its short edge exceeds an int;
// check_size() refuses it.
struct Size {
  std::int64_t width = 0;
  std::int64_t height = 0;
};

std::int64_t scaled(int edge, double factor) {
  return std::max<std::int64_t>(1, std::llround(edge * factor));
}

// A missing edge follows from the aspect ratio of the picture.
Size target_size(const Params& params, const Bitmap& picture) {
  const auto width = params.integer("width");
  const auto height = params.integer("height");
  if (!width && !height) {
    throw Error(ErrorCode::invalid_input, "image.resize needs a width, a height, or both")
        .with_help("add width: 512");
  }
  if (!height) return {*width, scaled(picture.height, double(*width) / picture.width)};
  if (!width) return {scaled(picture.width, double(*height) / picture.height), *height};
  return {*width, *height};
}

// The size with the aspect ratio of the picture that fits into `size`, or covers it.
Size scaled_size(const Bitmap& picture, const Size& size, bool around) {
  const double x = double(size.width) / picture.width;
  const double y = double(size.height) / picture.height;
  const double factor = around ? std::max(x, y) : std::min(x, y);
  const Size shape{scaled(picture.width, factor), scaled(picture.height, factor)};
  if (around) return {std::max(shape.width, size.width), std::max(shape.height, size.height)};
  return {std::min(shape.width, size.width), std::min(shape.height, size.height)};
}

void check_size(const Size& size, std::uint64_t max_pixels) {
  const auto most = static_cast<std::int64_t>(max_pixels);
  if (size.height <= most / size.width) return;
  throw Error(ErrorCode::invalid_input, "image.resize: {} x {} = {} pixels, the limit is {}",
              size.width, size.height, size.width * size.height, most)
      .with_help("choose a smaller width or height; --max-pixels N raises the limit");
}

// After check_size().
Bitmap resized_to(const Bitmap& picture, const Size& size) {
  return image::resize(picture, static_cast<int>(size.width), static_cast<int>(size.height));
}

// Padded with transparent pixels.
Bitmap padded(const Bitmap& picture, const Size& size, std::string_view gravity) {
  const auto width = static_cast<int>(size.width);
  const auto height = static_cast<int>(size.height);
  Bitmap canvas(width, height);
  const Offset at = place(gravity, width - picture.width, height - picture.height);
  for (int y = 0; y < picture.height; ++y)
    std::memcpy(canvas.at(at.x, at.y + y), picture.at(0, y),
                static_cast<std::size_t>(picture.width) * 4);
  return canvas;
}

Bitmap fitted(const Bitmap& picture, const Size& size, const Params& params,
              std::uint64_t max_pixels) {
  const std::string fit = params.text("fit", "inside");
  const std::string gravity = params.text("gravity", "center");
  const Size inner = fit == "fill" ? size : scaled_size(picture, size, fit == "cover");
  check_size(inner, max_pixels);
  if (fit == "contain") check_size(size, max_pixels);
  Bitmap resized = resized_to(picture, inner);
  if (fit == "contain") return padded(resized, size, gravity);
  if (fit != "cover") return resized;
  const auto width = static_cast<int>(size.width);
  const auto height = static_cast<int>(size.height);
  const Offset at = place(gravity, resized.width - width, resized.height - height);
  return image::crop(resized, at.x, at.y, width, height);
}

StepOutput run_image_resize(const StepInput& in) {
  const Params params = Params::complete(image_resize.signature, in.with);
  const nlohmann::json& record = one_record(*params.find("input"));
  const Bitmap& picture = in.pixels(asset_from(record));
  return transformed_image(
      in, params, fitted(picture, target_size(params, picture), params, in.image_limits.pixels));
}

}  // namespace

const StepKind image_resize{
    .signature =
        {.name = "image.resize",
         .summary = "Resize a picture",
         .params =
             {{"input", templates::ParamType::image, "the picture to resize", true},
              {"width", templates::ParamType::integer, "pixels", false, {}, 1, 16'384},
              {"height", templates::ParamType::integer, "pixels", false, {}, 1, 16'384},
              {"fit",
               templates::ParamType::text,
               "inside keeps the aspect ratio, contain also pads, cover crops, fill stretches",
               false,
               {"inside", "contain", "cover", "fill"}},
              gravity_param(),
              metadata_param()},
         .outputs = {{"images", templates::ParamType::images, "the resized picture, a PNG"}}},
    .run = run_image_resize,
};

}  // namespace limner::step
