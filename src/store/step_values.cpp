#include "store/step_values.hpp"

#include <limner/asset.hpp>
#include <limner/error.hpp>

namespace limner::store {

namespace {

using nlohmann::json;

constexpr const char* same = "$same";
constexpr std::size_t least_size = 80;  // of JSON text; a reference has 32

std::string name_of(const std::string& text) {
  return "same-" + Digest::of(text).hex().substr(0, 16);
}

bool is_reference(const json& value) {
  return value.is_object() && value.size() == 1 && value.contains(same);
}

}  // namespace

void StepValues::add(const StepRow& step) {
  add(step.outputs);
  add(step.lineage);
}

void StepValues::add(const json& value) {
  if (!value.is_structured()) return;
  if (value.is_object()) {
    const std::string text = packer_.text_without_place(value);
    if (text.size() >= least_size) known_.emplace(name_of(text), value);
  }
  for (const json& member : value) add(member);
}

StepRow StepValues::with_references(StepRow step) const {
  for (json* value : {&step.inputs, &step.outputs, &step.lineage}) refer(*value);
  return step;
}

// An object that looks like a reference, which only a template's author can have made, is put
// into one.
void StepValues::refer(json& value) const {
  if (!value.is_structured()) return;
  if (is_reference(value)) {
    value = json{{same, std::move(value)}};
    return;
  }
  if (value.is_object()) {
    const std::string text = packer_.text_without_place(value);
    const auto found = text.size() < least_size ? known_.end() : known_.find(name_of(text));
    if (found != known_.end() && found->second == value) {
      value = json{{same, found->first}};
      return;
    }
  }
  for (json& member : value) refer(member);
}

void StepValues::resolve(StepRow& step) const {
  for (json* value : {&step.inputs, &step.outputs, &step.lineage}) resolve(*value, step);
}

void StepValues::resolve(json& value, const StepRow& step) const {
  if (!value.is_structured()) return;
  if (!is_reference(value)) {
    for (json& member : value) resolve(member, step);
    return;
  }
  const json reference = value.at(same);
  if (!reference.is_string()) {
    value = reference;
    return;
  }
  const auto found = known_.find(reference.get<std::string>());
  if (found == known_.end()) {
    throw Error(ErrorCode::store_damaged, "step {} has a value of an earlier step that has none",
                step.name);
  }
  value = found->second;
}

}  // namespace limner::store
