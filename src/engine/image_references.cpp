#include "engine/image_references.hpp"

#include <limner/error.hpp>

#include <map>
#include <utility>

namespace limner::engine {

namespace {

using nlohmann::json;

class Finder {
 public:
  explicit Finder(const PlanOptions& options) : options_(options) {}

  // Replaces the reference in `name` and in `record`; null stays null.
  void replace(json& name, json& record) {
    if (!name.is_string()) return;
    const ResolvedImage& picture = find(name.get<std::string>());
    name = picture.name;
    record = picture.record;
  }

 private:
  const ResolvedImage& find(const std::string& reference) {
    if (const auto known = known_.find(reference); known != known_.end()) return known->second;
    if (!options_.picture) {
      throw Error(ErrorCode::invalid_input, "no picture can be taken in here")
          .with_help("leave the reference pictures out");
    }
    return known_.emplace(reference, options_.picture(reference)).first->second;
  }

  const PlanOptions& options_;
  std::map<std::string, ResolvedImage> known_;
};

json& at(json& intake, const std::vector<std::string>& path) {
  json* value = &intake;
  for (const std::string& key : path) value = &value->at(key);
  return *value;
}

}  // namespace

ResolvedIntake resolve_images(const templates::Template& workflow, json intake,
                              const PlanOptions& options) {
  ResolvedIntake given{intake, std::move(intake)};
  Finder finder(options);
  for (const templates::IntakeField& field : workflow.intake) {
    if (field.type != templates::FieldType::image && field.type != templates::FieldType::images)
      continue;
    json& names = at(given.intake, field.path);
    json& records = at(given.inputs, field.path);
    if (field.type == templates::FieldType::image) finder.replace(names, records);
    for (std::size_t i = 0; names.is_array() && i < names.size(); ++i)
      finder.replace(names[i], records[i]);
  }
  return given;
}

}  // namespace limner::engine
