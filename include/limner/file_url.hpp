// file: URLs.
#pragma once

#include <filesystem>
#include <string>

namespace limner {

// Escapes all but the unreserved characters of RFC 3986 and the slash. The host is empty.
std::string file_url(const std::filesystem::path& absolute_path);

}  // namespace limner
