// Pictures as JSON.
#include <limner/engine.hpp>

#include <string_view>

namespace limner::engine {

namespace {

// Escapes all but the unreserved characters of RFC 3986 and the slash.
std::string file_url(const std::filesystem::path& path) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string url = "file://";
  for (const char c : path.string()) {
    if (plain.find(c) != plain.npos) {
      url += c;
    } else {
      url += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return url;
}

}  // namespace

nlohmann::json image_record(const Asset& asset, const std::filesystem::path& file,
                            const std::string& name) {
  const std::string hex = asset.digest.hex();
  return {{"id", "image-" + hex.substr(0, 16)},
          {"file_url", file_url(std::filesystem::absolute(file))},
          {"file_name", name.empty() ? file.filename().string() : name},
          {"file_size", asset.size},
          {"file_type", asset.media_type},
          {"width", asset.width},
          {"height", asset.height},
          {"sha256", hex},
          {"artifactId", nullptr}};
}

}  // namespace limner::engine
