#include "unit/image/crafted_icc.hpp"
#include "unit/image/crafted_jpeg.hpp"
#include "unit/image/crafted_png.hpp"
#include "unit/image/pictures.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::image;
using namespace limner::image::pictures;
using namespace std::string_literals;

namespace {

Bytes encoded(ImageFormat format, const Bitmap& bitmap) {
  if (format == ImageFormat::png) return encode_png(bitmap);
  if (format == ImageFormat::jpeg) return encode_jpeg(bitmap);
  return encode_webp(bitmap, {});
}

Bytes bytes_of(std::string_view text) {
  return {as_bytes(text).begin(), as_bytes(text).end()};
}

std::string texts(const Metadata& metadata) {
  std::string all;
  for (const Comment& comment : metadata.comments)
    all += comment.keyword + "=" + comment.text + ";";
  return all;
}

// Two directories: an orientation, and a preview of six bytes at the end.
std::string exif_with_preview() {
  return "II*\0\x08\0\0\0"
         "\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\x1a\0\0\0"
         "\x02\0\x01\x02\x04\0\x01\0\0\0\x38\0\0\0\x02\x02\x04\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
         "SECRET"s;
}

Metadata of_png(std::string_view chunks) {
  return metadata_of(as_bytes(crafted::png({.colour_type = 2}, "\0\1\2\3"s, chunks)));
}

}  // namespace

TEST_CASE("EXIF and XMP are read back from each format, and the pixels stay") {
  const Bitmap picture = gradient(24, 24);
  for (const ImageFormat format : {ImageFormat::png, ImageFormat::jpeg, ImageFormat::webp}) {
    CAPTURE(media_type_of(format));
    const Bytes plain = encoded(format, picture);
    const Metadata given{.exif = bytes_of(crafted::exif(1)), .xmp = "<x>é</x>"};
    const LabelledImage labelled = with_metadata(plain, given);
    CHECK(labelled.left_out.empty());
    const Metadata back = metadata_of(labelled.bytes);
    CHECK(back.exif == given.exif);
    CHECK(back.xmp == given.xmp);
    CHECK(distance(decode(labelled.bytes), decode(plain)) == 0);
    CHECK(with_metadata(plain, {}).bytes == plain);
    CHECK(texts(metadata_of(plain)) == "");
  }
}

TEST_CASE("The orientation of kept metadata is upright, and the preview is erased") {
  const Bitmap picture = gradient(24, 16);
  for (const bool little_endian : {true, false}) {
    const Metadata turned =
        metadata_of(as_bytes(crafted::jpeg(picture, {.exif = crafted::exif(6, little_endian)})));
    CHECK(as_text(turned.exif) == crafted::exif(1, little_endian));
  }
  const Metadata previewed =
      metadata_of(as_bytes(crafted::jpeg(picture, {.exif = exif_with_preview()})));
  CHECK(previewed.exif.size() == exif_with_preview().size());
  CHECK(as_text(previewed.exif).find("SECRET") == std::string::npos);
  for (const std::string_view xmp :
       {"<a tiff:Orientation=\"6\"/>", "<tiff:Orientation>8</tiff:Orientation>"}) {
    const LabelledImage labelled = with_metadata(encode_png(picture), {.xmp = std::string(xmp)});
    CHECK(metadata_of(labelled.bytes).xmp.find_first_of("68") == std::string::npos);
  }
}

TEST_CASE("Damaged EXIF is left out") {
  for (const std::string& exif :
       {"XX*\0\x08\0\0\0"s, "II*\0\xff\0\0\0"s, "MM"s, exif_with_preview().substr(0, 50)}) {
    CHECK(of_png(crafted::chunk("eXIf", exif)).exif.empty());
  }
}

TEST_CASE("Texts of a PNG are comments, in UTF-8") {
  CHECK(texts(of_png(crafted::chunk("tEXt", "Author\0Zo\xeb"s))) == "Author=Zoë;");
  CHECK(texts(of_png(crafted::chunk("zTXt", "Title\0\0"s + crafted::stored("a fox")))) ==
        "Title=a fox;");
  CHECK(texts(of_png(crafted::chunk("iTXt", "Title\0\0\0de\0Titel\0F\xc3\xbchse"s))) ==
        "Title=Fühse;");
  CHECK(texts(of_png(crafted::chunk("iTXt", "Title\0\1\0\0\0"s + crafted::stored("a fox")))) ==
        "Title=a fox;");
  // EXIF as text, which other programs read; texts without end.
  CHECK(texts(of_png(crafted::chunk("tEXt", "Raw profile type exif\0 6"s))) == "");
  CHECK(texts(of_png(crafted::chunk("tEXt", "Author"s))) == "");
}

TEST_CASE("Compressed texts that unpack to gigabytes are left out") {
  const std::string bomb = crafted::packed_run(64 << 20, 'a');
  const std::int64_t used = memory_for([&] {
    CHECK(texts(of_png(crafted::chunk("zTXt", "Title\0\0"s + bomb))) == "");
    CHECK(of_png(crafted::chunk("iCCP", "ICC\0\0"s + bomb)).icc.empty());
  });
  CHECK(used < 32 << 20);
}

TEST_CASE("Comments are kept by PNG and JPEG, and a WebP cannot hold them") {
  const Bitmap picture = gradient(8, 8);
  const Metadata given{.comments = {{"", "a fox"}, {"Author", "Zoë"}}};
  CHECK(texts(metadata_of(with_metadata(encode_png(picture), given).bytes)) ==
        "Comment=a fox;Author=Zoë;");
  CHECK(texts(metadata_of(with_metadata(encode_jpeg(picture), given).bytes)) ==
        "=a fox;=Author: Zoë;");
  const LabelledImage webp = with_metadata(encode_webp(picture, {}), given);
  CHECK(webp.left_out == std::vector<std::string_view>{"comments"});
  CHECK(probe(webp.bytes));
}

TEST_CASE("A comment of a JPEG that is not UTF-8 is read as Latin-1") {
  Bytes jpeg = encode_jpeg(gradient(8, 8));
  const Bytes comment = bytes_of("\xff\xfe\0\x05Zo\xeb"s);
  jpeg.insert(jpeg.begin() + 2, comment.begin(), comment.end());
  CHECK(texts(metadata_of(jpeg)) == "=Zoë;");
}

TEST_CASE("What is too long for a segment of a JPEG is left out") {
  const Bytes plain = encode_jpeg(gradient(8, 8));
  const LabelledImage fits = with_metadata(plain, {.xmp = std::string(65'504, 'a')});
  CHECK(fits.left_out.empty());
  CHECK(metadata_of(fits.bytes).xmp.size() == 65'504);
  const LabelledImage too_long = with_metadata(plain, {.xmp = std::string(65'505, 'a')});
  CHECK(too_long.left_out == std::vector<std::string_view>{"XMP"});
  CHECK(too_long.bytes == plain);
}

TEST_CASE("A profile is kept where decoding leaves the pixels unchanged") {
  const std::string srgb = crafted::srgb_profile();
  for (const ImageFormat format : {ImageFormat::png, ImageFormat::jpeg, ImageFormat::webp}) {
    const LabelledImage labelled =
        with_metadata(encoded(format, gradient(8, 8)), {.icc = bytes_of(srgb)});
    CHECK(as_text(metadata_of(labelled.bytes).icc) == srgb);
    CHECK(decode_with_notices(labelled.bytes).notices.empty());
  }
  const auto kept = [](const std::string& profile, const std::string& more = "") {
    const std::string chunk = crafted::chunk("iCCP", "p\0\0"s + crafted::stored(profile));
    return of_png(chunk + more).icc.size();
  };
  CHECK(kept(srgb) == srgb.size());
  CHECK(kept(srgb, crafted::chunk("cICP", "\x0c\x0d\0\x01"s)) == 0);
  CHECK(kept(crafted::rgb_profile(crafted::adobe_rgb, "Adobe RGB")) == 0);
  CHECK(kept(crafted::gray_profile(2.2)) == 0);
  CHECK(kept("damaged") == 0);
}

TEST_CASE("A profile in several segments of a JPEG is joined, and left out when one is missing") {
  std::string srgb = crafted::srgb_profile();
  srgb.resize(70'000, '\0');
  Bytes jpeg = with_metadata(encode_jpeg(gradient(8, 8)), {.icc = bytes_of(srgb)}).bytes;
  CHECK(as_text(metadata_of(jpeg).icc) == srgb);
  const std::size_t second = as_text(jpeg).rfind("ICC_PROFILE");
  jpeg[second + 13] = std::byte{3};
  CHECK(metadata_of(jpeg).icc.empty());
}

TEST_CASE("A file that is not a picture has no metadata") {
  CHECK_THROWS_AS(metadata_of(as_bytes("GIF89a")), Error);
}
