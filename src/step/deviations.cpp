#include "step/deviations.hpp"

#include <limner/image.hpp>
#include <limner/step.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

namespace limner::step {

namespace {

using nlohmann::json;

json deviation(std::string_view code, std::string_view what, const std::string& asked,
               const std::string& received) {
  return {{"code", code},
          {"message", fmt::format("{} {} was requested, {} was received", what, asked, received)},
          {"asked", asked},
          {"received", received}};
}

std::optional<json> of_size(const provider::GenerateImage& request, const Bitmap& bitmap) {
  const bool is_as_asked = bitmap.width == request.width && bitmap.height == request.height;
  if (request.is_auto_size() || is_as_asked) return {};
  return deviation("size_differs", "size", fmt::format("{}x{}", request.width, request.height),
                   fmt::format("{}x{}", bitmap.width, bitmap.height));
}

std::optional<json> of_format(const provider::GenerateImage& request,
                              const provider::Picture& picture) {
  const auto asked = image::format_named(request.output_format);
  const auto info = image::probe(picture.bytes);
  if (!asked || !info || info->format == *asked) return {};
  return deviation("format_differs", "format", std::string(image::media_type_of(*asked)),
                   std::string(image::media_type_of(info->format)));
}

std::optional<json> of_transparency(const provider::GenerateImage& request, const Bitmap& bitmap) {
  if (request.background != provider::Background::transparent || has_transparency(bitmap))
    return {};
  return deviation("not_transparent", "background", "transparent", "opaque");
}

void add(std::vector<json>& list, const std::optional<json>& one) {
  if (!one) return;
  const bool is_known = std::ranges::any_of(
      list, [&](const json& known) { return known.at("code") == one->at("code"); });
  if (!is_known) list.push_back(*one);
}

}  // namespace

std::vector<json> deviations(const provider::GenerateImage& request,
                             const std::vector<provider::Picture>& pictures) {
  std::vector<json> list;
  for (const provider::Picture& picture : pictures) {
    add(list, of_format(request, picture));
    if (!picture.pixels) continue;
    add(list, of_size(request, *picture.pixels));
    add(list, of_transparency(request, *picture.pixels));
  }
  return list;
}

bool is_deviation(const json& warning) {
  return warning.value("code", "") == fewer_images ||
         (warning.contains("asked") && warning.contains("received"));
}

}  // namespace limner::step
