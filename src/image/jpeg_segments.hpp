// The marker segments of a JPEG before its first scan.
#pragma once

#include "image/codec.hpp"

#include <algorithm>

namespace limner::image {

namespace jpeg_marker {
inline constexpr int app0 = 0xe0;  // JFIF
inline constexpr int app1 = 0xe1;  // EXIF, XMP
inline constexpr int app2 = 0xe2;  // ICC profile
inline constexpr int comment = 0xfe;
inline constexpr int start_of_scan = 0xda;
inline constexpr int end_of_image = 0xd9;
}  // namespace jpeg_marker

inline bool is_marker_without_data(int marker) {
  return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

// Calls `visit(marker, data)` for each segment, as libjpeg finds them: one with a length below
// 2 has no data, bytes outside of segments are skipped. False when a segment is cut off; those
// before it have been visited.
template <class Visit>
bool for_each_segment(ByteView bytes, const Visit& visit) {
  std::size_t at = 2;
  while (at + 4 <= bytes.size()) {
    if (byte_at(bytes, at) != 0xff || byte_at(bytes, at + 1) == 0xff ||
        byte_at(bytes, at + 1) == 0) {
      ++at;
      continue;
    }
    const int marker = static_cast<int>(byte_at(bytes, at + 1));
    if (marker == jpeg_marker::start_of_scan || marker == jpeg_marker::end_of_image) break;
    at += 2;
    if (is_marker_without_data(marker)) continue;
    const std::size_t length = big_endian_16(bytes, at);
    if (length > bytes.size() - at) return false;
    if (length > 2) visit(marker, bytes.subspan(at + 2, length - 2));
    at += std::max<std::size_t>(length, 2);
  }
  return true;
}

}  // namespace limner::image
