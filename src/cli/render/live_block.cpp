#include "cli/render/live_block.hpp"

#include "cli/render/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace limner::cli {

namespace {

constexpr int echoed_columns = 2;    // "^C", which a terminal adds to the last line
constexpr Millis long_pause{2'000};  // the process was suspended: the screen content is not ours

}  // namespace

int LiveBlock::columns() const {
  return output_.columns() - 1 - echoed_columns;
}

// A terminal that became narrower has wrapped the lines.
std::string LiveBlock::to_start() {
  if (drawn_.empty()) return {};
  const int columns = std::max(1, output_.columns());
  int rows = 0;
  for (const int width : drawn_) rows += std::max(1, (width + columns - 1) / columns);
  drawn_.clear();
  return rows > 1 ? fmt::format("\r\x1b[{}A", rows - 1) : "\r";
}

// Old rows are overwritten and what is left of them is erased at the end: tmux keeps a screen that
// is erased from its first cell in its history.
void LiveBlock::write(const std::vector<std::string>& above,
                      const std::vector<std::string>& lines) {
  const bool is_drawn = !drawn_.empty();
  std::string text = to_start();
  for (const std::string& line : above) text += line + "\x1b[K\n";
  if (!lines.empty()) text += "\x1b[?7l";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    drawn_.push_back(display_width(lines[i]));
    if (i > 0) text += '\n';
    text += (i > 0 ? output_.paint(TextStyle::faint, lines[i]) : lines[i]) + "\x1b[K";
  }
  if (is_drawn) text += "\x1b[J";
  if (!lines.empty()) text += "\x1b[?7h";
  output_.text << text << std::flush;
}

void LiveBlock::draw(const std::vector<std::string>& lines) {
  const Millis now = clock_.uptime();
  if (now - drawn_at_ > long_pause) drawn_.clear();
  drawn_at_ = now;
  write({}, lines);
}

void LiveBlock::print(const std::vector<std::string>& above,
                      const std::vector<std::string>& lines) {
  drawn_at_ = clock_.uptime();
  write(above, lines);
}

void LiveBlock::erase() {
  if (!drawn_.empty()) write({}, {});
}

std::string_view spinner(std::size_t frame, bool unicode) {
  constexpr std::array<std::string_view, 10> dots = {"⠋", "⠙", "⠹", "⠸", "⠼",
                                                     "⠴", "⠦", "⠧", "⠇", "⠏"};
  constexpr std::array<std::string_view, 4> strokes = {"|", "/", "-", "\\"};
  return unicode ? dots.at(frame % dots.size()) : strokes.at(frame % strokes.size());
}

std::string format_elapsed(Millis took) {
  const std::string words = format_duration(took);
  const std::size_t point = words.find('.');
  return point == std::string::npos ? words : words.substr(0, point) + "s";
}

}  // namespace limner::cli
