#include "unit/image/pictures.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::image;
using namespace limner::image::pictures;

namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("A packet gives creator, prompt and source type in standard XMP properties") {
  const std::string packet = xmp_packet({.prompt = "a fox",
                                         .model = "local/clipart-composer",
                                         .run_id = "run-1",
                                         .digital_source_type = "algorithmicMedia",
                                         .creator = "Noto Emoji",
                                         .rights = "Apache-2.0",
                                         .web_statement = "https://example.org/licence",
                                         .created = "2026-11-21T03:31:33.000Z"});
  CHECK(contains(packet,
                 "<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/"
                 "algorithmicMedia</Iptc4xmpExt:DigitalSourceType>"));
  CHECK(contains(packet, "<limner:prompt>a fox</limner:prompt>"));
  CHECK(contains(packet, "<limner:runId>run-1</limner:runId>"));
  CHECK(contains(packet, "<rdf:Seq><rdf:li>Noto Emoji</rdf:li></rdf:Seq>"));
  CHECK(contains(packet, "<xmpRights:WebStatement>https://example.org/licence<"));
  CHECK(contains(packet, "<xmp:CreateDate>2026-11-21T03:31:33.000Z<"));
}

TEST_CASE("Empty fields are left out of a packet") {
  const std::string packet = xmp_packet({.prompt = "a fox"});
  CHECK_FALSE(contains(packet, "DigitalSourceType>"));
  CHECK_FALSE(contains(packet, "dc:creator"));
}

TEST_CASE("What a prompt holds cannot break out of the packet") {
  const std::string packet =
      xmp_packet({.prompt = "</limner:prompt><evil a=\"1\"> & \x01\x1b[31m\x7f \xff 🦊\nx"});
  CHECK(contains(packet, "&lt;/limner:prompt&gt;&lt;evil a=\"1\"&gt; &amp; [31m \uFFFD 🦊\nx<"));
}

TEST_CASE("XMP is added to a WebP without changing the pixels") {
  const Bitmap picture = gradient(24, 24, true);
  const std::string packet = xmp_packet({.prompt = "a fox"});
  const Bytes without = encode_webp(picture, {});
  const Bytes with = with_metadata(without, {.xmp = packet}).bytes;
  CHECK(metadata_of(with).xmp == packet);
  CHECK(metadata_of(without).xmp.empty());
  CHECK(distance(decode(with), decode(without)) == 0);
  CHECK(probe(with)->alpha);
}

TEST_CASE("XMP is refused for a WebP that is cut off") {
  Bytes cut = encode_webp(gradient(24, 24), {});
  cut.resize(cut.size() / 2);
  CHECK_THROWS_AS(with_metadata(cut, {.xmp = "<x/>"}), Error);
}
