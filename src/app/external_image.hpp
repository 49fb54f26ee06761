// Reads a picture from a path, stdin, a URL or a data: URL.
#pragma once

#include "app/context.hpp"

#include <limner/asset.hpp>
#include <limner/enum_text.hpp>
#include <limner/image.hpp>

#include <string>
#include <string_view>

namespace limner::app {

enum class ReferenceKind { path, standard_input, url, data_uri, artifact };
constexpr EnumWords<ReferenceKind::artifact> enum_words(ReferenceKind) {
  return {"path", "stdin", "url", "data_uri", "artifact"};
}

// Decided by the prefix; anything else is a path. Throws Error{usage} for an unsupported
// URL scheme.
ReferenceKind kind_of_reference(std::string_view reference);

// A picture that was decoded to its last row, within the size limits.
struct ExternalImage {
  std::string bytes;
  image::ImageInfo info;
  bool transparent;   // a pixel is not opaque
  std::string place;  // the source without secrets, for records
  std::string name;   // "fox.png": for people
};

// Reads and checks a picture; not for artifacts. A URL is fetched from public addresses
// and the hosts named in the settings. Throws Error{invalid_input} for bytes that are not a whole
// PNG, JPEG or WebP within the limits, and the errors of reading and fetching.
ExternalImage read_external_image(const Context& context, const std::string& reference);

// The file of a ReferenceKind::path; relative paths start at the working directory.
std::filesystem::path resolve_reference_path(const Context& context, const std::string& reference);

// The reference for messages and records: a URL without secrets, no data.
std::string redacted_reference(const std::string& reference);

}  // namespace limner::app
