// The paths that expressions in a template may use.
#include "corpus.hpp"
#include "kinds.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace limner;
using namespace limner::templates;

namespace {

std::map<std::string, std::string> of(const std::string& name) {
  std::map<std::string, std::string> found;
  const Template workflow = corpus::load(corpus::folder() / "good" / name);
  for (const Variable& variable : variables(workflow, fakes::kinds()))
    found[variable.path] = variable.type;
  return found;
}

}  // namespace

TEST_CASE("[S1.18] every path is listed with its type") {
  const auto found = of("every-key.yaml");
  CHECK(found.at("intake.words.prompt") == "string");
  CHECK(found.at("intake.cut") == "boolean");
  CHECK(found.at("intake.model") == "model");
  CHECK(found.at("intake.words_to_avoid") == "array");
  CHECK(found.at("tables.style.flat") == "string");
  CHECK(found.at("steps.prompt.text") == "string");
  CHECK(found.at("steps.image.images") == "images");
  CHECK(found.at("steps.image.images[0]") == "image");
  CHECK(found.at("steps.image.images[0].file_url") == "string");
  CHECK(found.at("steps.image.images[0].width") == "integer");
  CHECK(found.at("steps.artifact.artifactId") == "string");
  CHECK(found.at("run.seed") == "integer");
  CHECK_FALSE(found.contains("intake.words"));
  CHECK_FALSE(found.contains("intake"));
}

TEST_CASE("[S1.15] an image record offers exactly its nine fields") {
  int fields = 0;
  const auto found = of("minimal.yaml");
  for (const auto& [path, type] : found)
    fields += path.starts_with("steps.image_generate.images[0].") ? 1 : 0;
  CHECK(fields == 9);
  for (const char* name : {"id", "file_url", "file_name", "file_size", "file_type", "width",
                           "height", "sha256", "artifactId"})
    CHECK(found.contains(std::string("steps.image_generate.images[0].") + name));
}

TEST_CASE("every path that is listed can be named in an expression") {
  for (const auto& path : corpus::files("good")) {
    const Template workflow = corpus::load(path);
    std::string text = "schema: 1\nid: probe\n";
    for (const Variable& variable : variables(workflow, fakes::kinds()))
      CHECK_NOTHROW(depends_on_steps("${{ " + variable.path + " }}", {"image"}));
  }
}
