// The steps of a run, one line each.
#include "cli/command/runs.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"

#include <algorithm>

namespace limner::cli {

namespace {

using nlohmann::json;

std::string step_sign(const store::StepRow& step, const Output& out) {
  if (step.status == store::StepStatus::succeeded || step.status == store::StepStatus::reused)
    return sign(StatusMark::done, out);
  if (step.status == store::StepStatus::failed) return sign(StatusMark::failed, out);
  if (step.status == store::StepStatus::in_doubt) return sign(StatusMark::doubt, out);
  return sign(StatusMark::skipped, out);
}

struct StepLine {
  std::string mark, name, what, time, cost;
};

StepLine make_step_line(const app::RunReport& report, const store::StepRow& step,
                        const Output& out) {
  const bool usual = step.status == store::StepStatus::succeeded;
  const std::string model = plain(step.model);
  const std::optional<store::CostTotal> cost = app::step_cost(report, step.ordinal);
  return {.mark = step_sign(step, out),
          .name = plain(step.name),
          .what = model,
          .time = !usual             ? std::string(to_string(step.status))
                  : step.duration_ms ? format_duration(Millis(*step.duration_ms))
                                     : "",
          .cost = cost ? format_cost(*cost) : ""};
}

int widest(const std::vector<StepLine>& lines, std::string StepLine::*part) {
  int width = 0;
  for (const StepLine& line : lines) width = std::max(width, display_width(line.*part));
  return width;
}

void print_warnings(const store::StepRow& step, const Output& out) {
  if (!step.warnings.is_array()) return;
  for (const json& warning : step.warnings)
    print_field(out, "", text_at(warning, "message"), TextStyle::warn);
}

}  // namespace

void print_steps(const app::RunReport& report, const Output& out) {
  print_heading(out, "steps");
  std::vector<StepLine> lines;
  for (const store::StepRow& step : report.steps)
    lines.push_back(make_step_line(report, step, out));
  const int time = widest(lines, &StepLine::time);
  const int cost = widest(lines, &StepLine::cost);
  // Mark, gaps and the two right-hand columns keep their width; name and model are cut.
  // On a narrow terminal a cost has a line of its own.
  constexpr int least_names = 16;
  const int beside = out.terminal ? out.columns() - time - cost - 10 : 200;
  const bool is_narrow = beside < least_names;
  const int available = std::max(0, is_narrow ? beside + cost + 2 : beside);
  const int name = std::min(widest(lines, &StepLine::name), available);
  const int what = std::min(widest(lines, &StepLine::what), available - name);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const StepLine& line = lines[i];
    std::string text =
        fmt::format("{}  {}  {}  {}", padded(cut(line.name, name, out.unicode), name),
                    padded(cut(line.what, what, out.unicode), what), padded_left(line.time, time),
                    is_narrow ? "" : line.cost);
    text.erase(text.find_last_not_of(' ') + 1);
    out.text << "  " << line.mark << ' ' << text << '\n';
    if (is_narrow && !line.cost.empty()) out.text << "    " << line.cost << '\n';
    print_warnings(report.steps[i], out);
  }
}

}  // namespace limner::cli
