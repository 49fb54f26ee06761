// A terminal of 80 columns that keeps what is shown on it, and a run to show.
#pragma once

#include "cli/render/output.hpp"

#include <limner/id.hpp>

#include <sstream>

namespace limner::cli {

inline const RunId shown_run = RunId::parse("run-01m7y2epp00000000000000001");

struct Screen {
  std::ostringstream text;
  int columns = 80;
  Output output{text, true, false, true, [this] { return columns; }};
};

}  // namespace limner::cli
