#include "app/exports.hpp"

#include "unit/cli/cli_fixture.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;
using namespace limner::cli;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

store::ArtifactFile picture(std::string role, int width = 16) {
  return {.role = std::move(role),
          .asset = {.digest = Digest::of("x"), .media_type = "image/webp", .width = width}};
}

// Two artifacts of one run: raw and processed, and a scene that is not a picture.
struct Exports {
  std::vector<std::string> names(const std::string& pattern, const std::string& role = "") {
    ExportTarget target{.directory = "out", .pattern = NamePattern(pattern)};
    return names(target, role);
  }
  std::vector<std::string> names(const ExportTarget& target, const std::string& role = "") {
    std::vector<ExportSource> sources;
    for (const ArtifactReport& one : reports) {
      sources.push_back({.report = &one,
                         .intake = &intake,
                         .take = 3,
                         .index = static_cast<int>(sources.size()) + 1});
    }
    std::vector<std::string> all;
    for (const PictureExport& one : plan_exports(sources, target, role)) all.push_back(one.name);
    return all;
  }
  ArtifactReport report(std::string_view id) {
    return {.artifact = {.id = ArtifactId::parse(id),
                         .primary = "processed",
                         .files = {picture("raw"), picture("processed"), picture("source", 0)}},
            .title = "A fox!",
            .reviews = {}};
  }

  json intake{{"intent", {{"style", "flat"}}}};
  std::vector<ArtifactReport> reports{report("artifact-01m7y2epp00000000000000001"),
                                      report("artifact-01m7y2epp00000000000000002")};
};

using Names = std::vector<std::string>;

std::string usage_error(const std::function<void()>& work) {
  try {
    work();
    return "";
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::usage);
    return error.what();
  }
}

}  // namespace

TEST_CASE("[B5] every picture is exported, others than the primary with their role") {
  Exports exports;
  CHECK(exports.names(std::string(default_name_pattern)) ==
        Names{"a-fox-00000001.webp", "a-fox-00000001-raw.webp", "a-fox-00000002.webp",
              "a-fox-00000002-raw.webp"});
  CHECK(exports.names("{slug} {style} {index} {take} {role}.{ext}") ==
        Names{"a-fox flat 1 3 processed.webp", "a-fox flat 1 3 raw.webp",
              "a-fox flat 2 3 processed.webp", "a-fox flat 2 3 raw.webp"});
}

TEST_CASE("[B5] pictures with one name get a number") {
  Exports exports;
  CHECK(exports.names("{slug}") ==
        Names{"a-fox.webp", "a-fox-raw.webp", "a-fox-2.webp", "a-fox-raw-2.webp"});
  CHECK(exports.names("{slug}", "raw") == Names{"a-fox-raw.webp", "a-fox-raw-2.webp"});
}

TEST_CASE("[B5] a single file is for primary pictures") {
  Exports exports;
  const auto target = export_target("/base", "sub/fox.webp", "", false);
  REQUIRE(target);
  CHECK(target->is_exact);
  CHECK(target->directory == "/base/sub");
  CHECK(exports.names(*target) == Names{"fox.webp", "fox-2.webp"});
}

TEST_CASE("[B5] --out is a directory when it exists, ends in a slash or has no picture extension") {
  CliFixture cli;
  fs::create_directories(cli.home.path / "old.png");
  const fs::path base = cli.home.path;
  CHECK_FALSE(export_target(base, "", "", false));
  CHECK_FALSE(export_target(base, "pictures", "", false)->is_exact);
  CHECK_FALSE(export_target(base, "v1.2", "", false)->is_exact);
  CHECK_FALSE(export_target(base, "old.png", "", false)->is_exact);
  CHECK_FALSE(export_target(base, "new.png/", "", false)->is_exact);
  CHECK(export_target(base, "new.PNG", "", false)->is_exact);
  CHECK(usage_error([&] { export_target(base, "", "{slug}", false); }) ==
        "--name needs a directory");
  CHECK(usage_error([&] {
          export_target(base, "fox.png", "{slug}", false);
        }).find("--out fox.png is a file") == 0);
}

TEST_CASE("[B5] an export is checked before the run") {
  CliFixture cli;
  cli.write("fox.webp", "mine");
  const fs::path base = cli.home.path;
  const json intake{{"prompt", "a fox"}};
  const auto check = [&](const std::string& out, const std::string& name, int pictures,
                         bool overwrite = false) {
    return usage_error([&] {
      check_export(*export_target(base, out, name, overwrite),
                   {.intake = intake, .title = "a fox", .take = 2, .pictures = pictures});
    });
  };
  CHECK(check("out", "{prompt}-{index}", 4).empty());
  CHECK(check("out", "{style}", 1).find("unknown placeholder {style}") != std::string::npos);
  CHECK(check("new.webp", "", 4) == "--out names one file, and 4 pictures are planned");
  CHECK(check("fox.webp", "", 1).find("already exists") != std::string::npos);
  CHECK(check("fox.webp", "", 1, true).empty());
  cli.write("out/a-fox-3-2.png", "mine");
  CHECK(check("out", "{slug}-{index}-{take}.png", 2).empty());
  CHECK(check("out", "{slug}-{index}-{take}.png", 3).find("a-fox-3-2.png already exists") !=
        std::string::npos);
  CHECK(check("out", "{slug}-{index}-{take}.png", 3, true).empty());
  CHECK(check("out", "{slug}-{index}-{take}", 3).empty());  // its format is not known yet
}

TEST_CASE("[B5] a name with the extension of another format is a warning") {
  Exports exports;
  const PictureExport other{&exports.reports[0], &exports.reports[0].artifact.files[0], "fox.png"};
  CHECK(other_extension(other) == "fox.png contains image/webp data; its usual extension is .webp");
  const PictureExport same{&exports.reports[0], &exports.reports[0].artifact.files[0], "fox.webp"};
  CHECK(other_extension(same).empty());
}
