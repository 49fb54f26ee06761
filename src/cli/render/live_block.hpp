// Lines at the bottom of a terminal that are redrawn in place. They are overwritten in one write,
// cut to the width of the window with wrapping disabled, so that they always occupy the same rows.
#pragma once

#include "cli/render/output.hpp"

#include <limner/clock.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace limner::cli {

constexpr Millis between_frames{100};

// One thread at a time. Errors of the stream pass through.
class LiveBlock {
 public:
  LiveBlock(Output& output, Clock& clock) : output_(output), clock_(clock) {}

  int columns() const;  // that a line may have
  void draw(const std::vector<std::string>& lines);
  // Writes `above` as lines that stay, then the block below them.
  void print(const std::vector<std::string>& above, const std::vector<std::string>& lines);
  void erase();

 private:
  std::string to_start();
  void write(const std::vector<std::string>& above, const std::vector<std::string>& lines);

  Output& output_;
  Clock& clock_;
  Millis drawn_at_{0};
  std::vector<int> drawn_;  // widths of the lines that are on the screen
};

std::string_view spinner(std::size_t frame, bool unicode);
std::string format_elapsed(Millis took);  // running times are shown in seconds

}  // namespace limner::cli
