// EXIF, XMP, ICC profile and comments of a JPEG.
#include "image/jpeg_segments.hpp"

#include <limner/utf8.hpp>

#include <algorithm>
#include <map>

namespace limner::image {

namespace {

constexpr std::string_view jpeg_exif_mark{"Exif\0\0", 6};
constexpr std::string_view jpeg_xmp_mark{"http://ns.adobe.com/xap/1.0/\0", 29};
constexpr std::string_view jpeg_icc_mark{"ICC_PROFILE\0", 12};
constexpr std::size_t icc_prefix = 14;            // the mark, number and count of the part
constexpr std::size_t max_segment_data = 65'533;  // bytes

Bytes copy_of(ByteView bytes) {
  return {bytes.begin(), bytes.end()};
}

// JPEG does not say which: UTF-8 today, Latin-1 in old files.
std::string comment_text(ByteView data) {
  std::string_view text = as_text(data);
  while (text.ends_with('\0')) text.remove_suffix(1);
  if (is_utf8(text)) return std::string(text);
  std::string converted;
  for (const char c : text) append_utf8(converted, static_cast<unsigned char>(c));
  return converted;
}

// The parts are numbered 1 … count. Empty when one is missing.
Bytes joined_profile(const std::map<std::uint32_t, ByteView>& parts, std::uint32_t count) {
  Bytes profile;
  if (parts.empty() || parts.size() != count || parts.rbegin()->first != count) return profile;
  for (const auto& [number, part] : parts) profile.insert(profile.end(), part.begin(), part.end());
  return profile;
}

void append_segment(Bytes& to, int marker, std::string_view mark, ByteView data) {
  const std::size_t length = 2 + mark.size() + data.size();
  for (const std::size_t byte :
       {std::size_t{0xff}, static_cast<std::size_t>(marker), length >> 8, length & 0xff})
    to.push_back(static_cast<std::byte>(byte));
  const ByteView prefix = as_bytes(mark);
  to.insert(to.end(), prefix.begin(), prefix.end());
  to.insert(to.end(), data.begin(), data.end());
}

class JpegLabels {
 public:
  void add(std::string_view name, int marker, std::string_view mark, ByteView data) {
    if (data.empty()) return;
    if (mark.size() + data.size() > max_segment_data)
      leave_out(name);
    else
      append_segment(segments_, marker, mark, data);
  }

  void add_profile(ByteView profile) {
    constexpr std::size_t part_size = max_segment_data - icc_prefix;
    const std::size_t count = (profile.size() + part_size - 1) / part_size;
    if (count > 255) return leave_out("ICC profile");
    for (std::size_t i = 0; i < count; ++i) {
      std::string mark(jpeg_icc_mark);
      mark += static_cast<char>(i + 1);
      mark += static_cast<char>(count);
      const std::size_t start = i * part_size;
      append_segment(segments_, jpeg_marker::app2, mark,
                     profile.subspan(start, std::min(part_size, profile.size() - start)));
    }
  }

  const Bytes& segments() const { return segments_; }
  std::vector<std::string_view> left_out() const { return left_out_; }

 private:
  void leave_out(std::string_view name) {
    if (std::ranges::find(left_out_, name) == left_out_.end()) left_out_.push_back(name);
  }

  Bytes segments_;
  std::vector<std::string_view> left_out_;
};

std::string as_jpeg_comment(const Comment& comment) {
  if (comment.keyword.empty() || comment.keyword == "Comment") return comment.text;
  return fmt::format("{}: {}", comment.keyword, comment.text);
}

}  // namespace

Metadata read_jpeg_metadata(ByteView bytes) {
  Metadata metadata;
  std::map<std::uint32_t, ByteView> parts;
  std::uint32_t count = 0;
  for_each_segment(bytes, [&](int marker, ByteView data) {
    if (marker == jpeg_marker::comment) {
      metadata.comments.push_back({"", comment_text(data)});
    } else if (marker == jpeg_marker::app1 && starts_with(data, jpeg_exif_mark)) {
      if (metadata.exif.empty()) metadata.exif = copy_of(data.subspan(jpeg_exif_mark.size()));
    } else if (marker == jpeg_marker::app1 && starts_with(data, jpeg_xmp_mark)) {
      metadata.xmp = as_text(data.subspan(jpeg_xmp_mark.size()));
    } else if (marker == jpeg_marker::app2 && starts_with(data, jpeg_icc_mark) &&
               data.size() > icc_prefix) {
      parts.emplace(byte_at(data, jpeg_icc_mark.size()), data.subspan(icc_prefix));
      count = byte_at(data, jpeg_icc_mark.size() + 1);
    }
  });
  metadata.icc = joined_profile(parts, count);
  return metadata;
}

LabelledImage write_jpeg_metadata(Bytes bytes, const Metadata& metadata) {
  JpegLabels labels;
  labels.add("EXIF", jpeg_marker::app1, jpeg_exif_mark, metadata.exif);
  labels.add("XMP", jpeg_marker::app1, jpeg_xmp_mark, as_bytes(metadata.xmp));
  labels.add_profile(metadata.icc);
  for (const Comment& comment : metadata.comments)
    labels.add("comments", jpeg_marker::comment, "", as_bytes(as_jpeg_comment(comment)));
  std::size_t at = 2;  // after SOI, and after JFIF, which must be first
  if (bytes.size() >= 6 && byte_at(bytes, 2) == 0xff && byte_at(bytes, 3) == jpeg_marker::app0)
    at += 2 + big_endian_16(bytes, 4);
  bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), labels.segments().begin(),
               labels.segments().end());
  return {std::move(bytes), labels.left_out()};
}

}  // namespace limner::image
