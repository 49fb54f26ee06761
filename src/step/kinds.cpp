// The list of step kinds, in the order in which a run usually uses them.
#include "step/kinds.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace limner::step {

namespace {

constexpr std::array kinds{
    &prompt_resolve, &image_generate, &background_remove, &image_convert,   &image_convert_webp,
    &image_resize,   &image_crop,     &storage_upload,    &artifact_create,
};

}  // namespace

std::span<const StepKind* const> step_kinds() {
  return kinds;
}

std::span<const templates::StepSignature* const> step_signatures() {
  static const auto signatures = [] {
    std::array<const templates::StepSignature*, kinds.size()> all{};
    std::ranges::transform(kinds, all.begin(),
                           [](const StepKind* kind) { return &kind->signature; });
    return all;
  }();
  return signatures;
}

const StepKind* find_step_kind(std::string_view name) {
  const auto found = std::ranges::find_if(
      kinds, [&](const StepKind* kind) { return kind->signature.name == name; });
  return found == kinds.end() ? nullptr : *found;
}

provider::Operation planned_operation(const StepKind& kind, const nlohmann::json& with) {
  if (kind.operation != nullptr) return kind.operation(with);
  throw std::logic_error("only a metered step has an operation");
}

}  // namespace limner::step
