#include <limner/base64.hpp>

#include <array>

namespace limner {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint32_t invalid_character = 0xff000000;

// Each character's six bits, shifted to their place in a group of 24: four lookups and three
// ors per group. An invalid character sets bits above the 24.
using Table = std::array<std::uint32_t, 256>;

constexpr Table table_of(int shift) {
  Table table{};
  table.fill(invalid_character);
  for (std::uint32_t value = 0; value < alphabet.size(); ++value)
    table[static_cast<unsigned char>(alphabet[value])] = value << shift;
  return table;
}

constexpr Table first = table_of(18), second = table_of(12), third = table_of(6),
                fourth = table_of(0);

std::uint32_t group_of(const char* characters) {
  const auto at = [&](int i) { return static_cast<unsigned char>(characters[i]); };
  return first[at(0)] | second[at(1)] | third[at(2)] | fourth[at(3)];
}

std::byte byte_of(std::uint32_t group, int shift) {
  return static_cast<std::byte>((group >> shift) & 0xff);
}

}  // namespace

std::string base64_of(std::span<const std::byte> bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  const auto at = [&](std::size_t i) {
    return i < bytes.size() ? static_cast<std::uint32_t>(bytes[i]) : 0U;
  };
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::uint32_t group = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    for (const int shift : {18, 12, 6, 0}) text += alphabet[(group >> shift) & 63];
  }
  const std::size_t padding = (3 - bytes.size() % 3) % 3;
  text.replace(text.size() - padding, padding, padding, '=');
  return text;
}

std::optional<Bytes> data_uri_bytes(std::string_view uri) {
  const std::size_t comma = uri.find(',');
  if (comma == uri.npos || !uri.starts_with("data:") || !uri.substr(0, comma).ends_with(";base64"))
    return std::nullopt;
  Base64Decoder decoder;
  Bytes bytes;
  if (!decoder.add(uri.substr(comma + 1), bytes) || !decoder.finish(bytes)) return std::nullopt;
  return bytes;
}

bool Base64Decoder::add(std::string_view part, Bytes& bytes) {
  std::size_t i = 0;
  while (held_ != 0 && i < part.size()) {
    if (!add_one(part[i++], bytes)) return false;
  }
  std::size_t end = bytes.size();
  bytes.resize(end + (part.size() - i) / 4 * 3);
  while (!ended_ && part.size() - i >= 4) {
    const std::uint32_t group = group_of(part.data() + i);
    if ((group & invalid_character) != 0) break;  // padding, a line break, or invalid
    bytes[end] = byte_of(group, 16);
    bytes[end + 1] = byte_of(group, 8);
    bytes[end + 2] = byte_of(group, 0);
    end += 3;
    i += 4;
  }
  bytes.resize(end);
  for (; i < part.size(); ++i) {
    if (!add_one(part[i], bytes)) return false;
  }
  return true;
}

bool Base64Decoder::finish(Bytes& bytes) {
  if (held_ == 0) return true;
  if (held_ == 1 || padded_ > 0) return false;
  while (held_ != 0) add_one('=', bytes);
  return true;
}

bool Base64Decoder::add_one(char letter, Bytes& bytes) {
  if (letter == '\n' || letter == '\r') return true;
  if (ended_) return false;
  const std::uint32_t value = fourth[static_cast<unsigned char>(letter)];
  if (letter == '=') {
    if (held_ < 2) return false;
    ++padded_;
  } else if (value == invalid_character || padded_ > 0) {
    return false;
  }
  group_ = group_ << 6 | (letter == '=' ? 0 : value);
  if (++held_ < 4) return true;
  for (int i = 0; i < 3 - padded_; ++i) bytes.push_back(byte_of(group_, 16 - 8 * i));
  ended_ = padded_ > 0;
  held_ = padded_ = 0;
  group_ = 0;
  return true;
}

}  // namespace limner
