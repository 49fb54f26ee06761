// Bytes as letters, and back.
#pragma once

#include <limner/asset.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace limner {

std::string base64_of(std::span<const std::byte> bytes);

// Decodes a text that comes in parts. Takes the standard alphabet with its padding,
// and line ends between letters.
class Base64Decoder {
 public:
  // Adds what `letters` say to `bytes`. False for anything that is not base64: what
  // was added until then is of no use.
  bool add(std::string_view letters, Bytes& bytes);
  // False when the text ended in the middle of a group of four.
  bool finish() const { return held_ == 0; }

 private:
  bool add_one(char letter, Bytes& bytes);

  std::uint32_t group_ = 0;
  int held_ = 0;    // letters of the group so far, padding among them
  int padded_ = 0;  // padding seen; nothing may follow it
  bool ended_ = false;
};

}  // namespace limner
