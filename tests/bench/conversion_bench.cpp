// The time to convert a photo of 24 megapixels from JPEG to PNG, JPEG and lossless WebP, beside
// vips, djpeg with cjpeg, and cwebp:
//   conversion_bench [LIMNER [PICTURE.jpg]]
// Interleaved runs, medians of wall and processor time. Peers use the same settings; the files'
// sizes show that none is faster because it compresses less. With LIMNER also a whole run,
// which decodes once, beside the sum of the peers.
#include "bench/child.hpp"
#include "fakes/basics.hpp"

#include <limner/file.hpp>
#include <limner/image.hpp>

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <fstream>

using namespace limner;
namespace fs = std::filesystem;

namespace {

void write_plainly(const fs::path& file, std::string_view text) {
  std::ofstream(file, std::ios::binary).write(text.data(), std::ssize(text));
}

Bytes encode_for(const fs::path& file, const Bitmap& bitmap) {
  if (file.extension() == ".png") return image::encode_png(bitmap);
  if (file.extension() == ".jpg") return image::encode_jpeg(bitmap);
  return image::encode_webp(bitmap, {.lossless = true});
}

int convert(const fs::path& from, const fs::path& to) {
  const Bitmap bitmap = image::decode(as_bytes(read_file(from)));
  const Bytes bytes = encode_for(to, bitmap);
  write_plainly(to, as_text(bytes));
  return 0;
}

double random_level(std::uint32_t x, std::uint32_t y, std::uint32_t salt) {
  std::uint32_t hash = x * 0x9e3779b1u ^ y * 0x85ebca77u ^ salt * 0xc2b2ae3du;
  hash = (hash ^ hash >> 15) * 0x2c1b3c6du;
  hash = (hash ^ hash >> 12) * 0x297a2d39u;
  return static_cast<double>(hash ^ hash >> 15) / 4294967296.0 - 0.5;
}

// Random levels on a grid, interpolated between its points.
double smooth_noise(int x, int y, int grid, std::uint32_t salt) {
  const auto column = static_cast<std::uint32_t>(x / grid);
  const auto row = static_cast<std::uint32_t>(y / grid);
  const double right = static_cast<double>(x % grid) / grid;
  const double down = static_cast<double>(y % grid) / grid;
  const auto at = [&](std::uint32_t dx, std::uint32_t dy) {
    return random_level(column + dx, row + dy, salt);
  };
  const double above = at(0, 0) * (1 - right) + at(1, 0) * right;
  const double below = at(0, 1) * (1 - right) + at(1, 1) * right;
  return above * (1 - down) + below * down;
}

// Shapes of all sizes, and the grain of a sensor.
Bitmap photo(int width, int height) {
  Bitmap bitmap(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      double light = 120;
      std::uint32_t salt = 0;
      for (const int grid : {1500, 400, 110, 30, 8, 3})
        light += smooth_noise(x, y, grid, ++salt) * std::sqrt(grid) * 4;
      std::uint8_t* pixel = bitmap.at(x, y);
      for (std::uint32_t c = 0; c < 3; ++c) {
        const double colour = smooth_noise(x, y, 700, 10 + c) * 90;
        const double grain =
            random_level(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), 20 + c) * 6;
        pixel[c] = static_cast<std::uint8_t>(std::clamp(light + colour + grain, 0.0, 255.0));
      }
      pixel[3] = 255;
    }
  }
  return bitmap;
}

void run_all(std::vector<ProcessRun*> rows) {
  constexpr int rounds = 3;
  for (int round = 0; round < rounds; ++round) {
    for (ProcessRun* row : rows) run_once(*row);
  }
}

void print_row(std::string_view name, double us, double peer, double us_cpu, double peer_cpu,
               std::string_view remark) {
  fmt::print("{:<22} {:>8.0f} {:>8.0f} {:>6.2f} {:>8.0f} {:>8.0f} {:>6.2f}  {}\n", name, us, peer,
             us / peer, us_cpu, peer_cpu, us_cpu / peer_cpu, remark);
}

std::string remark_on(const ProcessRun& ours, const ProcessRun& peer, const fs::path& us,
                      const fs::path& them) {
  if (ours.failed || peer.failed) return "FAILED";
  const auto mebibytes = [](const fs::path& file) {
    return static_cast<double>(fs::file_size(file)) / (1 << 20);
  };
  return fmt::format("{:.1f} MiB, peer {:.1f}", mebibytes(us), mebibytes(them));
}

// One step for each format, as `limner run` stores it.
void write_template(const fs::path& file) {
  std::string text = "schema: 1\nid: formats\nversion: 1.0.0\nname: Formats\nintake:\n"
                     "  picture: {type: image, required: true, flag: picture}\nsteps:\n";
  const std::pair<std::string_view, std::string_view> steps[] = {
      {"png", "image.convert\n    with: {format: png, "},
      {"jpeg", "image.convert\n    with: {format: jpeg, "},
      {"webp", "image.convert_webp\n    with: {lossless: true, "}};
  for (const auto& [id, uses] : steps) {
    text += fmt::format("  - id: {}\n    uses: {}input: \"${{{{ intake.picture }}}}\"}}\n"
                        "  - id: {}_file\n    uses: storage.upload\n    with: {{input: \"${{{{ "
                        "steps.{}.images }}}}\", bucket: artifacts, role: {}}}\n",
                        id, uses, id, id, id);
  }
  text += "  - id: artifact\n    uses: artifact.create\n    with:\n      artifactType: image\n"
          "      primary: png\n      files:\n";
  for (const auto& [id, uses] : steps)
    text += fmt::format("        {0}: \"${{{{ steps.{0}_file.objects }}}}\"\n", id);
  write_plainly(file, text + "output: {artifactId: \"${{ steps.artifact.artifactId }}\"}\n");
}

struct Pair {
  std::string name;
  fs::path us, them;
  ProcessRun ours, peer;
};

void measure(const std::string& self, const std::string& limner, const fs::path& photo,
             const fs::path& directory) {
  const std::string from = photo;
  const auto in = [&](std::string_view name) { return (directory / name).string(); };
  std::vector<Pair> pairs;
  const auto add = [&](std::string name, const std::string& type, std::vector<std::string> peer) {
    pairs.push_back({name,
                     in("ours" + type),
                     in("peer" + type),
                     {"ours", {self, "--convert", from, in("ours" + type)}, 0},
                     {"peer", std::move(peer), 0}});
  };
  add("PNG, vips", ".png", {"vips", "copy", from, in("peer.png")});
  add("JPEG, djpeg and cjpeg", ".jpg",
      {"sh", "-c", "djpeg \"$0\" | cjpeg -quality 90 -sample 1x1 >\"$1\"", from, in("peer.jpg")});
  add("lossless WebP, cwebp", ".webp",
      {"cwebp", "-quiet", "-mt", "-lossless", "-exact", from, "-o", in("peer.webp")});
  std::vector<ProcessRun*> rows;
  for (Pair& pair : pairs) rows.insert(rows.end(), {&pair.ours, &pair.peer});
  write_template(in("formats.yaml"));
  ProcessRun whole{"limner run",
                   {limner, "run", in("formats.yaml"), "--picture", from, "--store", in("store"),
                    "--offline", "--quiet", "--no-cache"},
                   0};
  if (!limner.empty()) rows.push_back(&whole);
  run_all(rows);
  double sum = 0;
  double cpu_sum = 0;
  for (const Pair& pair : pairs) {
    print_row(pair.name, median(pair.ours.millis), median(pair.peer.millis),
              median(pair.ours.cpu_millis), median(pair.peer.cpu_millis),
              remark_on(pair.ours, pair.peer, pair.us, pair.them));
    sum += median(pair.peer.millis);
    cpu_sum += median(pair.peer.cpu_millis);
  }
  if (limner.empty()) return;
  print_row("limner run, all three", median(whole.millis), sum, median(whole.cpu_millis), cpu_sum,
            whole.failed ? "FAILED" : "peers: the sum");
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 3 && words[0] == "--convert") return convert(words[1], words[2]);
  const fakes::Home home;
  fs::path picture = home.path / "photo.jpg";
  if (words.size() == 2)
    picture = words[1];
  else
    write_plainly(picture, as_text(image::encode_jpeg(photo(6000, 4000), 92)));
  fmt::print("{:<22} {:>8} {:>8} {:>6} {:>8} {:>8} {:>6}\n", "24 MP from JPEG", "ours ms",
             "peer ms", "ratio", "ours cpu", "peer cpu", "ratio");
  measure(argv[0], words.empty() ? "" : words[0], picture, home.path);
  return 0;
}
