#include "step/conversion.hpp"

#include "step/image_record.hpp"

#include <limner/error.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <utility>

namespace limner::step {

namespace {

using nlohmann::json;

constexpr int default_quality = 90;

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

void add_once(std::vector<std::string>& words, std::string word) {
  if (!word.empty() && std::ranges::find(words, word) == words.end())
    words.push_back(std::move(word));
}

std::string text_in(const json& credit, const char* key) {
  const auto found = credit.find(key);
  return found != credit.end() && found->is_string() ? found->get<std::string>() : "";
}

image::XmpFields xmp_fields(const Provenance& origin) {
  std::vector<std::string> sources;
  std::vector<std::string> rights;
  for (const json& credit : origin.credits) {
    const std::string source = text_in(credit, "source");
    const std::string licence = text_in(credit, "licence");
    add_once(sources, source);
    if (!licence.empty()) add_once(rights, fmt::format("{}: {}", source, licence));
  }
  return {.prompt = origin.prompt,
          .model = origin.model,
          .run_id = origin.run_id,
          .digital_source_type = origin.digital_source_type,
          .creator = fmt::format("{}", fmt::join(sources, ", ")),
          .rights = fmt::format("{}", fmt::join(rights, "; ")),
          .created = origin.created};
}

// Only for WebP. Empty when the origin of the picture is unknown.
std::string packet_for(const StepInput& in, const Params& params, const Asset& asset) {
  if (params.text("metadata", "provenance") == "none") return "";
  const Provenance origin = in.provenance(asset);
  const bool known = !origin.prompt.empty() || !origin.digital_source_type.empty() ||
                     !origin.model.empty() || !origin.credits.empty();
  return known ? image::xmp_packet(xmp_fields(origin)) : "";
}

Bytes encode(const StepInput& in, const Params& params, const Asset& asset,
             image::ImageFormat format) {
  const Bitmap& bitmap = in.pixels(asset);
  const int quality = params.integer("quality").value_or(default_quality);
  if (format == image::ImageFormat::png) return image::encode_png(bitmap);
  if (format == image::ImageFormat::jpeg) return image::encode_jpeg(bitmap, quality);
  const std::string packet = packet_for(in, params, asset);
  return image::encode_webp(bitmap, {.quality = quality,
                                     .lossless = params.flag("lossless", false),
                                     .exact = params.flag("exact", true),
                                     .xmp = packet});
}

}  // namespace

std::vector<templates::ParamSpec> conversion_params() {
  return {{"input", templates::ParamType::image, "the picture to convert", true},
          {"quality",
           templates::ParamType::integer,
           "higher is better and larger; default 90",
           false,
           {},
           0,
           100},
          {"lossless", templates::ParamType::boolean, "keep every pixel; default false"},
          {"exact", templates::ParamType::boolean,
           "keep the colour under full transparency; default true"},
          {"metadata",
           templates::ParamType::text,
           "origin metadata in a WebP",
           false,
           {"provenance", "none"}}};
}

StepOutput convert(const StepInput& in, const Params& params, image::ImageFormat format) {
  refuse_conversion_contradictions(params, format);
  const json& record = one_record(*params.find("input"));
  const Asset asset = asset_from(record);
  provider::Picture picture{.bytes = encode(in, params, asset, format),
                            .media_type = std::string(image::media_type_of(format))};
  const std::string name = fmt::format("{}.{}", stem_of(record), extension_of(picture.media_type));
  StepOutput output;
  output.images.push_back({.asset = in.store(std::move(picture)), .file_name = name});
  if (format != image::ImageFormat::webp && params.text("metadata") == "provenance") {
    output.warnings.push_back(
        {{"code", "metadata_left_out"}, {"message", "only WebP can store the provenance"}});
  }
  return output;
}

}  // namespace limner::step
