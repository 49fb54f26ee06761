#include "step/metadata.hpp"

#include <limner/image.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace limner::step {

namespace {

using nlohmann::json;

void add_once(std::vector<std::string>& words, std::string word) {
  if (!word.empty() && std::ranges::find(words, word) == words.end())
    words.push_back(std::move(word));
}

std::string text_in(const json& credit, const char* key) {
  const auto found = credit.find(key);
  return found != credit.end() && found->is_string() ? found->get<std::string>() : "";
}

// Time and run differ between two runs with the same seed, whose files are otherwise equal.
image::XmpFields xmp_fields(const Provenance& origin, bool full) {
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
          .run_id = full ? origin.run_id : "",
          .digital_source_type = origin.digital_source_type,
          .creator = fmt::format("{}", fmt::join(sources, ", ")),
          .rights = fmt::format("{}", fmt::join(rights, "; ")),
          .created = full ? origin.created : ""};
}

image::Metadata metadata_for(const StepInput& in, const std::string& policy, const Asset& input) {
  if (policy == "none") return {};
  if (policy == "keep") return image::metadata_of(in.read(input));
  const Provenance origin = in.provenance(input);
  const bool known = !origin.prompt.empty() || !origin.digital_source_type.empty() ||
                     !origin.model.empty() || !origin.credits.empty();
  image::Metadata metadata;
  if (known) metadata.xmp = image::xmp_packet(xmp_fields(origin, policy == "full"));
  return metadata;
}

// Of a picture that was given, what a file without `keep` lacks: "EXIF and comments".
std::string dropped_parts(const image::Metadata& metadata) {
  std::vector<std::string_view> parts;
  if (!metadata.exif.empty()) parts.emplace_back("EXIF");
  if (!metadata.xmp.empty()) parts.emplace_back("XMP");
  if (!metadata.comments.empty()) parts.emplace_back("comments");
  return fmt::format("{}", fmt::join(parts, " and "));
}

// A picture without a known origin was given by the user.
bool is_given(const StepInput& in, const Asset& picture) {
  const Provenance origin = in.provenance(picture);
  return origin.model.empty() && origin.digital_source_type.empty();
}

}  // namespace

templates::ParamSpec metadata_param() {
  return {"metadata",
          templates::ParamType::text,
          "in the file: provenance writes prompt, model and credits as XMP; full adds run id and "
          "time; keep copies EXIF, XMP, ICC profile and comments of the input; none; default "
          "provenance",
          false,
          {"none", "provenance", "full", "keep"}};
}

void store_labelled(const StepInput& in, const Params& params, const Asset& input,
                    provider::Picture picture, const std::string& file_name, StepOutput& output) {
  const std::string policy = params.text("metadata", "provenance");
  image::LabelledImage labelled =
      image::with_metadata(std::move(picture.bytes), metadata_for(in, policy, input));
  picture.bytes = std::move(labelled.bytes);
  if (!params.has("metadata") && is_given(in, input)) {
    const std::string dropped = dropped_parts(image::metadata_of(in.read(input)));
    if (!dropped.empty()) {
      output.warnings.push_back(
          {{"code", "metadata_dropped"},
           {"message", fmt::format("{} has no {} of its input; metadata: keep copies them",
                                   file_name, dropped)}});
    }
  }
  for (const std::string_view part : labelled.left_out) {
    output.warnings.push_back({{"code", "metadata_left_out"},
                               {"message", fmt::format("{} cannot hold the {}", file_name, part)}});
  }
  output.images.push_back({.asset = in.store(std::move(picture)), .file_name = file_name});
}

}  // namespace limner::step
