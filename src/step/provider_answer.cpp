#include "step/provider_answer.hpp"

#include <limner/error.hpp>
#include <limner/image.hpp>

#include <utility>

namespace limner::step {

namespace {

// An answered call was billed unless the provider reports a charge of zero.
Error unusable_answer(const provider::ModelAnswer& answer, std::string_view what) {
  const bool free = answer.charged && answer.charged->is_zero();
  Error error(ErrorCode::generation_failed, "the provider sent {}", what);
  error.with_charged(free ? Charged::no : Charged::yes);
  return error;
}

nlohmann::json other_type(std::string_view declared, std::string_view found) {
  return {{"code", "media_type_differs"},
          {"message", fmt::format("declared {}, but it is {}", declared, found)}};
}

}  // namespace

void store_pictures(const StepInput& in, provider::ModelAnswer& answer, const std::string& stem,
                    StepOutput& output) {
  if (answer.images.empty()) throw unusable_answer(answer, "no picture");
  for (provider::Picture& picture : answer.images) {
    const auto info = image::probe(picture.bytes);
    if (!info) throw unusable_answer(answer, "data that is not PNG, JPEG or WebP");
    const std::string_view type = image::media_type_of(info->format);
    if (picture.media_type != type) {
      if (!picture.media_type.empty())
        output.warnings.push_back(other_type(picture.media_type, type));
      picture.media_type = type;
    }
    const std::string number =
        answer.images.size() == 1 ? "" : fmt::format("-{}", output.images.size() + 1);
    output.images.push_back(
        {.asset = in.store(std::move(picture)),
         .file_name = fmt::format("{}{}.{}", stem, number, extension_of(type))});
  }
  for (provider::SideFile& file : answer.side_files) {
    output.side_files.emplace_back(
        file.role, in.store({.bytes = std::move(file.bytes), .media_type = file.media_type}));
  }
  output.warnings.insert(output.warnings.end(), answer.warnings.begin(), answer.warnings.end());
  output.values["details"] = std::move(answer.details);
  output.values["usage"] = std::move(answer.usage);
}

}  // namespace limner::step
