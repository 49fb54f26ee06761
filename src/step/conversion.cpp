#include "step/conversion.hpp"

#include "step/image_record.hpp"
#include "step/metadata.hpp"

#include <limner/error.hpp>

#include <string>
#include <utility>

namespace limner::step {

namespace {

using nlohmann::json;

constexpr int default_quality = 90;
constexpr int default_effort = image::WebpOptions().effort;

void refuse_conversion_contradictions(const Params& params, image::ImageFormat format) {
  if (format == image::ImageFormat::png && params.has("quality")) {
    throw Error(ErrorCode::invalid_input, "quality does not apply to PNG, which is lossless")
        .with_help("leave quality out, or choose format: webp or jpeg");
  }
  if (format == image::ImageFormat::jpeg && params.flag("lossless", false)) {
    throw Error(ErrorCode::invalid_input, "JPEG cannot be lossless")
        .with_help("choose format: webp or png");
  }
}

Bytes encode(const StepInput& in, const Params& params, const Asset& asset,
             image::ImageFormat format) {
  const Bitmap& bitmap = in.pixels(asset);
  const int quality = params.integer("quality").value_or(default_quality);
  if (format == image::ImageFormat::png) return image::encode_png(bitmap);
  if (format == image::ImageFormat::jpeg) return image::encode_jpeg(bitmap, quality);
  return image::encode_webp(bitmap, {.quality = quality,
                                     .lossless = params.flag("lossless", false),
                                     .effort = params.integer("quality").value_or(default_effort),
                                     .exact = params.flag("exact", true)});
}

}  // namespace

std::vector<templates::ParamSpec> conversion_params() {
  return {{"input", templates::ParamType::image, "the picture to convert", true},
          {"quality",
           templates::ParamType::integer,
           "higher is better and larger; default 90; when lossless, higher is slower and "
           "smaller; default 75",
           false,
           {},
           0,
           100},
          {"lossless", templates::ParamType::boolean, "keep every pixel; default false"},
          {"exact", templates::ParamType::boolean,
           "keep the colour under full transparency; default true"},
          metadata_param()};
}

StepOutput convert(const StepInput& in, const Params& params, image::ImageFormat format) {
  refuse_conversion_contradictions(params, format);
  const json& record = one_record(*params.find("input"));
  const Asset asset = asset_from(record);
  provider::Picture picture{.bytes = encode(in, params, asset, format),
                            .media_type = std::string(image::media_type_of(format))};
  const std::string name = fmt::format("{}.{}", stem_of(record), extension_of(picture.media_type));
  StepOutput output;
  if (format == image::ImageFormat::jpeg && has_transparency(in.pixels(asset))) {
    output.warnings.push_back(
        {{"code", "transparency_flattened"},
         {"message", fmt::format("{}: transparent pixels are composited on white", name)}});
  }
  store_labelled(in, params, asset, std::move(picture), name, output);
  return output;
}

}  // namespace limner::step
