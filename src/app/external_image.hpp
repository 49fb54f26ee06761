// A picture that a person points at, read from wherever it is.
#pragma once

#include "app/context.hpp"

#include <limner/asset.hpp>
#include <limner/image.hpp>

#include <string>
#include <string_view>

namespace limner::app {

enum class ReferenceKind { path, standard_input, url, data_uri, artifact };

// By its first letters; what is nothing else is a path. Throws Error{usage} for a URL
// of a kind that is not taken.
ReferenceKind kind_of_reference(std::string_view reference);

// Bytes that are a picture by their header, within the limits.
struct ExternalImage {
  std::string bytes;
  image::ImageInfo info;
  std::string place;  // what may be written down of where it was
  std::string name;   // "fox.png": for people
};

// Reads and looks at it; not for artifacts. A URL is asked for over the network,
// from public addresses and the hosts that the settings name. Throws Error.
ExternalImage read_external_image(const Context& context, const std::string& reference);

// What a message and a record may say of it: a URL without its secrets, no data.
std::string redacted_reference(const std::string& reference);

}  // namespace limner::app
