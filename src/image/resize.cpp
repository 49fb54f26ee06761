// Larger and smaller pictures: area average down, Catmull-Rom up, in linear
// light and with alpha multiplied in, so that neither edges nor colours darken.
#include <limner/error.hpp>
#include <limner/image.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace limner::image {

namespace {

constexpr std::size_t channels = 4;

// ---- sRGB and light ----

float to_light(double encoded) {
  return static_cast<float>(encoded <= 0.04045 ? encoded / 12.92
                                               : std::pow((encoded + 0.055) / 1.055, 2.4));
}

struct Curves {
  static constexpr int steps = 1 << 16;  // fine enough for the darkest colours
  std::array<float, 256> light;
  std::vector<std::uint8_t> code;

  Curves() : light{}, code(steps + 1) {
    int from = 0;
    for (int value = 0; value < 256; ++value) {
      light[static_cast<std::size_t>(value)] = to_light(value / 255.0);
      const auto until =
          value == 255 ? steps + 1 : static_cast<int>(to_light((value + 0.5) / 255) * steps) + 1;
      std::fill(code.begin() + from, code.begin() + until, static_cast<std::uint8_t>(value));
      from = until;
    }
  }

  std::uint8_t code_of(float amount) const {
    return code[static_cast<std::size_t>(std::clamp(amount, 0.0F, 1.0F) * steps)];
  }
};

const Curves& curves() {
  static const Curves both;
  return both;
}

// ---- weights ----

// The source pixels along one axis that contribute to one new pixel; the weights sum to 1.
struct Blend {
  int first = 0;
  std::vector<float> weights;
};

Blend area_of(double from, double until, int size) {
  Blend blend{static_cast<int>(from), {}};
  const int end = std::min(size, static_cast<int>(std::ceil(until)));
  for (int i = blend.first; i < end; ++i) {
    const double covered = std::min(until, i + 1.0) - std::max(from, static_cast<double>(i));
    blend.weights.push_back(static_cast<float>(covered / (until - from)));
  }
  return blend;
}

double catmull_rom(double distance) {
  const double d = std::abs(distance);
  if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
  if (d < 2) return ((-0.5 * d + 2.5) * d - 4) * d + 2;
  return 0;
}

// Positions outside the picture use its edge pixel.
Blend curve_at(double centre, int size) {
  constexpr int reach = 2;
  const int nearest = static_cast<int>(std::floor(centre));
  Blend blend{std::clamp(nearest - reach + 1, 0, size - 1), {}};
  const int last = std::clamp(nearest + reach, 0, size - 1);
  const int count = last - blend.first + 1;
  blend.weights.resize(static_cast<std::size_t>(count));
  for (int i = nearest - reach + 1; i <= nearest + reach; ++i) {
    const int inside = std::clamp(i, 0, size - 1);
    blend.weights[static_cast<std::size_t>(inside - blend.first)] +=
        static_cast<float>(catmull_rom(centre - i));
  }
  return blend;
}

std::vector<Blend> blends(int from_size, int to_size) {
  std::vector<Blend> all;
  all.reserve(static_cast<std::size_t>(to_size));
  const double scale = static_cast<double>(from_size) / to_size;
  for (int i = 0; i < to_size; ++i) {
    all.push_back(scale >= 1 ? area_of(i * scale, (i + 1) * scale, from_size)
                             : curve_at((i + 0.5) * scale - 0.5, from_size));
  }
  return all;
}

// ---- rows ----

using Row = std::vector<float>;

void to_light(const std::uint8_t* rgba, Row& row) {
  const auto& light = curves().light;
  for (std::size_t i = 0; i < row.size(); i += channels) {
    const float alpha = static_cast<float>(rgba[i + 3]) / 255.0F;
    for (std::size_t c = 0; c < 3; ++c) row[i + c] = light[rgba[i + c]] * alpha;
    row[i + 3] = alpha;
  }
}

void to_codes(const Row& row, std::uint8_t* rgba) {
  constexpr float to_nearest = 0.5F;
  for (std::size_t i = 0; i < row.size(); i += channels) {
    const float alpha = std::clamp(row[i + 3], 0.0F, 1.0F);
    const float inverse = alpha > 0 ? 1 / alpha : 0;
    for (std::size_t c = 0; c < 3; ++c) rgba[i + c] = curves().code_of(row[i + c] * inverse);
    rgba[i + 3] = static_cast<std::uint8_t>(alpha * 255 + to_nearest);
  }
}

void blend_columns(const Row& from, const std::vector<Blend>& columns, Row& to) {
  float* pixel = to.data();
  for (const Blend& column : columns) {
    std::array<float, channels> sum{};
    const float* source = from.data() + static_cast<std::size_t>(column.first) * channels;
    for (const float weight : column.weights) {
      for (std::size_t c = 0; c < channels; ++c) sum[c] += weight * source[c];
      source += channels;
    }
    std::copy(sum.begin(), sum.end(), pixel);
    pixel += channels;
  }
}

// The source rows, resampled horizontally. Rows are requested in ascending order, so only as
// many are kept as one new row needs.
class ResampledRows {
 public:
  ResampledRows(const Bitmap& bitmap, const std::vector<Blend>& columns, std::size_t kept)
      : bitmap_(bitmap),
        columns_(columns),
        wide_(static_cast<std::size_t>(bitmap.width) * channels),
        kept_(kept, Row(columns.size() * channels)) {}

  const Row& at(int y) {
    while (next_ <= y) {
      to_light(bitmap_.at(0, next_), wide_);
      blend_columns(wide_, columns_, slot(next_));
      ++next_;
    }
    return slot(y);
  }

 private:
  Row& slot(int y) { return kept_[static_cast<std::size_t>(y) % kept_.size()]; }

  const Bitmap& bitmap_;
  const std::vector<Blend>& columns_;
  Row wide_;
  std::vector<Row> kept_;
  int next_ = 0;
};

std::size_t longest(const std::vector<Blend>& blends) {
  std::size_t most = 0;
  for (const Blend& blend : blends) most = std::max(most, blend.weights.size());
  return most;
}

}  // namespace

Bitmap resize(const Bitmap& bitmap, int width, int height) {
  if (width <= 0 || height <= 0 || bitmap.rgba.empty()) {
    throw Error(ErrorCode::invalid_input, "a picture cannot be made {} x {} pixels large", width,
                height)
        .with_help("give a width and a height of at least 1");
  }
  if (width == bitmap.width && height == bitmap.height) return bitmap;
  const std::vector<Blend> columns = blends(bitmap.width, width);
  const std::vector<Blend> rows = blends(bitmap.height, height);
  ResampledRows source(bitmap, columns, longest(rows));
  Bitmap resized(width, height);
  Row sum(columns.size() * channels);
  for (int y = 0; y < height; ++y) {
    const Blend& row = rows[static_cast<std::size_t>(y)];
    std::ranges::fill(sum, 0.0F);
    for (std::size_t i = 0; i < row.weights.size(); ++i) {
      const Row& part = source.at(row.first + static_cast<int>(i));
      for (std::size_t x = 0; x < sum.size(); ++x) sum[x] += row.weights[i] * part[x];
    }
    to_codes(sum, resized.at(0, y));
  }
  return resized;
}

}  // namespace limner::image
