// Resizes a picture.
#include "step/gravity.hpp"
#include "step/image_record.hpp"
#include "step/kinds.hpp"
#include "step/params.hpp"
#include "step/transformed_image.hpp"

#include <limner/error.hpp>
#include <limner/image.hpp>
#include <limner/step.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace limner::step {

namespace {

struct Size {
  int width = 0;
  int height = 0;
};

int scaled(int edge, double factor) {
  return std::max(1, static_cast<int>(std::lround(edge * factor)));
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

void refuse_too_large(const Size& size) {
  const auto pixels =
      static_cast<std::uint64_t>(size.width) * static_cast<std::uint64_t>(size.height);
  const std::uint64_t most = image::ImageLimits().pixels;
  if (pixels <= most) return;
  throw Error(ErrorCode::invalid_input, "image.resize: {} x {} = {} pixels, the limit is {}",
              size.width, size.height, pixels, most)
      .with_help("choose a smaller width or height");
}

// Padded with transparent pixels.
Bitmap padded(const Bitmap& picture, const Size& size, std::string_view gravity) {
  Bitmap canvas(size.width, size.height);
  const Offset at = place(gravity, size.width - picture.width, size.height - picture.height);
  for (int y = 0; y < picture.height; ++y)
    std::memcpy(canvas.at(at.x, at.y + y), picture.at(0, y),
                static_cast<std::size_t>(picture.width) * 4);
  return canvas;
}

Bitmap fitted(const Bitmap& picture, const Size& size, const Params& params) {
  const std::string fit = params.text("fit", "inside");
  const std::string gravity = params.text("gravity", "center");
  const Size inner = fit == "fill" ? size : scaled_size(picture, size, fit == "cover");
  refuse_too_large(fit == "contain" ? size : inner);
  Bitmap resized = image::resize(picture, inner.width, inner.height);
  if (fit == "contain") return padded(resized, size, gravity);
  if (fit != "cover") return resized;
  const Offset at = place(gravity, inner.width - size.width, inner.height - size.height);
  return image::crop(resized, at.x, at.y, size.width, size.height);
}

StepOutput run_image_resize(const StepInput& in) {
  const Params params = Params::complete(image_resize.signature, in.with);
  const nlohmann::json& record = one_record(*params.find("input"));
  const Bitmap& picture = in.pixels(asset_from(record));
  return transformed_image(in, fitted(picture, target_size(params, picture), params),
                           stem_of(record));
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
              gravity_param()},
         .outputs = {{"images", templates::ParamType::images, "the resized picture, a PNG"}}},
    .run = run_image_resize,
};

}  // namespace limner::step
