#include "app/external_image.hpp"

#include "unit/app/app_fixture.hpp"

#include <limner/base64.hpp>
#include <limner/bitmap.hpp>
#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

namespace {

struct PictureFixture : AppFixture {
  std::string png{as_text(image::encode_png(Bitmap(3, 2)))};

  void limit(std::string_view setting, const std::string& text) {
    load_settings("", {{setting, text}});
  }

  std::string refusal(const std::string& reference) {
    return error_of([&] { read_external_image(context, reference); });
  }
};

}  // namespace

TEST_CASE("the kind of a reference is decided by its prefix") {
  CHECK(kind_of_reference("-") == ReferenceKind::standard_input);
  CHECK(kind_of_reference("artifact:c1r6yt0g") == ReferenceKind::artifact);
  CHECK(kind_of_reference("data:image/png;base64,") == ReferenceKind::data_uri);
  CHECK(kind_of_reference("https://a.test/x") == ReferenceKind::url);
  CHECK(kind_of_reference("http://a.test/x") == ReferenceKind::url);
  CHECK(kind_of_reference("file:///x.png") == ReferenceKind::path);
  CHECK(kind_of_reference("c:x.png") == ReferenceKind::path);
  for (const char* reference : {"ftp://a.test/x", "file://host/x.png", "javascript://x"}) {
    CAPTURE(reference);
    CHECK_THROWS_AS(kind_of_reference(reference), Error);
  }
}

TEST_CASE("messages and records show no secret and no data of a reference") {
  CHECK(redacted_reference("-") == "stdin");
  CHECK(redacted_reference("data:image/png;base64,AAAA") == "data:image/png");
  CHECK(redacted_reference("a b.png") == "a b.png");
  CHECK(redacted_reference("https://ada:canary@a.test/x?token=canary").find("canary") ==
        std::string::npos);
}

TEST_CASE_FIXTURE(PictureFixture, "a picture is read from a path, a file URL, stdin and data") {
  write("a fox.png", png);
  const ExternalImage by_path = read_external_image(context, "a fox.png");
  CHECK(by_path.bytes == png);
  CHECK(by_path.info.width == 3);
  CHECK(by_path.info.height == 2);
  CHECK(by_path.name == "a fox.png");
  const std::string url = "file://" + home.path.string() + "/a%20fox.png";
  CHECK(read_external_image(context, url).bytes == png);
  in.str(png);
  const ExternalImage from_stdin = read_external_image(context, "-");
  CHECK(from_stdin.bytes == png);
  CHECK(from_stdin.place == "stdin");
  CHECK(from_stdin.name == "reference.png");
  const ExternalImage data =
      read_external_image(context, "data:image/png;base64," + base64_of(as_bytes(png)));
  CHECK(data.bytes == png);
  CHECK(data.name == "reference.png");
}

TEST_CASE_FIXTURE(PictureFixture, "an escape in a file URL that is not one is left as it is") {
  write("50%.png", png);
  write("a%zz.png", png);
  CHECK(read_external_image(context, "file://" + home.path.string() + "/50%.png").bytes == png);
  CHECK(read_external_image(context, "file://" + home.path.string() + "/a%zz.png").bytes == png);
}

TEST_CASE_FIXTURE(PictureFixture, "a reference without a picture is refused") {
  write("words.png", "words");
  CHECK(refusal("words.png") == "words.png: the file is not a PNG, JPEG or WebP");
  CHECK_FALSE(refusal("none.png").empty());
  CHECK(refusal("-") == "stdin: the file is empty");
  CHECK(refusal("data:image/png,AAAA").starts_with("the data: URI is not of the form"));
  CHECK(refusal("data:image/png,x;base64,AAAA").starts_with("the data: URI is not of the form"));
  CHECK(refusal("data:image/png;base64,A*").ends_with("or not base64"));
}

TEST_CASE_FIXTURE(PictureFixture, "a picture is decoded to its last row before it is used") {
  write("header.png", png.substr(0, 33));
  CHECK(refusal("header.png") == "header.png: the PNG is broken: it ends too early");
  write("cut.png", png.substr(0, png.size() - 16));
  CHECK(refusal("cut.png").starts_with("cut.png: the PNG is broken"));
  write("whole.png", png);
  CHECK(read_external_image(context, "whole.png").transparent);
}

TEST_CASE_FIXTURE(PictureFixture, "offline no picture is fetched") {
  load_settings("", {{"offline", "true"}});
  CHECK(refusal("https://a.test/x.png").find("--offline opens no connection") != std::string::npos);
}

TEST_CASE_FIXTURE(PictureFixture,
                  "a picture beyond a limit is refused with its size and the limit") {
  write("fox.png", png);
  const std::string size = std::to_string(png.size());
  limit("limits.image_bytes", "60");
  CHECK(refusal("fox.png") == "fox.png is " + size + " bytes long, the limit is 60");
  in.str(png);
  CHECK(refusal("-") == "stdin is at least " + size + " bytes long, the limit is 60");
  CHECK(refusal("data:image/png;base64," + base64_of(as_bytes(png))) ==
        "the data: URI is " + size + " bytes long, the limit is 60");
  limit("limits.image_bytes", size);
  CHECK(refusal("fox.png") == "");
  limit("limits.pixels", "5");
  CHECK(refusal("fox.png") == "fox.png: the picture declares 3 x 2 = 6 pixels, the limit is 5");
  limit("limits.pixels", "6");
  CHECK(refusal("fox.png") == "");
}
