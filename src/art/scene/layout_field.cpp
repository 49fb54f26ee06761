// Places copies of a plant in rows, larger towards the viewer, with leaves between.
#include "art/scene/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

namespace limner::art {
namespace {

constexpr int planted_rows = 5;

// Leaves that cover the lower ends of one row.
std::string leaves(const Scene& scene, double y, double height, int count, std::string_view green) {
  const double step = scene.width / count;
  std::string svg = fmt::format("<path d='M0 {:.1f}", y);
  for (int i = 0; i < count; ++i) {
    svg += fmt::format("q{:.1f} {:.1f} {:.1f} 0", step / 2, -height * 0.16, step);
  }
  svg += fmt::format("V{:.1f} H0Z' fill='{}'/>", scene.height, green);
  const double blade = height * 0.10;
  for (int i = 0; i < count * 2; ++i) {
    svg += fmt::format(
        "<path d='M{:.1f} {:.1f} q{:.1f} {:.1f} {:.1f} {:.1f} q{:.1f} {:.1f} {:.1f} {:.1f}z' "
        "fill='#a9d36a' opacity='0.55'/>",
        (i + 0.5) * step / 2, y + blade * 0.2, -blade * 0.9, -blade * 0.3, -blade * 1.3,
        -blade * 1.2, blade * 1.2, blade * 0.1, blade * 1.3, blade * 1.2);
  }
  return svg;
}

class Planter {
 public:
  Planter(LayoutContext& context, std::size_t plant) : stage_(context), plant_(plant) {}

  void plant() {
    const Scene& scene = stage_.scene;
    add(fmt::format(
            "<path d='M0 {0:.1f} Q{1:.1f} {2:.1f} {3:.1f} {4:.1f} V{5:.1f} H0Z' fill='#8bc34a'/>",
            scene.height * 0.56, scene.middle, scene.height * 0.52, scene.width,
            scene.height * 0.57, scene.height),
        1);
    constexpr std::array<std::string_view, planted_rows> greens{"#8fc04e", "#7fb544", "#72aa3b",
                                                                "#659f33", "#5a942d"};
    for (int row = 0; row < planted_rows; ++row) {
      const double nearness = row / (planted_rows - 1.0);
      // nearness^1.25; pow() differs between C libraries.
      const double bent = nearness * std::sqrt(std::sqrt(nearness));
      const double y = scene.height * (0.60 + 0.40 * bent);
      const double height = scene.side * (0.11 + 0.15 * nearness);
      plant_row(row, y, height);
      add(leaves(scene, y - height * 0.17, height, 10 - row,
                 greens.at(static_cast<std::size_t>(row))),
          2 + row + 0.5);
    }
  }

 private:
  void plant_row(int row, double y, double height) {
    const Scene& scene = stage_.scene;
    const int plants = 10 - row;
    const double half = std::min(scene.width * 0.44, scene.side * 0.52);
    for (int i = 0; i <= plants; ++i) {
      const double along = static_cast<double>(i) / plants - 0.5;
      const double aside =
          (row % 2 == 1 ? half / plants : 0) + stage_.random.between(-0.10, 0.10) * half / plants;
      const double shift = stage_.random.between(-0.010, 0.010) * scene.height;
      const double grown = height * stage_.random.between(0.94, 1.06);
      const bool mirrored = stage_.random.below(2) == 0;
      const double turn = stage_.random.between(-5, 5);
      const std::size_t figure = place(stage_, plant_,
                                       {.x = scene.middle + along * 2 * half + aside,
                                        .base = y + shift,
                                        .height = grown,
                                        .depth = 2.0 + row,
                                        .mirrored = mirrored,
                                        .turn = turn});
      stage_.scene.figures[figure].within = stage_.scene.frame;
    }
  }

  void add(std::string svg, double depth) {
    stage_.scene.shapes.push_back({std::move(svg), depth, Layer::ground, stage_.scene.frame});
  }

  LayoutContext& stage_;
  std::size_t plant_;  // index of the entity
};

}  // namespace

void lay_out_field(LayoutContext& context, std::size_t plant) {
  Planter(context, plant).plant();
}

}  // namespace limner::art
