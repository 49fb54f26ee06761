// Manual pages in mdoc, generated from the tree of commands and flags.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace limner::cli {

struct ManualPage {
  std::string file;  // "limner-runs-show.1"
  std::string text;
};

// One page for the program and one for each command. `date` is as mdoc wants
// it: "November 21, 2026".
std::vector<ManualPage> manual_pages(const CLI::App& program, std::string_view date);

// A help topic as a page of section 7.
ManualPage topic_page(std::string_view name, std::string_view summary, std::string_view text,
                      std::string_view date);

}  // namespace limner::cli
