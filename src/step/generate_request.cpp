#include "step/generate_request.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace limner::step {

namespace {

struct AspectSize {
  std::string_view ratio;
  int width;  // pixels; multiples of 16, which all providers accept; 0: the model decides
  int height;
};
constexpr std::array<AspectSize, 9> aspect_sizes{{{"auto", 0, 0},
                                                  {"1:1", 1024, 1024},
                                                  {"4:3", 1024, 768},
                                                  {"3:4", 768, 1024},
                                                  {"3:2", 1536, 1024},
                                                  {"2:3", 1024, 1536},
                                                  {"16:9", 1536, 864},
                                                  {"9:16", 864, 1536},
                                                  {"2:1", 1536, 768}}};

Error contradiction(std::string message, std::string help) {
  Error error(ErrorCode::invalid_input, "image.generate: {}", message);
  error.with_help(std::move(help));
  return error;
}

// "1024x768"; at most five digits each way.
std::pair<int, int> parse_size(const std::string& size) {
  constexpr std::size_t max_digits = 5;
  const std::size_t cross = std::min(size.find('x'), size.size());
  const std::array parts{std::string_view(size).substr(0, cross),
                         std::string_view(size).substr(std::min(cross + 1, size.size()))};
  std::array<int, 2> edges{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const char* end = parts[i].data() + parts[i].size();
    const auto [stop, failure] = std::from_chars(parts[i].data(), end, edges[i]);
    if (failure != std::errc() || stop != end || edges[i] < 1 || parts[i].size() > max_digits) {
      throw contradiction(fmt::format("size must be WIDTHxHEIGHT, not \"{}\"", size),
                          "give width and height in pixels: 1024x768");
    }
  }
  return {edges[0], edges[1]};
}

void refuse_contradictions(const Params& params) {
  const std::string format = params.text("outputFormat", "png");
  if (format == "jpeg" && params.text("background") == "transparent")
    throw contradiction("a JPEG cannot be transparent", "choose outputFormat: png or webp");
  if (format == "png" && params.has("outputCompression"))
    throw contradiction("outputCompression does not apply to PNG",
                        "leave outputCompression out, or choose outputFormat: jpeg or webp");
  if (params.has("size") && params.has("aspectRatio"))
    throw contradiction("both \"size\" and \"aspectRatio\" are given", "give one of the two");
  const std::string quality = params.text("quality", "auto");
  const bool standard = quality == "standard" || quality == "medium" || quality == "auto";
  if (params.text("aspectRatio") == "auto" && !standard)
    throw contradiction(fmt::format("aspectRatio auto with quality {}", quality),
                        "choose quality: standard, or name the aspect ratio");
}

std::pair<int, int> edges_of(const Params& params) {
  if (params.has("size")) return parse_size(params.text("size"));
  const std::string ratio = params.text("aspectRatio", "1:1");
  const AspectSize& shape = *std::ranges::find(aspect_sizes, ratio, &AspectSize::ratio);
  return {shape.width, shape.height};
}

}  // namespace

provider::GenerateImage generate_request(const Params& params) {
  refuse_contradictions(params);
  const auto [width, height] = edges_of(params);
  provider::GenerateImage request = provider::read_parameters(params.values());
  request.width = width;
  request.height = height;
  return request;
}

}  // namespace limner::step
