// The permanent lines of a run's progress.
#include "cli/render/step_lines.hpp"

#include "cli/render/format.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace limner::cli {

using nlohmann::json;

namespace {

constexpr int step_indent = 4;  // two spaces, a sign, a space
constexpr int right_side = 18;  // time and cost with their gaps
constexpr int least_name = 12;
constexpr int widest_detail = 26;

std::string text_of(const json& object, std::string_view key) {
  if (!object.is_object()) return {};
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? plain(found->get<std::string>())
                                                     : std::string();
}

std::string format_pictures(const json& images) {
  if (images.size() > 1) return fmt::format("{} pictures", images.size());
  const json& image = images.front();
  const std::string type = text_of(image, "file_type");
  std::string format = type.substr(type.find('/') + 1);
  if (!image.is_object() || !image.contains("file_size")) return format;
  return fmt::format("{} {}", format, format_size(image["file_size"].get<std::uint64_t>()));
}

// The details of a successful step.
std::string step_detail(const engine::StepFinished& step) {
  if (!step.model.empty()) return plain(step.model);
  if (!step.outputs.is_object()) return {};
  const json& outputs = step.outputs;
  const std::string artifact = text_of(outputs, "artifactId");
  if (artifact.size() > short_id_length) {
    const std::string id = artifact.substr(artifact.size() - short_id_length);
    const auto all = outputs.find("artifactIds");
    const std::size_t more = all != outputs.end() && all->size() > 1 ? all->size() - 1 : 0;
    return more == 0 ? id : fmt::format("{} and {} more", id, more);
  }
  const auto list = [&outputs](std::string_view key) {
    const auto found = outputs.find(key);
    return found != outputs.end() && found->is_array() && !found->empty();
  };
  if (list("objects")) {
    const json& object = outputs["objects"].front();
    return fmt::format("{} ({})", text_of(object, "bucket"), text_of(object, "kind"));
  }
  return list("images") ? format_pictures(outputs["images"]) : std::string();
}

StatusMark sign_of(store::StepStatus status) {
  if (status == store::StepStatus::succeeded || status == store::StepStatus::reused)
    return StatusMark::done;
  if (status == store::StepStatus::failed) return StatusMark::failed;
  return status == store::StepStatus::in_doubt ? StatusMark::doubt : StatusMark::skipped;
}

// "8 of 8 steps reused, saved $0.0530 (another picture: --again)" on a line of its own.
std::string reuse_line(const engine::RunFinished& run, const Output& output) {
  if (run.reused == 0) return {};
  std::string words = fmt::format("{} of {} steps reused", run.reused, run.steps);
  if (!run.saved.is_zero()) words += fmt::format(", saved {}", dollars(run.saved));
  if (run.reused == run.steps) words += " (another picture: --again)";
  return "\n  " + output.paint(TextStyle::faint, words);
}

std::string trim_trailing_spaces(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

struct Ending {
  store::RunStatus status;
  std::string_view words;
  StatusMark sign;
};

Ending ending_of(store::RunStatus status) {
  constexpr std::array<Ending, 5> endings = {
      Ending{store::RunStatus::review, "is ready for review", StatusMark::done},
      Ending{store::RunStatus::completed, "is complete", StatusMark::done},
      Ending{store::RunStatus::failed, "failed", StatusMark::failed},
      Ending{store::RunStatus::canceled, "was stopped", StatusMark::skipped},
      Ending{store::RunStatus::in_doubt, "is in doubt: a paid request may be live",
             StatusMark::doubt},
  };
  const auto found = std::ranges::find(endings, status, &Ending::status);
  return found == endings.end() ? Ending{status, to_string(status), StatusMark::done} : *found;
}

}  // namespace

StepColumns StepColumns::fitting(const std::vector<std::string>& names, const Output& output) {
  StepColumns columns{.name = least_name, .detail = widest_detail};
  for (const std::string& name : names)
    columns.name = std::max(columns.name, display_width(plain(name)));
  if (!output.terminal) return columns;
  const int available = output.columns() - step_indent - right_side;
  columns.name = std::clamp(columns.name, 1, std::max(least_name, available));
  columns.detail = std::clamp(available - columns.name - 3, 0, widest_detail);
  return columns;
}

std::string started_line(const engine::RunStarted& run, const Output& output) {
  const std::string title = plain(run.title);
  const std::string name = plain(run.template_id);
  if (title.empty() || title == name) return output.paint(TextStyle::strong, name);
  const int available = output.terminal ? output.columns() - display_width(name) - 3 : 1000;
  return output.paint(TextStyle::strong, name) + "  " +
         cut(title, std::max(available, 8), output.unicode);
}

std::string step_line(const engine::StepFinished& step, const StepColumns& columns,
                      const Output& output) {
  const bool skipped = step.status == store::StepStatus::skipped;
  const bool made = step.status == store::StepStatus::succeeded;
  const std::string detail = made                            ? step_detail(step)
                             : step.reused                   ? reuse_words(*step.reused)
                             : skipped || step.model.empty() ? std::string(to_string(step.status))
                                                             : plain(step.model);
  const std::string name =
      padded(cut(plain(step.name), columns.name, output.unicode), columns.name);
  std::string rest =
      columns.detail < 4
          ? ""
          : padded(cut(detail, columns.detail, output.unicode), columns.detail) + " ";
  if (!skipped) rest += padded_left(format_duration(step.took), 7);
  if (!step.unresolved.is_zero()) {
    rest += "  " + unknown_dollars(step.unresolved);
  } else if (step.cost) {
    rest += "  " + (step.cost->is_zero()    ? "$0"
                    : step.cost_is_estimate ? estimated_dollars(*step.cost)
                                            : dollars(*step.cost));
  }
  return "  " + sign(sign_of(step.status), output) + " " +
         trim_trailing_spaces(output.paint(skipped ? TextStyle::faint : TextStyle::plain, name) +
                              "  " + rest);
}

std::vector<std::string> step_notes(const engine::StepFinished& step, const Output& output) {
  std::vector<std::string> notes;
  for (const json& warning : step.warnings) {
    const std::string message = text_of(warning, "message");
    const std::string words = message.empty() ? text_of(warning, "code") : message;
    if (!words.empty())
      notes.push_back("    " + output.paint(TextStyle::warn, for_locale(words, output)));
  }
  return notes;
}

std::string reuse_words(const engine::StepReuse& reuse) {
  const std::string words = fmt::format("reused {}", reuse.from.short_id());
  return reuse.saved.is_zero() ? words : words + fmt::format(", saved {}", dollars(reuse.saved));
}

std::string waiting_line(const engine::CallRetryScheduled& wait, const Output& output) {
  const std::string words = fmt::format("    {}; retrying {} in {}", plain(wait.reason),
                                        plain(wait.model), format_duration(wait.pause));
  return output.paint(TextStyle::warn,
                      cut(for_locale(words, output), output.columns() - 1, output.unicode));
}

std::string queued_line(const engine::CallQueued& call) {
  switch (call.queue) {
    case engine::CallQueue::provider:
      return fmt::format("    waits for other calls to {}", plain(call.model));
    case engine::CallQueue::spending_limit:
      return "    waits for calls that have reserved the rest of a spending limit";
    case engine::CallQueue::equal_step: return "    waits for an equal step of another run";
  }
  return {};
}

std::string partial_line(const engine::PartialPicture& picture) {
  return fmt::format("    unfinished picture {}: {}", picture.number, plain(picture.file.string()));
}

std::string finished_line(const engine::RunFinished& run, const Output& output) {
  const Ending ending = ending_of(run.status);
  const std::string cost =
      run.cost.estimated.is_zero() && !run.cost.actual ? dollars(Money()) : format_cost(run.cost);
  const std::string words = fmt::format("run {} {}", run.run.short_id(), ending.words);
  const std::string figures = fmt::format("{}   {}", format_duration(run.took), cost);
  const int needed = 2 + display_width(words) + 3 + display_width(figures);
  const bool fits = !output.terminal || needed <= output.columns();
  return sign(ending.sign, output) + " " + words + (fits ? "   " : "\n  ") + figures +
         reuse_line(run, output);
}

}  // namespace limner::cli
