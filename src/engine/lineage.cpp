#include "engine/lineage.hpp"

#include "engine/step_execution.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <map>

namespace limner::engine {

namespace {

using nlohmann::json;

constexpr std::string_view input_param = "input";
constexpr std::string_view files_param = "files";

bool takes_pictures(const templates::ParamSpec& param) {
  return param.type == templates::ParamType::image || param.type == templates::ParamType::images;
}

std::string text_at(const json& record, const char* key) {
  const auto found = record.find(key);
  return found != record.end() && found->is_string() ? found->get<std::string>() : "";
}

// Every record within `value`, a record or a list.
std::vector<const json*> records_in(const json& value) {
  if (value.is_object()) return {&value};
  std::vector<const json*> records;
  if (!value.is_array()) return records;
  for (const json& item : value) {
    for (const json* record : records_in(item)) records.push_back(record);
  }
  return records;
}

// A long data: URI is not repeated in a message.
std::string shortened(const std::string& text) {
  constexpr std::size_t longest = 80;
  return text.size() <= longest ? text : text.substr(0, longest) + "…";
}

Error unknown_picture(const std::string& what, const std::string& name) {
  Error error(ErrorCode::invalid_input, "{}: \"{}\" is not a picture of this run", what,
              shortened(name));
  error.with_help(
      "name a picture of an earlier step: ${{ steps.ID.images[0] }}, or its id, sha256 or "
      "file_url; give a picture of another run with -i artifact:ID");
  return error;
}

json side_file_json(const std::pair<std::string, Asset>& file) {
  return {{"role", file.first},
          {"sha256", file.second.digest.hex()},
          {"file_type", file.second.media_type},
          {"file_size", file.second.size}};
}

json provenance_json(const step::Provenance& provenance) {
  return {{"prompt", provenance.prompt},   {"model", provenance.model},
          {"runId", provenance.run_id},    {"digitalSourceType", provenance.digital_source_type},
          {"created", provenance.created}, {"credits", provenance.credits}};
}

step::Provenance provenance_from(const json& stored) {
  return {.prompt = stored.at("prompt"),
          .model = stored.at("model"),
          .run_id = stored.at("runId"),
          .digital_source_type = stored.at("digitalSourceType"),
          .created = stored.at("created"),
          .credits = stored.at("credits").get<std::vector<json>>()};
}

json picture_json(const PictureOrigin& picture) {
  json side_files = json::array();
  for (const auto& file : picture.side_files) side_files.push_back(side_file_json(file));
  return {{"id", picture.id},
          {"from", picture.from},
          {"references", picture.references},
          {"callId", picture.call ? json(picture.call->str()) : json()},
          {"usage", picture.usage},
          {"provenance", provenance_json(picture.provenance)},
          {"sideFiles", std::move(side_files)}};
}

// The outputs of a step by the id of their picture: an upload follows its image.
const json* output_with(const json& outputs, const char* list, const std::string& id) {
  const auto found = outputs.find(list);
  if (found == outputs.end() || !found->is_array()) return nullptr;
  const auto record =
      std::ranges::find_if(*found, [&](const json& one) { return text_at(one, "id") == id; });
  return record == found->end() ? nullptr : &*record;
}

PictureOrigin origin_from(const json& stored, const json& record, int ordinal) {
  PictureOrigin origin{.id = stored.at("id"),
                       .asset = step::asset_from(record),
                       .record = record,
                       .step = ordinal,
                       .from = stored.at("from").get<std::vector<std::string>>(),
                       .references = stored.at("references").get<std::vector<std::string>>(),
                       .usage = stored.at("usage"),
                       .provenance = provenance_from(stored.at("provenance"))};
  if (stored.at("callId").is_string())
    origin.call = CallId::parse(stored.at("callId").get<std::string>());
  for (const json& file : stored.at("sideFiles"))
    origin.side_files.emplace_back(file.at("role"), step::asset_from(file));
  return origin;
}

// Ids of pictures in another run → their ids in this one.
using Renamed = std::map<std::string, std::string>;

// Both have the same pictures in the same places.
void add_renamed(const json& earlier, const json& own, Renamed& renamed) {
  const std::vector<const json*> before = records_in(earlier);
  const std::vector<const json*> now = records_in(own);
  for (std::size_t at = 0; at < std::min(before.size(), now.size()); ++at)
    renamed[text_at(*before[at], "id")] = text_at(*now[at], "id");
}

void rename(json& id, const Renamed& renamed) {
  if (!id.is_string()) return;
  const auto found = renamed.find(id.get<std::string>());
  if (found != renamed.end()) id = found->second;
}

void rename_outputs(json& outputs, const Renamed& renamed) {
  for (const char* list : {"images", "objects"}) {
    const auto found = outputs.find(list);
    if (found == outputs.end() || !found->is_array()) continue;
    for (json& record : *found) rename(record["id"], renamed);
  }
}

}  // namespace

bool is_image_record(const json& value) {
  return value.is_object() && value.contains("sha256") && value.contains("file_url") &&
         value.contains("id");
}

Lineage::Lineage(const json& inputs) {
  add_inputs(inputs);
}

void Lineage::add_inputs(const json& value) {
  if (is_image_record(value)) {
    PictureOrigin origin{
        .id = text_at(value, "id"), .asset = step::asset_from(value), .record = value};
    if (find(origin.id) != nullptr) return;  // the same file in another field
    if (const std::string id = text_at(value, "artifactId"); !id.empty())
      origin.artifact = ArtifactId::parse(id);
    pictures_.push_back(std::move(origin));
    return;
  }
  if (!value.is_structured()) return;
  for (const json& member : value) add_inputs(member);
}

// ---- names of pictures ----

const PictureOrigin* Lineage::find(std::string_view id) const {
  const auto found = std::ranges::find(pictures_, id, &PictureOrigin::id);
  return found == pictures_.end() ? nullptr : &*found;
}

PictureOrigin* Lineage::find_mutable(std::string_view id) {
  const auto found = std::ranges::find(pictures_, id, &PictureOrigin::id);
  return found == pictures_.end() ? nullptr : &*found;
}

const PictureOrigin* Lineage::origin_of(const json& record) const {
  const PictureOrigin* origin = record.is_object() ? find(text_at(record, "id")) : nullptr;
  return origin != nullptr && text_at(record, "sha256") == origin->asset.digest.hex() ? origin
                                                                                      : nullptr;
}

const PictureOrigin* Lineage::find_text(std::string_view text) const {
  if (const PictureOrigin* named = find(text)) return named;
  for (auto picture = pictures_.rbegin(); picture != pictures_.rend(); ++picture) {
    if (text == picture->asset.digest.hex() || text == text_at(picture->record, "file_url"))
      return &*picture;
  }
  return nullptr;
}

// The record of a URL is empty while a run is planned: nothing is fetched.
json Lineage::resolved(const std::string& what, const json& value, bool as_upload) const {
  if (value.is_string()) {
    const auto text = value.get<std::string>();
    const PictureOrigin* picture = find_text(text);
    if (picture == nullptr) throw unknown_picture(what, text);
    return as_upload && picture->object.is_object() ? picture->object : picture->record;
  }
  if (value.is_object() && !value.empty() && origin_of(value) == nullptr)
    throw unknown_picture(what, text_at(value, "id"));
  if (!value.is_array()) return value;
  json list = json::array();
  for (const json& item : value) list.push_back(resolved(what, item, as_upload));
  return list;
}

// Of artifact.create, the files are uploads by role.
json Lineage::resolve(const PlannedStep& step, json with) const {
  const auto name_of = [&](std::string_view param) {
    return fmt::format("step {}, {}", step.spec.id, param);
  };
  for (const templates::ParamSpec& param : step.kind->signature.params) {
    const auto given = with.find(param.name);
    if (given == with.end()) continue;
    if (takes_pictures(param)) *given = resolved(name_of(param.name), *given, false);
    if (param.name != files_param || !given->is_object()) continue;
    for (auto& [role, objects] : given->items())
      objects = resolved(name_of("files." + role), objects, true);
  }
  return with;
}

std::string Lineage::free_id(const std::string& wanted, const std::set<std::string>& taken) const {
  std::string free = wanted;
  for (int number = 2; find(free) != nullptr || taken.contains(free); ++number)
    free = fmt::format("{}-{}", wanted, number);
  return free;
}

// ---- outputs ----

void Lineage::add(const StepSource& source, step::StepOutput& output,
                  const store::BlobStore& blobs) {
  PictureOrigin origin{.id = "",
                       .asset = {.digest = Digest::of(""), .media_type = ""},
                       .record = nullptr,
                       .step = source.ordinal,
                       .call = source.call,
                       .usage = source.usage};
  for (const templates::ParamSpec& param : source.step.kind->signature.params) {
    const auto given = source.with.find(param.name);
    if (given == source.with.end() || !takes_pictures(param)) continue;
    std::vector<std::string>& ids = param.name == input_param ? origin.from : origin.references;
    for (const json* record : records_in(*given)) ids.push_back(text_at(*record, "id"));
  }
  const PictureOrigin* input = origin.from.empty() ? nullptr : find(origin.from.front());
  if (output.provenance) {
    origin.provenance = *output.provenance;
  } else if (input != nullptr) {
    origin.provenance = input->provenance;
  }
  for (step::StoredImage& image : output.images) add_picture(source, image, origin, blobs);
  for (step::ObjectRef& object : output.objects) add_object(source, object, origin, blobs);
  for (const step::SideFile& file : output.side_files) {
    if (file.picture >= output.images.size()) continue;
    if (PictureOrigin* picture = find_mutable(output.images[file.picture].id))
      picture->side_files.emplace_back(file.role, file.asset);
  }
}

// A step without a call that returns its input unchanged returns the same picture.
void Lineage::add_picture(const StepSource& source, step::StoredImage& image, PictureOrigin origin,
                          const store::BlobStore& blobs) {
  json record = image_record(image.asset, blobs.path_of(image.asset), image.file_name);
  const PictureOrigin* input = origin.from.size() == 1 ? find(origin.from.front()) : nullptr;
  if (!source.call && input != nullptr && input->asset.digest == image.asset.digest) {
    image.id = input->id;
    return;
  }
  image.id = free_id(text_at(record, "id"));
  record["id"] = image.id;
  origin.id = image.id;
  origin.asset = image.asset;
  origin.record = std::move(record);
  pictures_.push_back(std::move(origin));
}

// An upload has the id of its picture.
void Lineage::add_object(const StepSource& source, step::ObjectRef& object,
                         const PictureOrigin& origin, const store::BlobStore& blobs) {
  step::StoredImage image{.asset = object.asset, .file_name = "", .id = ""};
  add_picture(source, image, origin, blobs);
  object.id = image.id;
  if (PictureOrigin* picture = find_mutable(image.id)) picture->object = object_json(object, blobs);
}

// ---- ancestors ----

std::vector<const PictureOrigin*> Lineage::ancestors(const PictureOrigin& picture) const {
  std::vector<const PictureOrigin*> found{&picture};
  const auto add_all = [&](const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
      const PictureOrigin* parent = find(id);
      if (parent != nullptr && std::ranges::find(found, parent) == found.end())
        found.push_back(parent);
    }
  };
  for (std::size_t at = 0; at < found.size(); ++at) {
    const PictureOrigin* child = found[at];
    add_all(child->from);
    add_all(child->references);
  }
  return found;
}

const PictureOrigin* Lineage::first_generated(const PictureOrigin& picture) const {
  const PictureOrigin* generated = nullptr;
  for (const PictureOrigin* at = &picture; at != nullptr;
       at = at->from.empty() ? nullptr : find(at->from.front())) {
    if (at->call) generated = at;
  }
  return generated;
}

// ---- in the records ----

json Lineage::to_json(int ordinal) const {
  json list = json::array();
  for (const PictureOrigin& picture : pictures_) {
    if (picture.step == ordinal) list.push_back(picture_json(picture));
  }
  return list.empty() ? json() : list;
}

void Lineage::adopt(const PlannedStep& step, store::StepRow& row, const store::StepRow& earlier) {
  Renamed renamed;
  for (const templates::ParamSpec& param : step.kind->signature.params) {
    const auto before = earlier.inputs.find(param.name);
    const auto now = row.inputs.find(param.name);
    if (takes_pictures(param) && before != earlier.inputs.end() && now != row.inputs.end())
      add_renamed(*before, *now, renamed);
  }
  row.outputs = earlier.outputs;
  row.lineage = earlier.lineage;
  std::set<std::string> own;
  for (const json& picture : row.lineage) {
    const std::string id = text_at(picture, "id");
    renamed[id] = free_id(id, own);
    own.insert(renamed[id]);
  }
  for (json& picture : row.lineage) {
    rename(picture["id"], renamed);
    for (const char* list : {"from", "references"}) {
      for (json& id : picture[list]) rename(id, renamed);
    }
  }
  if (row.outputs.is_object()) rename_outputs(row.outputs, renamed);
  restore(row);
}

void Lineage::restore(const store::StepRow& row) {
  const json& outputs = row.outputs.is_object() ? row.outputs : json::object();
  try {
    for (const json& stored : row.lineage.is_array() ? row.lineage : json::array()) {
      const std::string id = stored.at("id");
      const json* record = output_with(outputs, "images", id);
      if (record == nullptr) record = output_with(outputs, "objects", id);
      if (record == nullptr)
        throw Error(ErrorCode::store_damaged, "step {} has no picture {}", row.name, id);
      pictures_.push_back(origin_from(stored, *record, row.ordinal));
    }
  } catch (const json::exception& error) {
    throw Error(ErrorCode::store_damaged, "the lineage of step {} is damaged: {}", row.name,
                error.what());
  }
  const auto objects = outputs.find("objects");
  if (objects == outputs.end() || !objects->is_array()) return;
  for (const json& object : *objects) {
    if (PictureOrigin* picture = find_mutable(text_at(object, "id"))) picture->object = object;
  }
}

}  // namespace limner::engine
