// JPEG files that our own encoder does not make.
#pragma once

#include <limner/asset.hpp>
#include <limner/bitmap.hpp>

#include <jpeglib.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

namespace limner::image::crafted {

struct JpegOptions {
  J_COLOR_SPACE space = JCS_EXT_RGBA;  // what the four bytes of a pixel mean
  bool adobe = true;                   // CMYK only: whether the file says that inks are inverted
  bool progressive = false;
  std::string exif;  // a TIFF block
  std::string icc;   // a profile
};

inline std::string jpeg(const Bitmap& bitmap, const JpegOptions& options) {
  jpeg_compress_struct codec;
  jpeg_error_mgr errors;
  codec.err = jpeg_std_error(&errors);
  jpeg_create_compress(&codec);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&codec, &buffer, &size);
  codec.image_width = static_cast<JDIMENSION>(bitmap.width);
  codec.image_height = static_cast<JDIMENSION>(bitmap.height);
  codec.input_components = 4;
  codec.in_color_space = options.space;
  jpeg_set_defaults(&codec);
  jpeg_set_quality(&codec, 100, TRUE);
  if (options.space == JCS_CMYK) codec.write_Adobe_marker = options.adobe ? TRUE : FALSE;
  if (options.progressive) jpeg_simple_progression(&codec);
  jpeg_start_compress(&codec, TRUE);
  if (!options.exif.empty()) {
    const std::string segment = std::string("Exif\0\0", 6) + options.exif;
    jpeg_write_marker(&codec, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(segment.data()),
                      static_cast<unsigned>(segment.size()));
  }
  if (!options.icc.empty()) {
    jpeg_write_icc_profile(&codec, reinterpret_cast<const JOCTET*>(options.icc.data()),
                           static_cast<unsigned>(options.icc.size()));
  }
  Bitmap copy = bitmap;
  for (int y = 0; y < bitmap.height; ++y) {
    JSAMPROW row = copy.at(0, y);
    jpeg_write_scanlines(&codec, &row, 1);
  }
  jpeg_finish_compress(&codec);
  std::string file(reinterpret_cast<char*>(buffer), size);
  std::free(buffer);
  jpeg_destroy_compress(&codec);
  return file;
}

// A TIFF block with one entry, the orientation.
inline std::string exif(int orientation, bool little_endian = false) {
  using namespace std::string_literals;
  const auto value = static_cast<char>(orientation);
  if (little_endian)
    return "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"s + value + "\0\0\0\0\0\0\0"s;
  return "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"s + value + "\0\0\0\0\0\0"s;
}

}  // namespace limner::image::crafted
