// EXIF, XMP, ICC profile and texts of a PNG.
#include "image/png_chunks.hpp"

#include <limner/utf8.hpp>

#include <zlib.h>

#include <algorithm>
#include <array>
#include <utility>

namespace limner::image {

namespace {

constexpr std::string_view xmp_keyword = "XML:com.adobe.xmp";
constexpr std::string_view raw_profile =
    "Raw profile type ";  // ImageMagick's EXIF and IPTC as text

// Texts of a few bytes may inflate to gigabytes, so all together have a limit.
class Inflater {
 public:
  // Empty when the data is damaged or the limit is exceeded.
  std::string inflate(std::string_view packed) {
    std::string text;
    std::array<char, 1 << 14> buffer{};
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) return text;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    int state = Z_OK;
    while (state == Z_OK && left_ > 0) {
      stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream.avail_out = static_cast<uInt>(std::min(buffer.size(), left_));
      const std::size_t room = stream.avail_out;
      state = ::inflate(&stream, Z_NO_FLUSH);
      text.append(buffer.data(), room - stream.avail_out);
      left_ -= room - stream.avail_out;
    }
    inflateEnd(&stream);
    return state == Z_STREAM_END ? text : "";
  }

 private:
  std::size_t left_ = 4 << 20;  // bytes
};

// Removes and returns what is before the next zero byte, and the byte; nothing without one.
std::string_view take_until_zero(std::string_view& data) {
  const std::size_t length = data.find('\0');
  if (length == std::string_view::npos) return std::exchange(data, {}).substr(0, 0);
  const std::string_view part = data.substr(0, length);
  data.remove_prefix(length + 1);
  return part;
}

std::string from_latin_1(std::string_view text) {
  std::string converted;
  for (const char c : text) append_utf8(converted, static_cast<unsigned char>(c));
  return converted;
}

// iTXt: keyword, compression flag and method, language, translated keyword, text.
std::string international_text(std::string_view data, Inflater& inflater) {
  if (data.size() < 2) return "";
  const bool compressed = data.front() != 0;
  data.remove_prefix(2);
  take_until_zero(data);
  take_until_zero(data);
  return compressed ? inflater.inflate(data) : std::string(data);
}

void read_text(std::string_view type, std::string_view data, Inflater& inflater,
               Metadata& metadata) {
  const std::string_view keyword = take_until_zero(data);
  if (keyword.empty() || keyword.starts_with(raw_profile)) return;
  std::string text;
  if (type == "tEXt") text = from_latin_1(data);
  if (type == "zTXt" && !data.empty()) text = from_latin_1(inflater.inflate(data.substr(1)));
  if (type == "iTXt") text = valid_utf8(international_text(data, inflater));
  if (text.empty()) return;
  if (keyword == xmp_keyword)
    metadata.xmp = std::move(text);
  else
    metadata.comments.push_back({from_latin_1(keyword), std::move(text)});
}

Bytes inflated_profile(std::string_view data, Inflater& inflater) {
  take_until_zero(data);
  const std::string profile = data.empty() ? "" : inflater.inflate(data.substr(1));
  const ByteView bytes = as_bytes(profile);
  return {bytes.begin(), bytes.end()};
}

std::string deflated(ByteView data) {
  std::string packed(compressBound(static_cast<uLong>(data.size())), '\0');
  uLongf length = static_cast<uLongf>(packed.size());
  compress(reinterpret_cast<Bytef*>(packed.data()), &length, raw(data),
           static_cast<uLong>(data.size()));
  packed.resize(length);
  return packed;
}

void append_number(Bytes& to, std::size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    to.push_back(static_cast<std::byte>(value >> shift & 0xff));
}

void append_chunk(Bytes& to, std::string_view type, std::string_view data) {
  append_number(to, data.size());
  const std::size_t start = to.size();
  for (const std::string_view part : {type, data})
    to.insert(to.end(), as_bytes(part).begin(), as_bytes(part).end());
  append_number(to,
                crc32(0, raw(ByteView(to).subspan(start)), static_cast<uInt>(to.size() - start)));
}

void append_text(Bytes& to, std::string_view keyword, std::string_view text) {
  constexpr std::string_view plain{"\0\0\0\0\0", 5};  // not compressed, no language
  append_chunk(to, "iTXt", std::string(keyword).append(plain).append(text));
}

// A keyword is 1 to 79 characters of Latin-1; others become "Comment".
std::string valid_keyword(const std::string& keyword) {
  constexpr std::size_t longest = 79;
  const bool is_valid = !keyword.empty() && keyword.size() <= longest &&
                        std::ranges::all_of(keyword, [](char c) { return c >= ' ' && c <= '~'; });
  return is_valid ? keyword : "Comment";
}

}  // namespace

Metadata read_png_metadata(ByteView bytes) {
  Metadata metadata;
  Inflater inflater;
  for_each_chunk(bytes, [&](std::string_view type, ByteView data) {
    if (type == "eXIf") metadata.exif.assign(data.begin(), data.end());
    if (type == "iCCP") metadata.icc = inflated_profile(as_text(data), inflater);
    if (type == "tEXt" || type == "zTXt" || type == "iTXt")
      read_text(type, as_text(data), inflater, metadata);
  });
  return metadata;
}

LabelledImage write_png_metadata(Bytes bytes, const Metadata& metadata) {
  constexpr std::ptrdiff_t header_end = 33;  // signature and IHDR
  Bytes chunks;
  if (!metadata.icc.empty())
    append_chunk(chunks, "iCCP", std::string("ICC\0\0", 5).append(deflated(metadata.icc)));
  if (!metadata.exif.empty()) append_chunk(chunks, "eXIf", as_text(metadata.exif));
  if (!metadata.xmp.empty()) append_text(chunks, xmp_keyword, metadata.xmp);
  for (const Comment& comment : metadata.comments)
    append_text(chunks, valid_keyword(comment.keyword), comment.text);
  bytes.insert(bytes.begin() + header_end, chunks.begin(), chunks.end());
  return {std::move(bytes), {}};
}

}  // namespace limner::image
