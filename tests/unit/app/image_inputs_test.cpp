#include "app/image_inputs.hpp"

#include "app/project_claims.hpp"
#include "app/template_lookup.hpp"
#include "unit/app/app_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;
namespace fs = std::filesystem;

namespace {

// A project with a template `t` that extends `u`, whose default picture is `picture`.
struct TemplatePictures : AppFixture {
  TemplatePictures() {
    context.project = home.path / "art";
    context.directory = home.path / "art";
    write("art/templates/t.yaml", "extends: u\nid: t\n");
    write("private", "one");
    write("other", "two");
  }

  void use_picture(const std::string& picture) const {
    write("art/templates/u.yaml",
          "schema: 1\nid: u\nversion: 1.0.0\nname: x\nintake:\n"
          "  pic: {type: image, default: " +
              picture +
              "}\n"
              "steps:\n  - {id: a, uses: prompt.resolve, with: {text: fox}}\n");
  }

  // As `limner trust` and the answer "y".
  void trust_project() const {
    const std::vector<TrustClaim> claims = project_claims(context, home.path / "art");
    change_trust_list(context.variable, [&](TrustList& list) {
      for (const TrustClaim& claim : claims) list.add(claim.file, clock_now);
    });
  }

  // Whether a run of `t` may send its default picture; it is not one, which take() sees later.
  bool is_refused(const std::string& picture) {
    ImageInputs pictures(context, Purpose::plan);
    pictures.limit_template(load_named_template(context, "t"), nlohmann::json::object());
    return error_of([&] { pictures.take(picture); }).find("trusted") != std::string::npos;
  }

  Time clock_now = clock.now();
};

}  // namespace

TEST_CASE_FIXTURE(TemplatePictures, "[C4] a template is trusted with the templates it extends") {
  use_picture("../private");
  CHECK(is_refused("../private"));
  trust_project();
  CHECK_FALSE(is_refused("../private"));
  use_picture("../other");
  CHECK(is_refused("../other"));
  CHECK(project_claims(context, home.path / "art").size() == 2);
}

TEST_CASE_FIXTURE(TemplatePictures,
                  "[C4] a link to a picture elsewhere is trusted with its target") {
  use_picture("pic");
  fs::create_symlink(home.path / "private", home.path / "art/pic");
  CHECK(is_refused("pic"));
  trust_project();
  CHECK_FALSE(is_refused("pic"));
  fs::remove(home.path / "art/pic");
  fs::create_symlink(home.path / "other", home.path / "art/pic");
  CHECK(is_refused("pic"));
  fs::remove(home.path / "art/pic");
  write("art/pic", "a file of the project");
  CHECK_FALSE(is_refused("pic"));
}

TEST_CASE_FIXTURE(TemplatePictures, "[C4] a linked directory of pictures is trusted as it is") {
  fs::create_directory_symlink(home.path, home.path / "art/pics");
  use_picture("pics/private");
  trust_project();
  CHECK_FALSE(is_refused("pics/private"));
  fs::create_directories(home.path / "elsewhere");
  write("elsewhere/private", "three");
  fs::remove(home.path / "art/pics");
  fs::create_directory_symlink(home.path / "elsewhere", home.path / "art/pics");
  CHECK(is_refused("pics/private"));
}
