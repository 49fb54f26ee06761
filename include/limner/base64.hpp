// Base64 (RFC 4648, section 4): encoding, and decoding of a stream.
#pragma once

#include <limner/asset.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace limner {

// With padding, without line breaks.
std::string base64_of(std::span<const std::byte> bytes);

// The bytes of "data:image/png;base64,…" (RFC 2397). Absent when the text is not of that form, or
// not base64.
std::optional<Bytes> data_uri_bytes(std::string_view uri);

// Decodes one text that arrives in parts. Accepts the standard alphabet, with padding or without,
// and line breaks between characters. Use one decoder per text.
class Base64Decoder {
 public:
  // Appends the decoded bytes of the next part to `bytes`. Returns false when the part is
  // not base64; `bytes` then holds an unspecified prefix, and the decoder must not be used
  // again.
  bool add(std::string_view part, Bytes& bytes);
  // Appends the rest of a text without padding. Returns false when the text ended in the middle of
  // a byte.
  bool finish(Bytes& bytes);

 private:
  bool add_one(char letter, Bytes& bytes);

  std::uint32_t group_ = 0;
  int held_ = 0;        // characters of the current group, including padding
  int padded_ = 0;      // padding characters of the current group
  bool ended_ = false;  // padding was read: only line breaks may follow
};

}  // namespace limner
