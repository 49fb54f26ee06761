#include "provider/multipart_form.hpp"

#include "provider/request_validation.hpp"

#include <limner/asset.hpp>

#include <fmt/format.h>

namespace limner::provider {

void MultipartForm::add(std::string name, std::string text) {
  texts_.push_back(std::move(text));
  parts_.push_back({.name = std::move(name), .content = as_bytes(texts_.back())});
}

void MultipartForm::add_texts(const nlohmann::json& members) {
  for (const auto& [name, value] : members.items())
    add(name, value.is_string() ? value.get<std::string>() : value.dump());
}

void MultipartForm::add_file(std::string name, const std::string& stem,
                             std::span<const std::byte> picture, const std::string& declared_type) {
  const std::string type = detected_media_type(picture, declared_type);
  parts_.push_back({.name = std::move(name),
                    .file_name = fmt::format("{}.{}", stem, extension_of(type)),
                    .media_type = type,
                    .content = picture});
}

}  // namespace limner::provider
