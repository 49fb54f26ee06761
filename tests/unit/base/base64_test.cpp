#include <limner/base64.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>

namespace limner {

namespace {

// Decoded in pieces of `size` letters; nothing when it is refused.
std::optional<std::string> decoded(std::string_view text, std::size_t size) {
  Base64Decoder decoder;
  Bytes bytes;
  for (std::size_t at = 0; at < text.size(); at += size) {
    if (!decoder.add(text.substr(at, size), bytes)) return std::nullopt;
  }
  if (!decoder.finish(bytes)) return std::nullopt;
  return std::string(as_text(bytes));
}

}  // namespace

TEST_CASE("bytes become letters and bytes again, in pieces of any size") {
  std::string text;
  for (int length = 0; length < 70; ++length) {
    const std::string letters = base64_of(as_bytes(text));
    for (std::size_t size = 1; size < 12; ++size) CHECK(decoded(letters, size) == text);
    text += static_cast<char>(length * 37 + 200);
  }
}

TEST_CASE("the letters are those of RFC 4648") {
  CHECK(base64_of(as_bytes("f")) == "Zg==");
  CHECK(base64_of(as_bytes("fo")) == "Zm8=");
  CHECK(base64_of(as_bytes("foobar")) == "Zm9vYmFy");
  CHECK(base64_of(as_bytes("\xfb\xff\xfe")) == "+//+");
}

TEST_CASE("padding may be missing") {
  for (const std::size_t size : {1U, 2U, 3U, 4U, 100U}) {
    CHECK(decoded("Zg", size) == "f");
    CHECK(decoded("Zm8", size) == "fo");
    CHECK(decoded("Zm9vYmE", size) == "fooba");
  }
}

TEST_CASE("line ends between letters are passed over, all else is refused") {
  CHECK(decoded("Zm9v\r\nYmFy\n", 100) == "foobar");
  CHECK(decoded("Zm\n9vYmFy", 100) == "foobar");
  for (const char* text : {"Z", "Z===", "Zm9vY", "Zg=", "Zg=g", "Zg===", "=Zg=", "Zg==Zg==",
                           "Zm9v-_==", "Zm 9v", "Zm9v\x80Ym", "Z=g=", "===="}) {
    CAPTURE(text);
    for (const std::size_t size : {1U, 2U, 3U, 4U, 100U}) CHECK_FALSE(decoded(text, size));
  }
}

}  // namespace limner
