// The checks of a mask.
#include "step/mask.hpp"

#include <limner/error.hpp>
#include <limner/image.hpp>

#include <algorithm>
#include <utility>

namespace limner::step {

namespace {

using nlohmann::json;

constexpr std::string_view mask_help =
    "give a PNG of the size of the reference picture, transparent where it may change";

[[noreturn]] void refuse_mask_picture(const std::string& why) {
  throw Error(ErrorCode::invalid_input, "image.generate: {}", why)
      .with_help(std::string(mask_help));
}

[[noreturn]] void refuse_opaque_mask() {
  refuse_mask_picture("the mask is opaque everywhere, so nothing could change");
}

std::int64_t edge(const json& record, const char* name) {
  const auto found = record.find(name);
  return found == record.end() || !found->is_number_integer() ? 0 : found->get<std::int64_t>();
}

int orientation_in(const json& record) {
  return static_cast<int>(std::max<std::int64_t>(edge(record, "orientation"), 1));
}

std::pair<std::int64_t, std::int64_t> size_in(const json& record) {
  return {edge(record, "width"), edge(record, "height")};
}

// Whether the mask has the size of the picture as its file stores it.
bool is_stored_view(const json& mask, const json& reference) {
  const auto [width, height] = size_in(reference);
  return image::swaps_sides(orientation_in(reference)) && orientation_in(mask) == 1 &&
         size_in(mask) == std::pair(height, width);
}

// The orientation to apply to the mask of an upright picture.
int turn_of(const image::ImageInfo& mask, const image::ImageInfo& picture) {
  if (mask.orientation != 1) return 1;  // it is made upright by itself
  const bool is_upright_view = mask.width == picture.width && mask.height == picture.height;
  const bool is_ambiguous =
      !image::swaps_sides(picture.orientation) || picture.width == picture.height;
  return is_upright_view && !is_ambiguous ? 1 : picture.orientation;
}

}  // namespace

void check_mask_record(const json& mask, const json& reference) {
  if (!mask.is_object() || !reference.is_object()) return;
  const auto type = mask.find("file_type");
  if (type != mask.end() && type->is_string() && *type != "image/png")
    refuse_mask_picture(fmt::format("the mask is {}, not a PNG", type->get<std::string>()));
  if (const auto transparent = mask.find("transparent");
      transparent != mask.end() && *transparent == false)
    refuse_opaque_mask();
  const auto [width, height] = size_in(mask);
  const auto [own_width, own_height] = size_in(reference);
  if (width == 0 || own_width == 0 || size_in(mask) == size_in(reference)) return;
  if (is_stored_view(mask, reference)) return;
  refuse_mask_picture(
      fmt::format("the mask is {}x{}, its picture {}x{}", width, height, own_width, own_height));
}

provider::Picture mask_to_send(const StepInput& in, const Asset& mask, const Asset& picture,
                               std::vector<json>& warnings) {
  if (!has_transparency(in.pixels(mask))) refuse_opaque_mask();
  provider::Picture sent = in.to_send(mask);
  if (in.send_original) return sent;
  const auto mask_info = image::probe(in.read(mask));
  const auto picture_info = image::probe(in.read(picture));
  const int turn = mask_info && picture_info ? turn_of(*mask_info, *picture_info) : 1;
  if (turn == 1) return sent;
  sent.bytes = image::encode_png(image::apply_orientation(in.pixels(mask), turn));
  warnings.push_back(
      {{"code", "mask_turned"},
       {"message",
        fmt::format("the picture is sent upright (its EXIF orientation is {}), and the mask "
                    "is turned with it",
                    turn)}});
  return sent;
}

}  // namespace limner::step
