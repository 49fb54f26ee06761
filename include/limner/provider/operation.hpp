// The operations of models, and the fields of a generation request.
//
// Everything here is a value or a function without state: safe to use from any thread.
#pragma once

#include <limner/asset.hpp>
#include <limner/bitmap.hpp>
#include <limner/enum_text.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace limner::provider {

// The operations that models support.
enum class Capability { text_to_image, image_to_image, edit, background_removal };
constexpr EnumWords<Capability::background_removal> enum_words(Capability) {
  return {"text_to_image", "image_to_image", "edit", "background_removal"};
}

// `standard` and `hd` are synonyms of `medium` and `high`: a provider sends the one that
// its model accepts. Templates cannot ask for `xhigh` and `max`, whose prices are
// not known.
enum class Quality { automatic, low, medium, high, standard, hd, xhigh, max };
constexpr EnumWords<Quality::max> enum_words(Quality) {
  return {"auto", "low", "medium", "high", "standard", "hd", "xhigh", "max"};
}

enum class Background { automatic, opaque, transparent };
constexpr EnumWords<Background::transparent> enum_words(Background) {
  return {"auto", "opaque", "transparent"};
}

// How strict the provider's safety filter is.
enum class Moderation { automatic, low };
constexpr EnumWords<Moderation::low> enum_words(Moderation) {
  return {"auto", "low"};
}

struct Picture {
  Bytes bytes;                   // an encoded image
  std::string media_type;        // "image/png"; empty: not declared
  std::optional<Bitmap> pixels;  // `bytes` decoded, when the producer had them
};

// One request for generated pictures, in the terms of templates. A provider maps
// them to its API. generate_image_fields() describes each member but the sizes'
// sources and `keep_backdrop`, which is not recorded.
struct GenerateImage {
  std::string prompt;
  std::string subject;  // the user's own words, for the embedded artist
  std::string style;    // for the embedded artist
  int width = 1024;     // pixels; 0: the model decides, and `height` is 0 too
  int height = 1024;    // pixels
  int count = 1;
  Quality quality = Quality::automatic;
  Background background = Background::automatic;
  bool keep_backdrop = false;  // draw a scene: no step removes the background later
  Moderation moderation = Moderation::automatic;
  std::string output_format = "png";
  std::optional<int> output_compression;  // 0 to 100, of a JPEG or WebP
  std::optional<std::int64_t> seed;
  int partial_images = 0;  // unfinished pictures per picture; the provider bills them
  std::vector<Picture> references;
  std::optional<Picture> mask;

  bool is_auto_size() const { return width == 0; }
};

struct RemoveBackground {
  Bytes image;
  std::string media_type;
  const Bitmap* pixels = nullptr;  // `image` decoded, or null; must outlive the operation
};

using Operation = std::variant<GenerateImage, RemoveBackground>;
Capability capability_of(const Operation& operation);

// ---- the fields of GenerateImage ----

using GenerateImageMember =
    std::variant<std::string GenerateImage::*, Quality GenerateImage::*,
                 Background GenerateImage::*, Moderation GenerateImage::*, int GenerateImage::*,
                 std::optional<int> GenerateImage::*, std::optional<std::int64_t> GenerateImage::*,
                 std::vector<Picture> GenerateImage::*, std::optional<Picture> GenerateImage::*>;

// One row per field. The parameters of image.generate, the reading of them, the
// recorded request, and the values echoed in the step's output derive from it. The
// default of a field is the value its member has in GenerateImage{}.
struct GenerateImageField {
  std::string_view name;  // in templates and in JSON: "outputFormat"
  GenerateImageMember member;
  std::string_view help = {};  // of the parameter
  bool is_parameter = true;    // of image.generate
  bool is_required = false;
  bool is_echoed = true;                       // in the step's output `asked`
  bool omits_default = true;                   // left out of JSON when the value is the default
  std::vector<std::string_view> choices = {};  // empty: any value of the type
  std::optional<std::int64_t> minimum = {};
  std::optional<std::int64_t> maximum = {};
};
std::span<const GenerateImageField> generate_image_fields();

// The recorded form: an object with the names of the table; a picture is its SHA-256 in
// hexadecimal, `references` an array of them. Its digest identifies the request, so a
// new field must omit its default.
nlohmann::json recorded_request(const GenerateImage& operation);

// Reads that form back. A member that is missing or of another type keeps its default;
// pictures come back empty, as many as were recorded.
GenerateImage read_recorded_request(const nlohmann::json& request);

// Reads the parameters of image.generate, whose types and ranges the caller has
// checked. Pictures come back empty, as many as were given.
GenerateImage read_parameters(const nlohmann::json& parameters);

// The values of the fields that are echoed, by name.
nlohmann::json echoed_values(const GenerateImage& operation);

}  // namespace limner::provider
