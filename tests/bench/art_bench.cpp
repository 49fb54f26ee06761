// What drawing costs: the pack, each style, and a cut-out. Prompts come from a
// file, one a line, or are the eight below.
#include "art/pack.hpp"
#include "art/raster.hpp"

#include <limner/art.hpp>

#include <fmt/format.h>

#include <sys/resource.h>

#include <algorithm>
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
  fmt::print("{:<22} {:14.2f} ms\n", "pack, first icon", milliseconds([] { find_icon("fox"); }));
  std::vector<double> rasters;
  std::vector<double> cuts;
  for (const auto& [name, style] : {std::pair{"draw, cartoon", ArtStyle::cartoon},
                                    {"draw, flat", ArtStyle::flat},
                                    {"draw, watercolor", ArtStyle::watercolor},
                                    {"draw, realistic", ArtStyle::realistic}}) {
    std::vector<double> times;
    for (const std::string& prompt : prompts) {
      ArtPicture picture;
      times.push_back(milliseconds([&] { picture = draw({.prompt = prompt, .style = style}); }));
      if (style != ArtStyle::cartoon) continue;
      rasters.push_back(milliseconds([&] { rasterise(picture.scene_svg, 1024, 1024); }));
      cuts.push_back(milliseconds([&] { cut_out(picture.pixels); }));
    }
    print_row(name, times);
    if (style == ArtStyle::cartoon) {
      print_row("  of it, rasterise", rasters);
      print_row("cut out", cuts);
    }
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    fmt::print("{:<22} {:14} MB\n", "  memory so far", usage.ru_maxrss / 1024);
  }
}

}  // namespace
}  // namespace limner

int main(int count, char** arguments) {
  limner::run(limner::prompts_from(count, arguments));
  return 0;
}
