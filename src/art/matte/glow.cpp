#include "art/matte/glow.hpp"

#include <algorithm>
#include <cstddef>
#include <initializer_list>

namespace limner::art {
namespace {

// The opacity of a glow cannot be determined from one picture. Where it differs most from the
// background it is taken as opaque, if the difference is at least this: quarters of a Lab unit.
constexpr int least_opaque = 160;
constexpr int most_opaque = 255;
constexpr int glow_edge = 3;  // pixels that an edge takes

class GlowFinder {
 public:
  GlowFinder(const Bitmap& picture, const BackdropFit& backdrop, BackdropRegion& region)
      : picture_(picture),
        region_(region),
        max_step_(5 + static_cast<int>(3 * backdrop.sigma())),
        max_near_(9 + static_cast<int>(5 * backdrop.sigma())),
        min_difference_(3 + static_cast<int>(12 * backdrop.sigma())),
        state_(region.distance.size(), unseen) {}

  Glow run() {
    for (std::size_t i = 0; i < state_.size(); ++i) {
      if (is_entrance(i)) add_region(i);
    }
    if (glow_pixels_.empty()) return {};
    add_rims();
    add_haze();
    Glow glow(state_.size());
    for (const std::size_t i : glow_pixels_) {
      glow[i] = static_cast<std::uint8_t>(std::min(255, region_.distance[i] * 255 / opaque_));
      region_.is_backdrop[i] = 1;
    }
    return glow;
  }

 private:
  enum State : std::uint8_t { unseen, refused, glowing };

  template <class Visit>
  void each_within(std::size_t i, int reach, Visit visit) const {
    const auto width = static_cast<std::size_t>(region_.width);
    const int x0 = static_cast<int>(i % width);
    const int y0 = static_cast<int>(i / width);
    for (int y = std::max(0, y0 - reach); y <= std::min(region_.height - 1, y0 + reach); ++y) {
      for (int x = std::max(0, x0 - reach); x <= std::min(region_.width - 1, x0 + reach); ++x) {
        visit(region_.index(x, y));
      }
    }
  }

  template <class Visit>
  void each_beside(std::size_t i, int steps, Visit visit) const {
    const auto width = static_cast<std::size_t>(region_.width);
    const int x = static_cast<int>(i % width);
    const int y = static_cast<int>(i / width);
    for (const PixelOffset s : four_neighbours) {
      const int u = x + steps * s.x;
      const int v = y + steps * s.y;
      if (u >= 0 && v >= 0 && u < region_.width && v < region_.height) visit(region_.index(u, v));
    }
  }

  bool may_glow(std::size_t i) const {
    if (region_.is_backdrop[i] != 0 || state_[i] != unseen || region_.distance[i] >= most_opaque)
      return false;
    bool smooth = true;
    each_beside(
        i, 2, [&](std::size_t j) { smooth = smooth && colour_step(picture_, i, j) <= max_near_; });
    return smooth;
  }

  // True if the pixel touches the backdrop without an edge between them.
  bool is_entrance(std::size_t i) const {
    if (region_.is_backdrop[i] != 0 || state_[i] != unseen) return false;
    bool beside = false;
    each_beside(i, 1, [&](std::size_t j) {
      beside = beside || (region_.is_backdrop[j] != 0 && colour_step(picture_, i, j) <= max_step_);
    });
    return beside && may_glow(i);
  }

  // A subject with a backdrop-like part of its outline has an edge elsewhere; a beam of light
  // may have edges at two sides, but not all around.
  void add_region(std::size_t start) {
    std::vector<std::size_t> piece{start};
    state_[start] = refused;
    for (std::size_t at = 0; at < piece.size(); ++at) {
      each_beside(piece[at], 1, [&](std::size_t j) {
        if (colour_step(picture_, piece[at], j) > max_step_ || !may_glow(j)) return;
        state_[j] = refused;
        piece.push_back(j);
      });
    }
    constexpr std::size_t smallest = 100;  // pixels
    if (piece.size() < smallest || !fades_out(piece)) return;
    for (const std::size_t i : piece) {
      state_[i] = glowing;
      opaque_ = std::max<int>(opaque_, region_.distance[i]);
    }
    glow_pixels_.insert(glow_pixels_.end(), piece.begin(), piece.end());
  }

  bool fades_out(const std::vector<std::size_t>& piece) const {
    std::size_t soft = 0;
    std::size_t sharp = 0;
    for (const std::size_t i : piece) {
      bool beside = false;
      each_beside(i, 1, [&](std::size_t j) { beside = beside || region_.is_backdrop[j] != 0; });
      soft += beside ? 1 : 0;
      sharp += !beside && has_edge(i) ? 1 : 0;
    }
    return soft * 2 >= sharp;
  }

  // True if pixels outside the glow, as thin as an edge, separate this one from the backdrop.
  bool has_edge(std::size_t i) const {
    bool found = false;
    each_within(i, 1, [&](std::size_t j) {
      found = found || (region_.is_backdrop[j] == 0 && state_[j] == unseen);
    });
    if (!found) return false;
    found = false;
    each_beside(i, glow_edge + 2,
                [&](std::size_t j) { found = found || region_.is_backdrop[j] != 0; });
    return found;
  }

  // Adds the pixels between the glow and the backdrop that differ less from it than the glow.
  void add_rims() {
    std::vector<std::size_t> found;
    for (const std::size_t i : glow_pixels_) {
      const int here = region_.distance[i];
      each_within(i, glow_edge, [&](std::size_t j) {
        if (region_.is_backdrop[j] != 0 || state_[j] == glowing) return;
        if (region_.distance[j] > here + min_difference_) return;
        state_[j] = glowing;
        found.push_back(j);
      });
    }
    glow_pixels_.insert(glow_pixels_.end(), found.begin(), found.end());
  }

  // Adds the parts so faint that they were classified as backdrop.
  void add_haze() {
    for (std::size_t at = 0; at < glow_pixels_.size(); ++at) {
      each_beside(glow_pixels_[at], 1, [&](std::size_t j) {
        if (region_.is_backdrop[j] == 0 || state_[j] == glowing) return;
        if (region_.distance[j] < min_difference_) return;
        state_[j] = glowing;
        glow_pixels_.push_back(j);
      });
    }
  }

  const Bitmap& picture_;
  BackdropRegion& region_;
  int max_step_;        // of red, green and blue together, from one pixel to the next
  int max_near_;        // the same, over two
  int min_difference_;  // quarters of a Lab unit: less is the backdrop's noise
  int opaque_ = least_opaque;
  std::vector<std::uint8_t> state_;
  std::vector<std::size_t> glow_pixels_;
};

}  // namespace

Glow extract_glow(const Bitmap& picture, const BackdropFit& backdrop, BackdropRegion& region) {
  return GlowFinder(picture, backdrop, region).run();
}

}  // namespace limner::art
