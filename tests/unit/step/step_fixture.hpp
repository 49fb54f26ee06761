// One step on a bench: blobs in memory, a provider that answers from a script,
// and everything the step did laid out to look at.
#pragma once

#include <limner/error.hpp>
#include <limner/image.hpp>
#include <limner/step.hpp>

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace limner::step {

struct StepFixture {
  nlohmann::json with = nlohmann::json::object();
  std::string subject = "A cute chipmunk!";
  bool background_removed_later = true;
  bool strict = false;
  bool send_original = false;
  image::ImageLimits image_limits;

  provider::ModelAnswer answer;
  Provenance provenance;

  std::map<Digest, provider::Picture> kept;
  std::vector<provider::Operation> bought;
  std::vector<std::string> published;  // "bucket/role"

  // A record of a picture, as an earlier step would have left it.
  nlohmann::json record(const Bitmap& pixels, const std::string& name = "fox.png") {
    return record_of(keep({image::encode_png(pixels), "image/png", pixels}), name);
  }

  static nlohmann::json record_of(const Asset& asset, const std::string& name) {
    return {{"id", "image-1"},         {"file_url", "file:///x"},       {"file_name", name},
            {"file_size", asset.size}, {"file_type", asset.media_type}, {"width", asset.width},
            {"height", asset.height},  {"sha256", asset.digest.hex()},  {"artifactId", nullptr}};
  }

  StepOutput run(std::string_view kind) {
    const StepInput in{
        .with = with,
        .subject = subject,
        .seed = 7,
        .background_removed_later = background_removed_later,
        .read = [this](const Asset& asset) { return kept.at(asset.digest).bytes; },
        .to_send = [this](const Asset& asset) { return to_send(asset); },
        .pixels = [this](const Asset& asset) -> const Bitmap& { return pixels(asset.digest); },
        .store = [this](provider::Picture picture) { return keep(std::move(picture)); },
        .call =
            [this](provider::Operation operation) {
              bought.push_back(std::move(operation));
              return answer;
            },
        .publish =
            [this](const Asset& asset, std::string_view bucket, std::string_view role) {
              published.push_back(std::string(bucket).append("/").append(role));
              return ObjectRef{asset, "local", std::string(bucket), "ab/key", std::string(role)};
            },
        .provenance = [this](const Asset&) { return provenance; },
        .strict = strict,
        .send_original = send_original,
        .image_limits = image_limits,
    };
    return find_step_kind(kind)->run(in);
  }

  // What the step says against its parameters; empty when it takes them.
  std::string refusal(std::string_view kind) {
    try {
      run(kind);
      return "";
    } catch (const Error& error) {
      return error.help().empty() ? "an error without help" : error.what();
    }
  }

  Asset keep(provider::Picture picture) {
    const auto info = image::probe(picture.bytes);
    const Asset asset{Digest::of(picture.bytes), picture.media_type, picture.bytes.size(),
                      info ? info->width : 0, info ? info->height : 0};
    kept.insert_or_assign(asset.digest, std::move(picture));
    return asset;
  }

  provider::Picture to_send(const Asset& asset) const {
    const provider::Picture& picture = kept.at(asset.digest);
    if (send_original) return {.bytes = picture.bytes, .media_type = picture.media_type};
    return {.bytes = image::normalize(picture.bytes).bytes, .media_type = picture.media_type};
  }

  const Bitmap& pixels(const Digest& digest) {
    provider::Picture& picture = kept.at(digest);
    if (!picture.pixels) picture.pixels = image::decode(picture.bytes);
    return *picture.pixels;
  }

  const Bytes& bytes(const StepOutput& output, std::size_t at = 0) const {
    return kept.at(output.images.at(at).asset.digest).bytes;
  }
};

// `left` is the left half, `right` the right one.
inline Bitmap halves(int width, int height, std::uint32_t left, std::uint32_t right) {
  Bitmap bitmap(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const std::uint32_t colour = x < width / 2 ? left : right;
      for (int c = 0; c < 4; ++c)
        bitmap.at(x, y)[c] = static_cast<std::uint8_t>(colour >> (24 - 8 * c));
    }
  }
  return bitmap;
}

inline std::uint32_t colour_at(const Bitmap& bitmap, int x, int y) {
  std::uint32_t colour = 0;
  for (int c = 0; c < 4; ++c) colour = colour << 8 | bitmap.at(x, y)[c];
  return colour;
}

constexpr std::uint32_t red = 0xff0000ff;
constexpr std::uint32_t blue = 0x0000ffff;
constexpr std::uint32_t nothing = 0x00000000;

}  // namespace limner::step
