// A packed value is a byte that names the dictionary, and the value's canonical JSON, coded as
// below and compressed by deflate without a header. Dictionary 0 is none: not compressed. A
// dictionary is never edited; a better one has the next number.
#include "store/packed_json.hpp"

#include "store/hex.hpp"

#include <limner/embedded.hpp>
#include <limner/error.hpp>
#include <limner/file_url.hpp>
#include <limner/json.hpp>

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <new>
#include <optional>

namespace limner::store {

namespace {

// ---- coded text ----
//
// JSON text has control characters only as escapes. Each of these bytes is in place of a text; of
// a digest or an id, its binary form follows.
constexpr char path_mark = 1;    // the path of the store, with a slash
constexpr char url_mark = 2;     // its URL
constexpr char digest_mark = 3;  // 64 hexadecimal digits, in 32 bytes
constexpr char name_mark = 4;    // 16 hexadecimal digits after a hyphen, in 8 bytes
constexpr char key_mark = 5;     // the key of a blob: two digits of its digest, a slash, the digest
constexpr char id_mark = 6;      // a ULID after a hyphen, in 16 bytes

constexpr std::size_t digest_size = 32;
constexpr std::size_t name_size = 8;
constexpr std::size_t ulid_size = 16;
constexpr std::size_t ulid_letters = 26;
constexpr std::string_view ulid_alphabet = "0123456789abcdefghjkmnpqrstvwxyz";  // of a ULID

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::size_t leading(std::string_view text, std::string_view allowed) {
  return std::min(text.find_first_not_of(allowed), text.size());
}

// 26 letters of 5 bits are 130 bits: the first letter has 3.
std::string from_ulid(std::string_view ulid) {
  std::string bytes;
  std::uint32_t bits = 0;
  int count = -2;
  for (const char letter : ulid) {
    bits = bits << 5 | static_cast<std::uint32_t>(ulid_alphabet.find(letter));
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 255);
  }
  return bytes;
}

std::string to_ulid(std::string_view bytes) {
  std::string ulid;
  std::uint32_t bits = 0;
  int count = 2;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 5;) {
      count -= 5;
      ulid += ulid_alphabet[bits >> count & 31];
    }
  }
  return ulid;
}

// The coded form of the text that `rest` begins with, and its length in `rest`.
struct Token {
  std::string coded;
  std::size_t length = 0;
};

std::optional<Token> token_at(std::string_view rest, bool after_hyphen) {
  const std::size_t hex = leading(rest, hex_digits);
  if (hex == 2 * digest_size) return Token{digest_mark + from_hex(rest.substr(0, hex)), hex};
  if (hex == 2 * name_size && after_hyphen)
    return Token{name_mark + from_hex(rest.substr(0, hex)), hex};
  if (hex == 2 && rest.size() > 3 && rest[2] == '/' &&
      rest.substr(3).starts_with(rest.substr(0, 2)) &&
      leading(rest.substr(3), hex_digits) == 2 * digest_size)
    return Token{key_mark + from_hex(rest.substr(3, 2 * digest_size)), 3 + 2 * digest_size};
  if (after_hyphen && rest.size() > 0 && rest[0] <= '7' &&
      leading(rest, ulid_alphabet) == ulid_letters)
    return Token{id_mark + from_ulid(rest.substr(0, ulid_letters)), ulid_letters};
  return {};
}

// Tokens begin where a word does.
std::string encoded(const std::string& text) {
  std::string coded;
  for (std::size_t at = 0; at < text.size();) {
    const char before = at == 0 ? ' ' : text[at - 1];
    const bool in_word = ulid_alphabet.find(before) != ulid_alphabet.npos;
    std::optional<Token> token;
    if (!in_word) token = token_at(std::string_view(text).substr(at), before == '-');
    coded += token ? token->coded : std::string(1, text[at]);
    at += token ? token->length : 1;
  }
  return coded;
}

std::string_view take_bytes(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() - at < count) throw Error(ErrorCode::invalid_input, "packed JSON is cut short");
  return text.substr(at, count);
}

std::string decoded(std::string_view coded, const std::string& path, const std::string& url) {
  std::string text;
  for (std::size_t at = 0; at < coded.size();) {
    const char c = coded[at++];
    const auto take = [&](std::size_t count) {
      at += count;
      return take_bytes(coded, at - count, count);
    };
    switch (c) {
      case path_mark: text += path; break;
      case url_mark: text += url; break;
      case digest_mark: text += to_hex(take(digest_size)); break;
      case name_mark: text += to_hex(take(name_size)); break;
      case key_mark: {
        const std::string hex = to_hex(take(digest_size));
        text += hex.substr(0, 2) + "/" + hex;
        break;
      }
      case id_mark: text += to_ulid(take(ulid_size)); break;
      default: text += c;
    }
  }
  return text;
}

// ---- compression ----

constexpr int window_bits = -15;                 // 32 KiB, no header
constexpr std::size_t max_unpacked = 256 << 20;  // bytes; a damaged value cannot fill the memory

std::string_view dictionary() {
  return embedded_dictionaries().front().content;
}

Bytef* input_of(std::string_view text) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

std::string deflated(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits, MAX_MEM_LEVEL,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  deflateSetDictionary(&stream, input_of(dictionary()), static_cast<uInt>(dictionary().size()));
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = input_of(text);
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = input_of(packed);
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string inflated(std::string_view packed) {
  z_stream stream{};
  if (inflateInit2(&stream, window_bits) != Z_OK) throw std::bad_alloc();
  inflateSetDictionary(&stream, input_of(dictionary()), static_cast<uInt>(dictionary().size()));
  stream.next_in = input_of(packed);
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string text;
  std::array<char, 4096> part{};
  int status = Z_OK;
  while (status == Z_OK && text.size() < max_unpacked) {
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = part.size();
    status = inflate(&stream, Z_NO_FLUSH);
    text.append(part.data(), part.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (status != Z_STREAM_END) throw Error(ErrorCode::invalid_input, "packed JSON is damaged");
  return text;
}

std::string escaped(const std::string& text) {
  const std::string quoted = canonical(text);
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

JsonPacker::JsonPacker(const std::filesystem::path& store) {
  const std::filesystem::path directory = std::filesystem::absolute(store) / "";
  path_ = escaped(directory.string());
  url_ = escaped(file_url(directory));
}

std::string JsonPacker::text_without_place(const nlohmann::json& value) const {
  std::string text = canonical(value);
  replace_all(text, url_, std::string(1, url_mark));
  replace_all(text, path_, std::string(1, path_mark));
  return text;
}

std::string JsonPacker::pack(const nlohmann::json& value) const {
  const std::string text = encoded(text_without_place(value));
  const std::string small = deflated(text);
  return small.size() < text.size() ? '\x01' + small : '\0' + text;
}

std::string JsonPacker::unpack(std::string_view packed) const {
  if (packed.empty() || packed.front() > 1)
    throw Error(ErrorCode::invalid_input, "packed JSON has an unknown dictionary");
  const bool is_compressed = packed.front() == 1;
  packed.remove_prefix(1);
  return is_compressed ? decoded(inflated(packed), path_, url_) : decoded(packed, path_, url_);
}

}  // namespace limner::store
