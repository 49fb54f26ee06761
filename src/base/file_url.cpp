#include <limner/file_url.hpp>

#include <fmt/format.h>

#include <string_view>

namespace limner {

std::string file_url(const std::filesystem::path& absolute_path) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string url = "file://";
  for (const char c : absolute_path.string()) {
    if (plain.find(c) != plain.npos) {
      url += c;
    } else {
      url += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return url;
}

}  // namespace limner
