#include "engine/step_resources.hpp"

#include <limner/image.hpp>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

namespace limner::engine {

namespace {

using nlohmann::json;

constexpr std::uint64_t pixel_bytes = 4;
constexpr std::uint64_t pictures_in_memory = 2;

std::uint64_t bytes_of(std::int64_t width, std::int64_t height) {
  if (width <= 0 || height <= 0) return 0;
  return static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) * pixel_bytes *
         pictures_in_memory;
}

std::int64_t integer_at(const json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

// Of the picture records in a value.
std::uint64_t bytes_of_records(const json& value) {
  if (!value.is_structured()) return 0;
  if (value.is_object() && value.contains("sha256"))
    return bytes_of(integer_at(value, "width"), integer_at(value, "height"));
  std::uint64_t sum = 0;
  for (const json& part : value) sum += bytes_of_records(part);
  return sum;
}

// "1024x768"; 0 for other texts.
std::uint64_t bytes_of_size(std::string_view size) {
  std::int64_t width = 0, height = 0;
  const char* end = size.data() + size.size();
  const auto [x, failure] = std::from_chars(size.data(), end, width);
  if (failure != std::errc() || x == end || *x != 'x') return 0;
  std::from_chars(x + 1, end, height);
  return bytes_of(width, height);
}

}  // namespace

std::uint64_t memory_of_step(const json& with) {
  if (!with.is_object()) return 0;
  const auto size = with.find("size");
  const std::uint64_t made = size != with.end() && size->is_string()
                                 ? bytes_of_size(size->get_ref<const std::string&>())
                                 : bytes_of(integer_at(with, "width"), integer_at(with, "height"));
  const auto count =
      static_cast<std::uint64_t>(std::max<std::int64_t>(1, integer_at(with, "count")));
  return bytes_of_records(with) + made * count;
}

std::uint64_t memory_of_pictures(std::span<const provider::Picture> pictures) {
  std::uint64_t sum = 0;
  for (const provider::Picture& picture : pictures) {
    if (const auto info = image::probe(picture.bytes)) sum += bytes_of(info->width, info->height);
  }
  return sum;
}

void StepResources::acquire(std::uint64_t bytes, const std::stop_token& stop) {
  if (auto beside = limits_.memory.try_acquire(bytes)) {
    memory_.merge(std::move(*beside));
  } else {
    release();
    memory_ = limits_.memory.acquire(bytes, stop);
  }
  core_ = limits_.cores.acquire(1, stop);
}

void StepResources::extend(std::uint64_t bytes) {
  if (core_.amount() == 0) return acquire(bytes, {});
  memory_.resize(std::max(memory_.amount(), images_.decoded_bytes() + bytes));
}

void StepResources::release() {
  core_.release();
  images_.drop_decoded();
  memory_.release();
}

void StepResources::end() noexcept {
  core_.release();
  memory_.resize(images_.decoded_bytes());
}

}  // namespace limner::engine
