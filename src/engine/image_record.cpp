// Pictures as JSON.
#include <limner/engine.hpp>
#include <limner/file_url.hpp>

namespace limner::engine {

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
