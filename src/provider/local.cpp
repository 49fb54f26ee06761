// The embedded provider: local/clipart-composer draws, local/plain-matte removes backgrounds.
#include "provider/companies.hpp"

#include <limner/art.hpp>
#include <limner/error.hpp>
#include <limner/image.hpp>
#include <limner/suggest.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace limner::provider {

namespace {

using nlohmann::json;

// Equal to catalog/local.yaml; checked again to bound memory.
constexpr int smallest_edge = 64;
constexpr int largest_local_edge = 4096;
constexpr int max_local_pictures = 10;
constexpr int default_edge = 1024;  // when the size is left to the artist

constexpr std::array<std::pair<std::string_view, art::ArtStyle>, 4> styles{
    {{"cartoon", art::ArtStyle::cartoon},
     {"flat", art::ArtStyle::flat},
     {"watercolor", art::ArtStyle::watercolor},
     {"realistic", art::ArtStyle::realistic}}};

art::ArtStyle style_named(const std::string& word) {
  if (word.empty()) return art::ArtStyle::cartoon;
  const auto found =
      std::ranges::find(styles, word, &std::pair<std::string_view, art::ArtStyle>::first);
  if (found != styles.end()) return found->second;
  std::vector<std::string> names(styles.size());
  std::ranges::transform(styles, names.begin(),
                         [](const auto& row) { return std::string(row.first); });
  const std::string near = nearest(word, names);
  throw Error(ErrorCode::invalid_image_request, "the embedded artist has no style \"{}\"", word)
      .with_help(near.empty() ? fmt::format("choose one of: {}", fmt::join(names, ", "))
                              : fmt::format("did you mean \"{}\"?", near));
}

void refuse_count(const GenerateImage& operation) {
  if (operation.count >= 1 && operation.count <= max_local_pictures) return;
  throw Error(ErrorCode::invalid_image_request,
              "the embedded artist cannot draw {} pictures at once", operation.count)
      .with_help(fmt::format("choose a count from 1 to {}", max_local_pictures));
}

json drawn_size(const Model&, const GenerateImage& operation) {
  return operation.is_auto_size() ? json("auto") : json("drawn");
}

// The artist is asked directly: nothing is sent, so no row has a member.
constexpr std::array<OptionRule, 6> local_rules{{{"size", "", drawn_size},
                                                 {"count", "", count_value},
                                                 {"background", "", only_background},
                                                 {"outputFormat", "", format_value},
                                                 {"outputCompression", "", compression_value},
                                                 {"seed", "", seed_value}}};

void refuse_unsupported(const GenerateImage& operation) {
  if (!operation.references.empty() || operation.mask) {
    throw Error(ErrorCode::invalid_image_request, "the embedded artist takes no reference pictures")
        .with_help("leave the references out, or choose a model: limner models ls --input image");
  }
  if (operation.background == Background::transparent) {
    throw Error(ErrorCode::invalid_image_request,
                "the embedded artist does not draw on a transparent background")
        .with_help("add a background.remove step");
  }
  const auto [shorter, longer] = std::minmax(operation.width, operation.height);
  if (operation.is_auto_size() && operation.height == 0) return refuse_count(operation);
  if (shorter < smallest_edge || longer > largest_local_edge) {
    throw Error(ErrorCode::invalid_image_request, "the embedded artist cannot draw {}x{}",
                operation.width, operation.height)
        .with_help(
            fmt::format("choose edges from {} to {} pixels", smallest_edge, largest_local_edge));
  }
  refuse_count(operation);
}

Picture encoded(Bitmap pixels, const GenerateImage& operation) {
  const auto format = image::format_named(operation.output_format);
  if (!format) {
    throw Error(ErrorCode::invalid_image_request, "\"{}\" is not an image format",
                operation.output_format)
        .with_help("choose png, jpeg or webp");
  }
  const int quality = operation.output_compression.value_or(90);
  Picture picture{.media_type = std::string(image::media_type_of(*format))};
  switch (*format) {
    case image::ImageFormat::png: picture.bytes = image::encode_png(pixels); break;
    case image::ImageFormat::jpeg: picture.bytes = image::encode_jpeg(pixels, quality); break;
    case image::ImageFormat::webp:
      picture.bytes = image::encode_webp(pixels, {.quality = quality});
      break;
  }
  // A lossy format changes the pixels, so these are only valid for PNG.
  if (*format == image::ImageFormat::png) picture.pixels = std::move(pixels);
  return picture;
}

template <class Item>
void add_once(std::vector<Item>& items, Item item) {
  if (std::ranges::find(items, item) == items.end()) items.push_back(std::move(item));
}

std::string message_of(std::string_view note, const GenerateImage& operation) {
  if (note == "style_approximated")
    return fmt::format("the embedded artist only approximates the style \"{}\"", operation.style);
  return fmt::format("embedded artist: {}", note);
}

void add_warnings(ModelAnswer& answer, const GenerateImage& operation,
                  const std::vector<std::string>& words, const std::vector<std::string>& notes) {
  if (!words.empty()) {
    answer.warnings.push_back({{"code", "words_not_drawn"},
                               {"words", words},
                               {"message", fmt::format("not drawn: {}", fmt::join(words, ", "))}});
  }
  for (const std::string& note : notes)
    answer.warnings.push_back({{"code", note}, {"message", message_of(note, operation)}});
}

void add_side_file(ModelAnswer& answer, const std::string& svg) {
  const auto bytes = as_bytes(svg);
  answer.side_files.push_back({.role = "source",
                               .bytes = Bytes(bytes.begin(), bytes.end()),
                               .media_type = "image/svg+xml",
                               .picture = answer.side_files.size()});
}

// To four decimals, which every platform computes alike.
double rounded(double value) {
  return std::round(value * 1e4) / 1e4;
}

// One picture each for seed, seed + 1, …
ModelAnswer answer_to(const GenerateImage& operation, const std::stop_token& stop) {
  refuse_unsupported(operation);
  const std::int64_t seed = operation.seed.value_or(1);
  art::ArtRequest request{
      .prompt = operation.subject.empty() ? operation.prompt : operation.subject,
      .style = style_named(operation.style),
      .width = operation.is_auto_size() ? default_edge : operation.width,
      .height = operation.is_auto_size() ? default_edge : operation.height,
      .backdrop = operation.keep_backdrop ? art::Backdrop::scene : art::Backdrop::plain};
  ModelAnswer answer;
  std::vector<std::string> words, notes;
  json pictures = json::array();
  for (int i = 0; i < operation.count; ++i) {
    if (stop.stop_requested()) throw Error(ErrorCode::interrupted, "stopped while drawing");
    request.seed =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(seed) + static_cast<std::uint64_t>(i));
    art::ArtPicture drawn = art::draw(request);
    pictures.push_back(
        {{"seed", request.seed}, {"sceneSha256", Digest::of(drawn.scene_svg).hex()}});
    answer.images.push_back(encoded(std::move(drawn.pixels), operation));
    add_side_file(answer, drawn.scene_svg);
    for (const art::ArtCredit& credit : drawn.credits)
      add_once<json>(answer.credits, {{"asset", credit.asset},
                                      {"source", credit.source},
                                      {"licence", credit.licence},
                                      {"changes", credit.changes}});
    for (std::string& word : drawn.words_not_drawn) add_once(words, std::move(word));
    for (std::string& note : drawn.notes) add_once(notes, std::move(note));
  }
  add_warnings(answer, operation, words, notes);
  answer.details = pictures.front();
  if (operation.count > 1) answer.details["pictures"] = pictures;
  answer.details["packVersion"] = art::art_pack_version();
  answer.details["packSha256"] = art::art_pack_digest();
  answer.digital_source_type = "algorithmicMedia";
  return answer;
}

ModelAnswer answer_to(const RemoveBackground& operation, const std::stop_token&) {
  std::optional<Bitmap> decoded;
  if (operation.pixels == nullptr) decoded = image::decode(operation.image);
  art::Matte matte = art::cut_out(decoded ? *decoded : *operation.pixels);
  ModelAnswer answer;
  Picture picture{.bytes = image::encode_png(matte.cut_out), .media_type = "image/png"};
  picture.pixels = std::move(matte.cut_out);
  answer.images.push_back(std::move(picture));
  answer.details = {{"inlier", rounded(matte.report.inlier)},
                    {"sigma", rounded(matte.report.sigma)},
                    {"holes", matte.report.holes},
                    {"coverage", rounded(matte.report.coverage)}};
  return answer;
}

class LocalProvider : public Provider {
 public:
  std::string_view name() const override { return embedded_provider; }
  bool embedded() const override { return true; }

  ModelAnswer call(const ModelCall& call, std::stop_token stop) override {
    const Capability needed = capability_of(call.operation);
    const bool is_checked_later = needed == Capability::image_to_image;
    if (call.model != nullptr && !is_checked_later && !call.model->can(needed)) {
      throw Error(ErrorCode::unsupported_model, "{} cannot do {}", call.model->id,
                  to_string(needed))
          .with_help("see what each can do: limner models ls");
    }
    ModelAnswer answer = std::visit(
        [&](const auto& operation) { return answer_to(operation, stop); }, call.operation);
    answer.output_type = "image";
    answer.charged = Money();
    return answer;
  }
};

}  // namespace

std::span<const OptionRule> local_options() {
  return local_rules;
}

std::unique_ptr<Provider> make_local_provider() {
  return std::make_unique<LocalProvider>();
}

}  // namespace limner::provider
