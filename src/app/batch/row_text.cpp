// Decodes row files part by part.
#include "app/batch/row_text.hpp"

#include <limner/error.hpp>
#include <limner/utf8.hpp>

#include <utility>

namespace limner::app {

namespace {

constexpr std::size_t longest_part = 1 << 16;  // bytes
constexpr char not_utf8 = '\xFF';

constexpr bool is_high_surrogate(char32_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}

constexpr bool is_low_surrogate(char32_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

}  // namespace

RowText::RowText(std::istream& in, std::string name, std::stop_token stop)
    : in_(in), name_(std::move(name)), stop_(std::move(stop)) {}

bool RowText::read_more() {
  const std::size_t before = text_.size();
  while (text_.size() == before) {
    if (at_end_) return false;
    if (stop_.stop_requested())
      throw Error(ErrorCode::interrupted, "stopped while reading {}", name_);
    raw_ += next_bytes();
    detect_encoding();
    if (has_encoding_) decode();
  }
  return true;
}

void RowText::read_all() {
  while (read_more()) {
  }
}

// Up to the end of a line: more may not arrive before the rows that are here are wanted.
std::string RowText::next_bytes() try {
  std::string part;
  std::streambuf& buffer = *in_.rdbuf();
  constexpr int end = std::char_traits<char>::eof();
  while (part.size() < longest_part) {
    const int letter = buffer.sbumpc();
    at_end_ = letter == end;
    if (at_end_) break;
    part += static_cast<char>(letter);
    if (letter == '\n') break;
  }
  read_ += part.size();
  if (read_ > longest) {
    throw Error(ErrorCode::invalid_input, "{} is longer than {} bytes", name_, longest)
        .with_help("split it into several files");
  }
  return part;
} catch (const std::ios_base::failure&) {
  throw Error(ErrorCode::invalid_input, "{} cannot be read", name_)
      .with_help("check that it is a file that you may read");
}

void RowText::detect_encoding() {
  constexpr std::string_view utf8_mark = "\xEF\xBB\xBF", little = "\xFF\xFE", big = "\xFE\xFF";
  if (has_encoding_ || (raw_.size() < utf8_mark.size() && !at_end_)) return;
  has_encoding_ = true;
  if (raw_.starts_with(utf8_mark)) raw_.erase(0, utf8_mark.size());
  if (raw_.starts_with(little)) encoding_ = RowEncoding::utf16_little;
  if (raw_.starts_with(big)) encoding_ = RowEncoding::utf16_big;
  if (encoding_ != RowEncoding::utf8) raw_.erase(0, little.size());
}

void RowText::decode() {
  if (encoding_ != RowEncoding::utf8) return decode_utf16();
  for (const char byte : raw_) append_byte(byte);
  raw_.clear();
}

void RowText::decode_utf16() {
  const std::size_t first = encoding_ == RowEncoding::utf16_big ? 0 : 1;
  std::size_t at = 0;
  for (; at + 1 < raw_.size(); at += 2) {
    const auto high = static_cast<unsigned char>(raw_[at + first]);
    const auto low = static_cast<unsigned char>(raw_[at + 1 - first]);
    const char32_t unit = static_cast<char32_t>(high) << 8 | low;
    if (high_ != 0 && is_low_surrogate(unit)) {
      append(0x10000 + ((high_ - 0xD800) << 10) + (unit - 0xDC00));
      high_ = 0;
      continue;
    }
    if (high_ != 0) append_byte(not_utf8);
    high_ = is_high_surrogate(unit) ? unit : 0;
    if (high_ != 0) continue;
    if (is_low_surrogate(unit)) {
      append_byte(not_utf8);
    } else {
      append(unit);
    }
  }
  raw_.erase(0, at);
  if (at_end_ && (high_ != 0 || !raw_.empty())) {
    append_byte(not_utf8);
    high_ = 0;
    raw_.clear();
  }
}

void RowText::append(char32_t code) {
  if (code < 0x80) return append_byte(static_cast<char>(code));
  after_return_ = false;
  append_utf8(text_, code);
}

void RowText::append_byte(char byte) {
  const bool is_second = after_return_ && byte == '\n';
  after_return_ = byte == '\r';
  if (!is_second) text_ += after_return_ ? '\n' : byte;
}

}  // namespace limner::app
