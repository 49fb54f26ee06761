// The text of a row file, decoded while it is read. Internal to batch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <stop_token>
#include <string>
#include <string_view>

namespace limner::app {

enum class RowEncoding { utf8, utf16_little, utf16_big };

// UTF-8 without a byte order mark and with line feeds as line breaks. UTF-16 is recognised by its
// byte order mark; half a character of it becomes the byte FF, which is not UTF-8. All text that
// was read is kept. Not thread safe.
class RowText {
 public:
  static constexpr std::uint64_t longest = 1u << 28;  // bytes of the stream

  // `in` must outlive this. `name` is the stream's name in messages.
  RowText(std::istream& in, std::string name, std::stop_token stop);

  const std::string& text() const { return text_; }
  RowEncoding encoding() const { return encoding_; }

  // Appends the next line, or a part of a long one; false at the end. A stream that is a pipe is
  // not read beyond that line. Throws Error{invalid_input} for a stream that is too long or cannot
  // be read, and Error{interrupted} when a stop was requested.
  bool read_more();
  void read_all();

 private:
  std::string next_bytes();
  void detect_encoding();
  void decode();
  void decode_utf16();
  void append(char32_t code);
  void append_byte(char byte);

  std::istream& in_;
  std::string name_;
  std::stop_token stop_;
  std::string text_;
  std::string raw_;  // bytes that are not yet decoded
  std::uint64_t read_ = 0;
  RowEncoding encoding_ = RowEncoding::utf8;
  bool has_encoding_ = false;
  bool at_end_ = false;
  bool after_return_ = false;  // the last character was a carriage return
  char32_t high_ = 0;          // first half of a UTF-16 character
};

}  // namespace limner::app
