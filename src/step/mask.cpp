// The checks of a mask.
#include "step/mask.hpp"

#include <limner/error.hpp>
#include <limner/step.hpp>

namespace limner::step {

namespace {

using nlohmann::json;

constexpr std::string_view mask_help =
    "give a PNG of the size of the reference picture, transparent where it may change";

[[noreturn]] void refuse_mask_picture(const std::string& why) {
  throw Error(ErrorCode::invalid_input, "image.generate: {}", why)
      .with_help(std::string(mask_help));
}

std::int64_t edge(const json& record, const char* name) {
  const auto found = record.find(name);
  return found == record.end() || !found->is_number_integer() ? 0 : found->get<std::int64_t>();
}

}  // namespace

void check_mask_record(const json& mask, const json& reference) {
  if (!mask.is_object() || !reference.is_object()) return;
  const auto type = mask.find("file_type");
  if (type != mask.end() && type->is_string() && *type != "image/png")
    refuse_mask_picture(fmt::format("the mask is {}, not a PNG", type->get<std::string>()));
  const std::int64_t width = edge(mask, "width"), height = edge(mask, "height");
  const std::int64_t own_width = edge(reference, "width"), own_height = edge(reference, "height");
  if (width == 0 || own_width == 0 || (width == own_width && height == own_height)) return;
  refuse_mask_picture(
      fmt::format("the mask is {}x{}, its picture {}x{}", width, height, own_width, own_height));
}

void check_mask_pixels(const Bitmap& mask) {
  if (!has_transparency(mask))
    refuse_mask_picture("the mask is opaque everywhere, so nothing could change");
}

}  // namespace limner::step
