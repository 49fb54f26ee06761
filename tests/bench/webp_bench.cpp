// What it costs to turn a PNG into a WebP, as a whole process, beside cwebp:
//   webp_bench [PICTURE.png…]
// Interleaved runs, medians. A ratio counts only where the pixels are the same.
#include "bench/child.hpp"
#include "fakes/basics.hpp"

#include <limner/file.hpp>
#include <limner/image.hpp>

#include <fmt/format.h>

#include <cmath>
#include <fstream>

using namespace limner;
namespace fs = std::filesystem;

namespace {

// As cwebp writes: without fsync.
void write_plainly(const fs::path& file, const Bytes& bytes) {
  const std::string_view text = as_text(bytes);
  std::ofstream(file, std::ios::binary).write(text.data(), std::ssize(text));
}

int convert(const fs::path& from, const fs::path& to) {
  const Bitmap bitmap = image::decode(as_bytes(read_file(from)));
  write_plainly(to, image::encode_webp(bitmap, {.quality = 90}));
  return 0;
}

// Discs of flat colours on a soft ground: a drawing, when no picture is given.
Bitmap drawing(int size) {
  Bitmap bitmap(size, size);
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const double cell = size / 8.0;
      const double away = std::hypot(std::fmod(x, cell) - cell / 2, std::fmod(y, cell) - cell / 2);
      const int number = static_cast<int>(x / cell) * 8 + static_cast<int>(y / cell);
      const bool disc = away < cell * 0.45;
      const int levels[] = {disc ? number * 37 % 256 : 220 + y * 30 / size,
                            disc ? number * 91 % 256 : 200 + x * 30 / size,
                            disc ? number * 151 % 256 : 235, 255};
      std::ranges::transform(levels, bitmap.at(x, y),
                             [](int level) { return static_cast<std::uint8_t>(level); });
    }
  }
  return bitmap;
}

// Cut out along a soft disc, as a background remover leaves it.
Bitmap cut_out(Bitmap bitmap) {
  const double radius = std::min(bitmap.width, bitmap.height) * 0.42;
  for (int y = 0; y < bitmap.height; ++y) {
    for (int x = 0; x < bitmap.width; ++x) {
      const double away = std::hypot(x - bitmap.width / 2, y - bitmap.height / 2);
      bitmap.at(x, y)[3] = static_cast<std::uint8_t>(std::clamp((radius - away) * 64, 0.0, 255.0));
    }
  }
  return bitmap;
}

bool same_pixels(const fs::path& one, const fs::path& other) {
  return image::decode(as_bytes(read_file(one))).rgba ==
         image::decode(as_bytes(read_file(other))).rgba;
}

void measure(const std::string& self, const std::string& name, const fs::path& png) {
  const std::string from = png;
  const std::string ours = from + ".ours.webp";
  const std::string theirs = from + ".peer.webp";
  const std::vector<std::string> cwebp{"cwebp", "-quiet", "-q", "90", "-m",
                                       "4",     "-exact", from, "-o", theirs};
  ProcessRun rows[] = {{"ours", {self, "--convert", from, ours}, 21}, {"cwebp", cwebp, 21}};
  for (int round = 0; round < rows[0].rounds; ++round) {
    for (ProcessRun& row : rows) run_once(row);
  }
  const double us = median(rows[0].millis);
  const double peer = median(rows[1].millis);
  const bool done = !rows[0].failed && !rows[1].failed;
  fmt::print("{:<34} {:>8.1f} {:>8.1f} {:>7.2f} {:>9.1f} {:>9.1f}  {}\n", name, us, peer, us / peer,
             static_cast<double>(rows[0].peak_kib) / 1024,
             static_cast<double>(rows[1].peak_kib) / 1024,
             !done                       ? "FAILED"
             : same_pixels(ours, theirs) ? "same pixels"
                                         : "OTHER PIXELS");
}

void measure_both(const std::string& self, const std::string& name, const Bitmap& picture,
                  const fs::path& directory) {
  const fs::path rgb = directory / "rgb.png";
  const fs::path rgba = directory / "rgba.png";
  write_plainly(rgb, image::encode_png(picture));
  write_plainly(rgba, image::encode_png(cut_out(picture)));
  measure(self, name + ", RGB", rgb);
  measure(self, name + ", RGBA", rgba);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 3 && words[0] == "--convert") return convert(words[1], words[2]);
  const fakes::Home home;
  fmt::print("{:<34} {:>8} {:>8} {:>7} {:>9} {:>9}\n", "PNG to WebP, q 90, m 4", "ours ms",
             "cwebp ms", "ratio", "ours MiB", "cwebp MiB");
  measure_both(argv[0], "drawing 1024x1024", drawing(1024), home.path);
  for (const std::string& file : words) {
    Bitmap picture = image::decode(as_bytes(read_file(file)));
    for (std::size_t i = 3; i < picture.rgba.size(); i += 4) picture.rgba[i] = 255;
    measure_both(argv[0], fs::path(file).stem().string().substr(0, 24), picture, home.path);
  }
  return 0;
}
