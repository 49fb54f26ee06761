// tests/templates/: good ones load, broken ones are refused with exactly the text of the
// .expected file beside them. LIMNER_UPDATE=1 rewrites those files.
#include "corpus.hpp"

#include "kinds.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>

using namespace limner;
using namespace limner::templates;

namespace {

// What a terminal would show, without colour.
std::string rendered(const Error& error) {
  std::string out = fmt::format("{}\n", error.what());
  if (error.problems().empty()) return out + fmt::format("help: {}\n", error.help());
  for (const Problem& problem : error.problems()) {
    REQUIRE(problem.mark);
    const Mark& mark = *problem.mark;
    out +=
        fmt::format("\n{}:{}:{}: {} [{}{}{}]\n", mark.file, mark.line, mark.column, problem.message,
                    problem.type, problem.loc.empty() ? "" : " ", fmt::join(problem.loc, "."));
    out += fmt::format("  {}\n  {:{}}{}\n", mark.excerpt, "", mark.column - 1,
                       std::string(static_cast<std::size_t>(mark.length), '^'));
    if (!problem.help.empty()) out += fmt::format("  help: {}\n", problem.help);
  }
  return out;
}

std::string outcome(const std::filesystem::path& path) {
  try {
    corpus::load(path);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_template);
    return rendered(error);
  }
  return "accepted\n";
}

}  // namespace

TEST_CASE("[V5] every good template of the corpus loads") {
  const auto files = corpus::files("good");
  CHECK(files.size() >= 12);
  for (const auto& path : files) {
    CAPTURE(path);
    CHECK(outcome(path) == "accepted\n");
  }
}

TEST_CASE("[E1] [E2] every broken template is refused in the expected words") {
  const auto files = corpus::files("broken");
  CHECK(files.size() >= 60);
  for (const auto& path : files) {
    CAPTURE(path);
    auto expected = path;
    expected.replace_extension(".expected");
    const std::string got = outcome(path);
    CHECK(got != "accepted\n");
    if (std::getenv("LIMNER_UPDATE") != nullptr) write_file(expected, as_bytes(got));
    CHECK(got == read_file(expected));
  }
}
