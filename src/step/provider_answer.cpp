#include "step/provider_answer.hpp"

#include <limner/error.hpp>
#include <limner/image.hpp>

#include <algorithm>
#include <utility>

namespace limner::step {

namespace {

using nlohmann::json;

Error unusable_answer(const provider::ModelAnswer& answer, std::string_view what) {
  Error error(ErrorCode::generation_failed, "the provider sent {}", what);
  error.with_charged(charged_for(answer));
  return error;
}

json other_type(std::string_view declared, std::string_view found) {
  return {{"code", "media_type_differs"},
          {"message", fmt::format("declared {}, but it is {}", declared, found)}};
}

json more_images(const provider::ModelAnswer& answer, std::size_t most) {
  json digests = json::array();
  for (std::size_t i = most; i < answer.images.size(); ++i)
    digests.push_back(Digest::of(answer.images[i].bytes).hex());
  return {{"code", "more_images"},
          {"message", fmt::format("{} pictures were requested and {} received: the others are kept",
                                  most, answer.images.size())},
          {"sha256", std::move(digests)}};
}

void decode_pixels(const StepInput& in, provider::Picture& picture, StepOutput& output) {
  image::DecodedImage decoded = image::decode_with_notices(picture.bytes, in.image_limits);
  picture.pixels = std::move(decoded.bitmap);
  for (const image::DecodeNotice& notice : decoded.notices) {
    output.warnings.push_back(
        {{"code", image::to_string(notice.code)},
         {"message", fmt::format("the picture that was received: {}", notice.message)}});
  }
}

// The type is that of the bytes.
void correct_type(provider::Picture& picture, StepOutput& output) {
  const auto info = image::probe(picture.bytes);
  if (!info) return;  // an embedded provider's own format
  const std::string_view type = image::media_type_of(info->format);
  if (picture.media_type == type) return;
  if (!picture.media_type.empty()) output.warnings.push_back(other_type(picture.media_type, type));
  picture.media_type = type;
}

}  // namespace

Charged charged_for(const provider::ModelAnswer& answer) {
  const bool is_free = answer.charged && answer.charged->total.is_zero();
  return is_free ? Charged::no : Charged::yes;
}

void decode_pictures(const StepInput& in, provider::ModelAnswer& answer, StepOutput& output) {
  std::string why = "no picture";
  std::erase_if(answer.images, [&](provider::Picture& picture) {
    try {
      if (!picture.pixels) decode_pixels(in, picture, output);
      return false;
    } catch (const Error& error) {
      why = fmt::format("a picture that cannot be decoded: {}", error.what());
      output.warnings.push_back({{"code", "picture_unreadable"}, {"message", error.what()}});
      return true;
    }
  });
  if (answer.images.empty()) throw unusable_answer(answer, why);
}

void store_pictures(const StepInput& in, provider::ModelAnswer& answer, int count,
                    const std::string& stem, StepOutput& output) {
  const auto most = static_cast<std::size_t>(count);
  const std::size_t published = std::min(answer.images.size(), most);
  if (answer.images.size() > most) output.warnings.push_back(more_images(answer, most));
  for (provider::Picture& picture : answer.images) {
    correct_type(picture, output);
    const std::string extension(extension_of(picture.media_type));
    const Asset asset = in.store(std::move(picture));
    if (output.images.size() == published) continue;
    const std::string number = published == 1 ? "" : fmt::format("-{}", output.images.size() + 1);
    output.images.push_back(
        {.asset = asset, .file_name = fmt::format("{}{}.{}", stem, number, extension)});
  }
  for (provider::SideFile& file : answer.side_files) {
    const Asset asset = in.store({.bytes = std::move(file.bytes), .media_type = file.media_type});
    output.side_files.push_back({file.role, asset, file.picture});
  }
  output.warnings.insert(output.warnings.end(), answer.warnings.begin(), answer.warnings.end());
  output.values["details"] = std::move(answer.details);
  output.values["usage"] = std::move(answer.usage);
}

}  // namespace limner::step
