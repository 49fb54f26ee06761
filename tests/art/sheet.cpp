// Renders a contact sheet of a prompt list, so that a change to the artist can be
// looked at as a whole:
//
//   sheet PROMPTS OUT.png [style] [ratio] [plain|scene|cut] [columns] [cell] [seed]
//
// PROMPTS has one prompt a line; what follows a "|" is ignored. "cut" shows the
// cut-out on a checkerboard. Refusals and words left out go to standard output.
#include <limner/art.hpp>
#include <limner/bitmap.hpp>
#include <limner/error.hpp>
#include <limner/file.hpp>
#include <limner/image.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace limner {
namespace {

struct Options {
  std::string prompts;
  std::string out;
  art::ArtRequest request;
  bool cut = false;
  int columns = 8;
  int cell = 256;  // pixels of the longer side
};

std::vector<std::string> prompts_in(const std::string& path) {
  std::vector<std::string> prompts;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    line = line.substr(0, line.find('|'));
    if (!line.empty() && line.front() != '#') prompts.push_back(line);
  }
  return prompts;
}

art::ArtStyle style_named(const std::string& name) {
  if (name == "flat") return art::ArtStyle::flat;
  if (name == "watercolor") return art::ArtStyle::watercolor;
  if (name == "realistic") return art::ArtStyle::realistic;
  return art::ArtStyle::cartoon;
}

void take_ratio(const std::string& ratio, art::ArtRequest& request) {
  request.width = ratio == "3:4" ? 768 : ratio == "16:9" ? 1536 : 1024;
  request.height = ratio == "4:3" ? 768 : ratio == "16:9" ? 864 : 1024;
}

Options options_of(const std::vector<std::string>& args) {
  const auto arg = [&](std::size_t index, std::string otherwise) {
    return index < args.size() ? args[index] : otherwise;
  };
  Options options{.prompts = arg(1, ""), .out = arg(2, "")};
  options.request.style = style_named(arg(3, "cartoon"));
  take_ratio(arg(4, "1:1"), options.request);
  const std::string backdrop = arg(5, "plain");
  options.request.backdrop = backdrop == "scene" ? art::Backdrop::scene : art::Backdrop::plain;
  options.cut = backdrop == "cut";
  options.columns = std::stoi(arg(6, "8"));
  options.cell = std::stoi(arg(7, "256"));
  options.request.seed = std::stoll(arg(8, "1"));
  return options;
}

Bitmap on_checkerboard(const Bitmap& picture) {
  Bitmap result(picture.width, picture.height);
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const int square = (x / 32 + y / 32) % 2 == 0 ? 255 : 205;
      const std::uint8_t* from = picture.at(x, y);
      std::uint8_t* to = result.at(x, y);
      for (int channel = 0; channel < 3; ++channel) {
        const int mixed = from[channel] * from[3] + square * (255 - from[3]);
        to[channel] = static_cast<std::uint8_t>(mixed / 255);
      }
      to[3] = 255;
    }
  }
  return result;
}

std::optional<Bitmap> picture_of(const Options& options, const std::string& prompt) {
  art::ArtRequest request = options.request;
  request.prompt = prompt;
  try {
    const auto start = std::chrono::steady_clock::now();
    const art::ArtPicture picture = art::draw(request);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    std::string left_out;
    for (const std::string& word : picture.words_not_drawn) left_out += " [" + word + "]";
    fmt::print("{:6.1f} ms  {}{}\n", took.count(), prompt, left_out);
    return options.cut ? on_checkerboard(art::cut_out(picture.pixels).cut_out) : picture.pixels;
  } catch (const Error& error) {
    fmt::print("refused    {}: {}\n", prompt, error.what());
    return std::nullopt;
  }
}

void paste(const Bitmap& picture, Bitmap& sheet, int left, int top) {
  for (int y = 0; y < picture.height; ++y) {
    std::copy_n(picture.at(0, y), picture.width * 4, sheet.at(left, top + y));
  }
}

int run(const Options& options) {
  const std::vector<std::string> prompts = prompts_in(options.prompts);
  const int longer = std::max(options.request.width, options.request.height);
  const int wide = options.request.width * options.cell / longer;
  const int tall = options.request.height * options.cell / longer;
  const int rows = (static_cast<int>(prompts.size()) + options.columns - 1) / options.columns;
  Bitmap sheet(wide * options.columns, tall * rows);
  for (std::size_t i = 0; i < prompts.size(); ++i) {
    const std::optional<Bitmap> picture = picture_of(options, prompts[i]);
    if (!picture) continue;
    const int at = static_cast<int>(i);
    paste(image::resize(*picture, wide, tall), sheet, at % options.columns * wide,
          at / options.columns * tall);
  }
  write_file(options.out, image::encode_png(sheet));
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace limner

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv, argv + argc);
  if (args.size() < 3) {
    std::fputs("usage: sheet PROMPTS OUT.png [style] [ratio] [plain|scene|cut] [columns] [cell]\n",
               stderr);
    return 2;
  }
  return limner::run(limner::options_of(args));
}
