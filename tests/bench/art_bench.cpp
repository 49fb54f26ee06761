// What drawing costs: the pack, each style, and a cut-out; and how true the cut-outs
// are, as the drawn scenes' own alpha is known. Prompts come from a file, one a
// line, or are the eight below.
#include "art/scene/pack.hpp"
#include "svg/raster.hpp"
#include "svg/raster_scene.hpp"

#include <limner/art.hpp>

#include <fmt/format.h>

#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace limner {
namespace {

// Processor time: other programs do not count.
template <class Work>
double milliseconds(Work work) {
  const std::clock_t start = std::clock();
  work();
  return 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

void print_row(const char* what, std::vector<double> times) {
  std::sort(times.begin(), times.end());
  fmt::print("{:<22} median {:7.1f} ms   worst {:7.1f} ms\n", what, times[times.size() / 2],
             times.back());
}

// Of the two alphas: what both cover beside what either covers.
double likeness(const Bitmap& one, const Bitmap& other) {
  double both = 0;
  double any = 0;
  for (std::size_t i = 3; i < one.rgba.size(); i += 4) {
    both += std::min(one.rgba[i], other.rgba[i]);
    any += std::max(one.rgba[i], other.rgba[i]);
  }
  return any > 0 ? both / any : 1;
}

// The share of pixels that are as they were, within 2 of 255, when the cut-out is
// laid on the colour it was cut from.
double given_back(const Bitmap& picture, const Bitmap& cut) {
  const std::uint8_t* backdrop = picture.at(0, 0);
  std::size_t same = 0;
  for (std::size_t i = 0; i < picture.rgba.size(); i += 4) {
    const int alpha = cut.rgba[i + 3];
    int worst = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const int laid = (cut.rgba[i + k] * alpha + backdrop[k] * (255 - alpha) + 127) / 255;
      worst = std::max(worst, std::abs(laid - picture.rgba[i + k]));
    }
    if (worst <= 2) ++same;
  }
  return static_cast<double>(same) * 4 / static_cast<double>(picture.rgba.size());
}

void print_truth(const std::vector<std::string>& prompts) {
  double sum = 0;
  double least = 1;
  double least_back = 1;
  std::string worst;
  for (const std::string& prompt : prompts) {
    const art::ArtPicture picture = art::draw({.prompt = prompt});
    const svg::SvgTree scene(picture.scene_svg);
    const Bitmap truth =
        svg::ScenePainter(scene, 1024, 1024).paint({.but_class = "backdrop"}).bitmap();
    const Bitmap cut = art::cut_out(picture.pixels).cut_out;
    const double like = likeness(cut, truth);
    sum += like;
    const double back = given_back(picture.pixels, cut);
    least_back = std::min(least_back, back);
    if (like < 0.97 || back < 0.99) fmt::print("  {:.4f} {:.4f} {}\n", like, back, prompt);
    if (like >= least) continue;
    least = like;
    worst = prompt;
  }
  fmt::print("{:<22} mean {:.4f}, least {:.4f} ({})\n", "cut-out, likeness",
             sum / static_cast<double>(prompts.size()), least, worst);
  fmt::print("{:<22} least {:.4f} of the pixels\n", "laid back, the same", least_back);
}

std::vector<std::string> prompts_from(int count, char** arguments) {
  std::vector<std::string> prompts;
  if (count > 1) {
    std::ifstream file(arguments[1]);
    for (std::string line; std::getline(file, line);) {
      line = line.substr(0, line.find('|'));
      if (!line.empty() && line.front() != '#') prompts.push_back(line);
    }
  }
  if (!prompts.empty()) return prompts;
  return {"a cute chipmunk sleeping in a nest with her family",
          "birthday cake with candles",
          "a red bicycle leaning on a tree",
          "three cats on a sofa",
          "a field of sunflowers",
          "a pirate ship in a storm",
          "christmas tree with presents",
          "surfing penguin"};
}

void run(const std::vector<std::string>& prompts) {
  fmt::print("{:<22} {:14.2f} ms\n", "pack, first icon",
             milliseconds([] { art::find_icon("fox"); }));
  std::vector<double> rasters;
  std::vector<double> cuts;
  for (const auto& [name, style] : {std::pair{"draw, cartoon", art::ArtStyle::cartoon},
                                    {"draw, flat", art::ArtStyle::flat},
                                    {"draw, watercolor", art::ArtStyle::watercolor},
                                    {"draw, realistic", art::ArtStyle::realistic}}) {
    std::vector<double> times;
    for (const std::string& prompt : prompts) {
      art::ArtPicture picture;
      times.push_back(
          milliseconds([&] { picture = art::draw({.prompt = prompt, .style = style}); }));
      if (style != art::ArtStyle::cartoon) continue;
      rasters.push_back(milliseconds([&] { svg::rasterise(picture.scene_svg, 1024, 1024); }));
      cuts.push_back(milliseconds([&] { art::cut_out(picture.pixels); }));
    }
    print_row(name, times);
    if (style == art::ArtStyle::cartoon) {
      print_row("  of it, rasterise", rasters);
      print_row("cut out", cuts);
    }
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    fmt::print("{:<22} {:14} MB\n", "  memory so far", usage.ru_maxrss / 1024);
  }
  print_truth(prompts);
}

}  // namespace
}  // namespace limner

int main(int count, char** arguments) {
  limner::run(limner::prompts_from(count, arguments));
  return 0;
}
