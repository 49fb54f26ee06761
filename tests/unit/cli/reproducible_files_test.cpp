// Files of equal runs: in another store, at another time, with other ids.
#include "unit/cli/cli_fixture.hpp"

#include <limner/image.hpp>

#include <doctest/doctest.h>

#include <set>

using namespace limner;
using namespace limner::cli;
namespace fs = std::filesystem;

namespace {

// Encodes by every kind of step that does.
std::string template_with(std::string_view metadata) {
  std::string text = R"(schema: 1
id: formats
version: 1.0.0
name: Formats
intake:
  prompt: {type: string, required: true, flag: prompt}
steps:
  - id: image
    uses: image.generate
    with: {model: local/clipart-composer, prompt: "${{ intake.prompt }}", size: 1024x1024}
)";
  const std::pair<std::string, std::string> steps[] = {
      {"png", "image.convert\n    with: {format: png,"},
      {"jpeg", "image.convert\n    with: {format: jpeg,"},
      {"lossless", "image.convert_webp\n    with: {lossless: true,"},
      {"small", "image.resize\n    with: {width: 8,"},
      {"part", "image.crop\n    with: {width: 4, height: 4,"}};
  for (const auto& [id, uses] : steps) {
    text += fmt::format("  - id: {}\n    uses: {}{} input: \"${{{{ steps.image.images }}}}\"}}\n",
                        id, uses, metadata);
  }
  for (const auto& [id, uses] : steps) {
    text += fmt::format(
        "  - id: {0}_file\n    uses: storage.upload\n"
        "    with: {{input: \"${{{{ steps.{0}.images }}}}\", bucket: artifacts, role: {0}}}\n",
        id);
  }
  text += "  - id: artifact\n    uses: artifact.create\n    with:\n      artifactType: image\n"
          "      primary: png\n      files:\n";
  for (const auto& [id, uses] : steps)
    text += fmt::format("        {0}: \"${{{{ steps.{0}_file.objects }}}}\"\n", id);
  return text + "output: {artifactId: \"${{ steps.artifact.artifactId }}\"}\n";
}

// The contents of the exported files, sorted; their names have the ids of artifacts.
std::multiset<std::string> files_of_run(CliFixture& machine, std::string_view metadata) {
  machine.write("formats.yaml", template_with(metadata));
  const CommandResult made =
      machine.run({"run", "formats.yaml", "--prompt", "a fox", "--seed", "7", "--out", "out"});
  INFO(made.err);
  REQUIRE(made.code == 0);
  std::multiset<std::string> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(machine.home.path / "out"))
    files.insert(read_file(entry.path()));
  return files;
}

// Another store, a day later, with other ids.
struct LaterMachine : CliFixture {
  LaterMachine() {
    clock.slept = Millis(86'400'000);
    for (int i = 0; i < 100; ++i) ids.next();
  }
};

}  // namespace

TEST_CASE_FIXTURE(CliFixture, "[S0.22] Runs with the same seed write the same bytes") {
  LaterMachine next_day;
  const auto files = files_of_run(*this, "");
  REQUIRE(files.size() == 5);
  CHECK(files == files_of_run(next_day, ""));
  for (const std::string& content : files)
    CHECK(contains(image::metadata_of(as_bytes(content)).xmp, ">a fox<"));
}

TEST_CASE_FIXTURE(CliFixture, "With metadata: full files hold their run and its time") {
  for (const std::string& content : files_of_run(*this, " metadata: full,")) {
    const std::string xmp = image::metadata_of(as_bytes(content)).xmp;
    CHECK(contains(xmp, "<xmp:CreateDate>2026-11-21T03:30:0"));
    CHECK(contains(xmp, "<limner:runId>run-01m7y2epp"));
  }
}

TEST_CASE_FIXTURE(CliFixture, "SOURCE_DATE_EPOCH replaces the time in files, and only there") {
  variables["SOURCE_DATE_EPOCH"] = "86400";
  for (const std::string& content : files_of_run(*this, " metadata: full,")) {
    CHECK(contains(image::metadata_of(as_bytes(content)).xmp,
                   "<xmp:CreateDate>1970-01-02T00:00:00.000Z<"));
  }
  const nlohmann::json listed = run({"runs", "ls", "--json"}).document();
  CHECK(contains(listed.dump(), "2026-11-21T03:30:0"));
  variables["SOURCE_DATE_EPOCH"] = "yesterday";
  const CommandResult refused = run({"run", "formats.yaml", "--prompt", "a fox"});
  CHECK(refused.code == 2);
  CHECK(contains(refused.err, "SOURCE_DATE_EPOCH is \"yesterday\""));
}
