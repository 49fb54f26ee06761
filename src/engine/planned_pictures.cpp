#include "engine/planned_pictures.hpp"

#include "engine/unsent_parameters.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <charconv>

namespace limner::engine {

namespace {

using nlohmann::json;

constexpr std::int64_t most_pictures = 16;  // of a list whose length is not known

// A path "steps.ID.images[2].file_url", taken apart.
struct PicturePath {
  std::string step;
  std::optional<std::int64_t> index;
};

std::optional<PicturePath> picture_path(const std::string& path) {
  constexpr std::string_view root = "steps.";
  if (!path.starts_with(root)) return {};
  const std::size_t end = path.find('.', root.size());
  if (end == path.npos) return {};
  PicturePath parts{.step = path.substr(root.size(), end - root.size()), .index = {}};
  const std::string_view rest = std::string_view(path).substr(end + 1);
  const std::size_t bracket = rest.find('[');
  const std::string_view list = rest.substr(0, bracket);
  if (list != "images" && list != "objects") return {};
  if (bracket == rest.npos) return parts;
  std::int64_t index = 0;
  const auto [stop, failure] =
      std::from_chars(rest.data() + bracket + 1, rest.data() + rest.size(), index);
  if (failure == std::errc()) parts.index = index;
  return parts;
}

bool is_picture_type(templates::ParamType type) {
  return type == templates::ParamType::image || type == templates::ParamType::images;
}

// A record, or a list of records.
bool is_picture_value(const json& value) {
  if (value.is_object()) return true;
  return value.is_array() && std::ranges::all_of(value, is_picture_value);
}

const json* known_value(const json& known, const std::string& name) {
  const auto found = known.find(name);
  return found == known.end() ? nullptr : &*found;
}

Error absent_value(const PlannedStep& step, const templates::ParamSpec& param) {
  const std::string name(param.name);
  std::string help = fmt::format("give {}: {}", name, param.help);
  for (const std::string& path : templates::paths_in(step.spec.with.at(name))) {
    const std::size_t end = path.find('.', path.find('.') + 1);
    if (path.starts_with("steps."))
      help = fmt::format("its step may be skipped: add if: ${{{{ {} != null }}}}",
                         path.substr(0, end));
  }
  Error error(ErrorCode::invalid_input, "step {}: {} has no value", step.spec.id, name);
  return error.with_help(std::move(help));
}

}  // namespace

std::int64_t PictureBounds::pictures_in(const json& value, const json* known) const {
  if (known != nullptr && known->is_array()) return std::ssize(*known);
  if (known != nullptr) return known->is_null() ? 0 : 1;
  if (value.is_array()) {
    std::int64_t sum = 0;
    for (const json& item : value) sum += pictures_in(item, nullptr);
    return sum;
  }
  const std::vector<std::string> paths = templates::paths_in(value);
  const auto path = paths.size() == 1 ? picture_path(paths.front()) : std::nullopt;
  if (!path) return most_pictures;
  if (path->index) return 1;
  const auto bound = bounds_.find(path->step);
  return bound == bounds_.end() ? most_pictures : bound->second;
}

void PictureBounds::add(const PlannedStep& step, const json& known) {
  const std::vector<templates::ParamSpec>& params = step.kind->signature.params;
  std::int64_t count = 1;
  if (std::ranges::find(params, "count", &templates::ParamSpec::name) != params.end()) {
    const json* given = known_value(known, "count");
    const bool is_open = given == nullptr && step.spec.with.contains("count");
    if (is_open) count = most_pictures;
    if (given != nullptr && given->is_number_integer()) count = given->get<std::int64_t>();
  }
  bounds_[step.spec.id] = count * step.runs;
}

void PictureBounds::refuse_missing_items(const PlannedStep& step) const {
  for (const std::string& text : templates::paths_in(step.spec.with)) {
    const auto path = picture_path(text);
    const auto bound = path ? bounds_.find(path->step) : bounds_.end();
    if (bound == bounds_.end() || !path->index || *path->index < bound->second) continue;
    throw Error(ErrorCode::invalid_input, "step {}: there is no {}: step {} makes at most {}",
                step.spec.id, text, path->step, bound->second)
        .with_help("the first item is [0]");
  }
}

void refuse_absent_values(const PlannedStep& step, const json& known) {
  for (const templates::ParamSpec& param : step.kind->signature.params) {
    const json* value = known_value(known, std::string(param.name));
    if (value == nullptr) continue;
    if (value->is_null() && param.required) throw absent_value(step, param);
    if (value->is_null() || !is_picture_type(param.type) || is_picture_value(*value)) continue;
    throw Error(ErrorCode::invalid_input, "step {}: {} is {}, not a picture", step.spec.id,
                param.name, parameter_text(*value))
        .with_help(fmt::format("give {}: {}", param.name, param.help));
  }
}

void refuse_mismatched_mask(const PlannedStep& step, const json& known) {
  const json* mask = known_value(known, "mask");
  if (mask == nullptr || mask->is_null()) return;
  const json* references = known_value(known, "references");
  const bool is_open = references == nullptr && step.spec.with.contains("references");
  if (is_open) return;
  const bool has_none = references == nullptr || references->is_null() || references->empty();
  if (has_none) {
    throw Error(ErrorCode::invalid_input, "step {}: a mask needs a reference picture", step.spec.id)
        .with_help("give the picture that the mask belongs to, or leave the mask out");
  }
  const json& first = references->is_array() ? references->front() : *references;
  const json& one = mask->is_array() && !mask->empty() ? mask->front() : *mask;
  step::check_mask_record(one, first);
}

}  // namespace limner::engine
