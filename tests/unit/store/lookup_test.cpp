#include "unit/store/world.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;

namespace {

struct Names : World {
  Names() {
    for (const std::string_view letters :
         {"01m7y2epp0000000000000aaaa", "01m7y2epp0000000000000aabb",
          "01m7y2eqq00000000000000abb"}) {
      RunRow run = run_row();
      run.id = RunId::parse(fmt::format("run-{}", letters));
      begin(records, run);
      runs.push_back(run);
      clock.sleep(Millis(1000));
    }
  }

  std::string failure_of(std::string_view text) const {
    try {
      return records.find_run(text).str();
    } catch (const Error& error) {
      return fmt::format("{}: {} | {}", traits(error.code()).name, error.what(), error.help());
    }
  }

  Records records = open();
  std::vector<RunRow> runs;
};

}  // namespace

TEST_CASE("a run is found by its id, a unique prefix and its last letters [S0.28]") {
  const Names names;
  const RunId& first = names.runs[0].id;
  const RunId& third = names.runs[2].id;
  CHECK(names.records.find_run("run-01m7y2epp0000000000000aaaa") == first);
  CHECK(names.records.find_run("01m7y2epp0000000000000aaaa") == first);
  CHECK(names.records.find_run("RUN-01M7Y2EPP0000000000000AAAA") == first);
  CHECK(names.records.find_run("run-01m7y2eq") == third);
  CHECK(names.records.find_run("01m7y2eq") == third);
  CHECK(names.records.find_run("0000aaaa") == first);
  CHECK(names.records.find_run("run-0000aaaa") == first);
}

TEST_CASE("a run is found by counting back from the last") {
  const Names names;
  CHECK(names.records.find_run("@last") == names.runs[2].id);
  CHECK(names.records.find_run("@last~0") == names.runs[2].id);
  CHECK(names.records.find_run("@last~2") == names.runs[0].id);
  CHECK(names.failure_of("@last~3").starts_with("not_found: "));
  for (const std::string_view odd : {"@last~", "@last~-1", "@last~x", "@last2", "@last~1x", "@"})
    CHECK(names.failure_of(odd).starts_with("not_found: "));
}

TEST_CASE("a run is found by its request id [S4.9]") {
  Names names;
  const std::string request = names.runs[1].request_id;
  CHECK(names.records.find_run(request) == names.runs[1].id);
  std::string loud = request;
  for (char& c : loud) c = static_cast<char>(std::toupper(c));
  CHECK(names.records.find_run(loud) == names.runs[1].id);

  RunRow second = names.run_row();
  second.request_id = request;
  names.begin(names.records, second);
  CHECK(names.failure_of(request).starts_with("ambiguous: "));
}

TEST_CASE("an ambiguous text lists the runs, an unknown one names the command that lists them") {
  const Names names;
  CHECK(names.failure_of("01m7y2epp") ==
        "ambiguous: \"01m7y2epp\" may be run-01m7y2epp0000000000000aaaa, "
        "run-01m7y2epp0000000000000aabb | give more characters of the id");
  CHECK(names.failure_of("zzzz") ==
        "not_found: there is no run \"zzzz\" | list them: limner runs ls");
  for (const std::string_view nothing : {"", "run-", "%", "_", "'; drop table runs; --", "aabb"})
    CHECK(names.failure_of(nothing).starts_with("not_found: "));
}

TEST_CASE("a list of candidates is short") {
  Names names;
  for (int i = 0; i < 10; ++i) names.begin(names.records);
  const std::string failure = names.failure_of("01m7");
  CHECK(failure.find(", … | ") != std::string::npos);
  CHECK(std::ranges::count(failure, ',') == 5);
}

TEST_CASE("artifacts are found in the same ways") {
  Names names;
  const Asset file = names.blobs().put(fakes::bytes("picture"), "image/webp");
  ArtifactRow artifact = names.artifact_row(names.runs[0].id, file);
  names.records.advance(names.runs[0].id, {.artifacts = {artifact}});
  const std::string id = artifact.id.str();
  CHECK(names.records.find_artifact(id) == artifact.id);
  CHECK(names.records.find_artifact(artifact.id.short_id()) == artifact.id);
  CHECK(names.records.find_artifact(id.substr(9, 20)) == artifact.id);
  CHECK(names.records.find_artifact("@last") == artifact.id);
  try {
    names.records.find_artifact("nothing");
    FAIL("found");
  } catch (const Error& error) {
    CHECK(error.help() == "list them: limner artifacts ls");
  }
}

TEST_CASE("five candidates are listed, a sixth is an ellipsis") {
  Names names;
  names.begin(names.records);
  names.begin(names.records);
  CHECK(names.failure_of("01m7").find("…") == std::string::npos);
  names.begin(names.records);
  CHECK(names.failure_of("01m7").find(", …") != std::string::npos);
}

TEST_CASE("two candidates are ambiguous, one that matches in two ways is not") {
  Names names;
  CHECK(names.failure_of("01m7y2epp").starts_with("ambiguous: "));
  RunRow run = names.run_row();
  run.id = RunId::parse("run-01m7zzzz000000000001m7zzzz");
  names.begin(names.records, run);
  CHECK(names.records.find_run("01m7zzzz") == run.id);
}
