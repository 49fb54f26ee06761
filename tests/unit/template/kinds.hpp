// Step kinds for the tests of templates: the shapes of the real ones, as far as
// the corpus uses them. What the real ones are is step's to test.
#pragma once

#include <limner/template.hpp>

#include <array>
#include <span>

namespace limner::templates::fakes {

inline std::span<const StepSignature* const> kinds() {
  using enum ParamType;
  // clang-format off
  static const StepSignature prompt_resolve{"prompt.resolve", "The final prompt",
      {{"text", text, "the prompt", true}, {"contentType", text, "what kind of picture"}, {"subject", text, "the user's own words"}},
      {{"text", text, "the final prompt"}, {"parts", object, "what it was made of"}, {"sha256", text, "its digest"}}};
  static const StepSignature image_generate{"image.generate", "Makes pictures",
      {{"model", model, "provider/model", true},
       {"prompt", text, "what the picture shows", true},
       {"references", images, "reference pictures"},
       {"style", text, "cartoon, flat, …"},
       {"size", text, "width x height: 1024x1024"},
       {"aspectRatio", text, "width : height", false, {"auto", "1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "2:1"}},
       {"count", integer, "how many: 1 to 10", false, {}, 1, 10},
       {"quality", text, "how fine", false, {"auto", "low", "medium", "high", "standard", "hd"}},
       {"background", text, "what is behind", false, {"auto", "opaque", "transparent"}},
       {"moderation", text, "how strict", false, {"auto", "low"}},
       {"outputFormat", text, "the file type", false, {"png", "jpeg", "webp"}},
       {"outputCompression", integer, "0 to 100", false, {}, 0, 100},
       {"seed", integer, "for models that take one"}},
      {{"images", images, "the pictures"}}, true};
  static const StepSignature background_remove{"background.remove", "Cuts the subject out",
      {{"model", model, "provider/model", true}, {"input", image, "the picture", true}},
      {{"images", images, "the pictures"}}, true};
  static const StepSignature convert_webp{"image.convert_webp", "Writes WebP",
      {{"input", image, "the picture", true}, {"quality", integer, "0 to 100", false, {}, 0, 100},
       {"lossless", boolean, "keep every pixel"}, {"exact", boolean, "keep colours under alpha"},
       {"metadata", text, "what is written into the file", false, {"none", "provenance"}}},
      {{"images", images, "the pictures"}}};
  static const StepSignature resize{"image.resize", "Scales",
      {{"input", image, "the picture", true}, {"width", integer, "pixels", true, {}, 1, 16384}, {"height", integer, "pixels", true, {}, 1, 16384},
       {"fit", text, "how it fills the size", false, {"cover", "contain", "fill"}}},
      {{"images", images, "the pictures"}}};
  static const StepSignature crop{"image.crop", "Cuts",
      {{"input", image, "the picture", true}, {"width", integer, "pixels", true, {}, 1, 16384}, {"height", integer, "pixels", true, {}, 1, 16384},
       {"gravity", text, "which part stays", false, {"center", "north", "south", "east", "west"}}},
      {{"images", images, "the pictures"}}};
  static const StepSignature upload{"storage.upload", "Publishes",
      {{"input", images, "the pictures", true}, {"bucket", text, "where to", true}, {"role", text, "what for"}},
      {{"objects", images, "what was published"}}};
  static const StepSignature artifact{"artifact.create", "Records the result",
      {{"artifactType", text, "what it is", true}, {"files", object, "role: objects", true}, {"primary", text, "the role to show", false, {}, {}, {}, "files"},
       {"record", object, "the template's own data"}, {"scale", number, "a factor"}},
      {{"artifactId", text, "the artifact's id"},
       {"artifactIds", ParamType::list, "the ids of all artifacts"}}};
  static const std::array<const StepSignature*, 8> all{&prompt_resolve, &image_generate, &background_remove, &convert_webp, &resize, &crop, &upload, &artifact};
  // clang-format on
  return all;
}

}  // namespace limner::templates::fakes
