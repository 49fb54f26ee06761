// A run in words, as its progress shows it: one line a step, one for the end.
#pragma once

#include "cli/render/output.hpp"

#include <limner/engine.hpp>

#include <string>
#include <vector>

namespace limner::cli {

// The widths of the columns of the step lines. Output that is not a terminal gets as
// much as it needs.
struct StepColumns {
  int name = 18;
  int detail = 24;

  static StepColumns fitting(const std::vector<std::string>& names, const Output& output);
};

std::string started_line(const engine::RunStarted& run, const Output& output);
std::string step_line(const engine::StepFinished& step, const StepColumns& columns,
                      const Output& output);
// The details of a step. The reason of a failure is printed at the end.
std::vector<std::string> step_notes(const engine::StepFinished& step, const Output& output);
// "reused 5q0r7hja, saved $0.0530"
std::string reuse_words(const engine::StepReuse& reuse);
// "    waits 2.0s, then asks openai/gpt-image-2 again: too many requests"
std::string waiting_line(const engine::CallRetryScheduled& wait, const Output& output);
// "    waits for other calls to openai/gpt-image-2"
std::string queued_line(const engine::CallQueued& call);
// "    unfinished picture 2: /home/ada/.local/share/limner/tmp/5q0r7hja-2.png"
std::string partial_line(const engine::PartialPicture& picture);
std::string finished_line(const engine::RunFinished& run, const Output& output);

}  // namespace limner::cli
