#include "provider/request_validation.hpp"

#include "provider/multipart_form.hpp"

#include <limner/error.hpp>
#include <limner/image.hpp>

#include <doctest/doctest.h>

namespace limner::provider {

TEST_CASE("the refusal of an unsupported operation names the supported one") {
  const Model model{.id = "acme/brush"};
  const ModelCall picture{.model = &model, .operation = GenerateImage{.prompt = "a fox"}};
  const ModelCall cut_out{.model = &model, .operation = RemoveBackground{}};
  CHECK(require_generate_image(picture).prompt == "a fox");
  CHECK_NOTHROW(require_remove_background(cut_out));
  CHECK_THROWS_WITH_AS(require_generate_image(cut_out), "acme/brush cannot remove backgrounds",
                       Error);
  CHECK_THROWS_WITH_AS(require_remove_background(picture),
                       doctest::Contains("only removes backgrounds"), Error);
}

TEST_CASE("a parameter that a provider does not accept is refused with help") {
  const Model model{.id = "acme/brush"};
  const GenerateImage plain;
  CHECK_NOTHROW(refuse_many(model, plain));
  CHECK_NOTHROW(refuse_mask(model, plain));
  CHECK_NOTHROW(refuse_references(model, plain));
  CHECK_THROWS_WITH(refuse_many(model, {.count = 2}), doctest::Contains("one picture per call"));
  CHECK_THROWS_WITH(refuse_mask(model, {.mask = Picture{}}), doctest::Contains("no mask"));
  CHECK_THROWS_WITH(refuse_references(model, {.references = {Picture{}}}),
                    doctest::Contains("no reference pictures"));
}

TEST_CASE("a picture in a form bears the type and the ending of its bytes") {
  const Bytes png = image::encode_png(Bitmap(2, 2));
  MultipartForm form;
  form.add("prompt", "a fox");
  form.add_file("image", "subject", png, "image/webp");
  REQUIRE(form.parts().size() == 2);
  CHECK(as_text(form.parts()[0].content) == "a fox");
  CHECK(form.parts()[0].media_type.empty());
  CHECK(form.parts()[1].file_name == "subject.png");
  CHECK(form.parts()[1].media_type == "image/png");
}

}  // namespace limner::provider
