#include "provider/request_validation.hpp"

#include <limner/base64.hpp>
#include <limner/error.hpp>
#include <limner/image.hpp>

#include <algorithm>

namespace limner::provider {

namespace {

Error cannot(const Model& model, std::string_view what) {
  return Error(ErrorCode::unsupported_model, "{} {}", model.id, what)
      .with_help("see what each can do: limner models ls");
}

}  // namespace

const GenerateImage& require_generate_image(const ModelCall& call) {
  const auto* operation = std::get_if<GenerateImage>(&call.operation);
  if (operation == nullptr) throw cannot(*call.model, "cannot remove backgrounds");
  return *operation;
}

const RemoveBackground& require_remove_background(const ModelCall& call) {
  const auto* operation = std::get_if<RemoveBackground>(&call.operation);
  if (operation == nullptr) throw cannot(*call.model, "only removes backgrounds");
  return *operation;
}

void refuse_many(const Model& model, const GenerateImage& operation) {
  if (operation.count <= 1) return;
  throw Error(ErrorCode::invalid_image_request, "{} makes one picture per call", model.id)
      .with_help("leave the count out, and run again with --take 2");
}

void refuse_mask(const Model& model, const GenerateImage& operation) {
  if (!operation.mask) return;
  throw Error(ErrorCode::invalid_image_request, "{} takes no mask", model.id)
      .with_help("choose a model that does: limner models ls --input image");
}

void refuse_references(const Model& model, const GenerateImage& operation) {
  if (operation.references.empty()) return;
  throw Error(ErrorCode::invalid_image_request, "{} takes no reference pictures", model.id)
      .with_help("choose a model that does: limner models ls --input image");
}

std::string detected_media_type(std::span<const std::byte> bytes, const std::string& declared) {
  const auto info = image::probe(bytes);
  return info ? std::string(image::media_type_of(info->format)) : declared;
}

std::string data_uri(std::span<const std::byte> bytes, const std::string& declared) {
  return fmt::format("data:{};base64,{}", detected_media_type(bytes, declared), base64_of(bytes));
}

}  // namespace limner::provider
