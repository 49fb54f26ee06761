#include "step/image_record.hpp"

#include <limner/error.hpp>
#include <limner/slug.hpp>
#include <limner/step.hpp>

namespace limner::step {

namespace {

using nlohmann::json;

Error not_a_picture(std::string_view why) {
  Error error(ErrorCode::invalid_input, "a step received a value that is not a picture: {}", why);
  error.with_help("give the images of an earlier step: ${{ steps.ID.images }}");
  return error;
}

std::string text_of(const json& record, const char* key) {
  const auto found = record.find(key);
  if (found == record.end() || !found->is_string())
    throw not_a_picture(fmt::format("it has no {}", key));
  return found->get<std::string>();
}

// 0 when the record has no valid size.
int edge_of(const json& record, const char* key) {
  const auto found = record.find(key);
  const bool sensible =
      found != record.end() && found->is_number_integer() && *found >= 0 && *found <= 1 << 30;
  return sensible ? found->get<int>() : 0;
}

}  // namespace

const json& one_record(const json& given) {
  if (given.is_object()) return given;
  if (!given.is_array()) throw not_a_picture("it is neither a record nor a list");
  if (given.size() != 1) throw not_a_picture(fmt::format("it is a list of {}", given.size()));
  return one_record(given.front());
}

std::string stem_of(const json& record) {
  const auto found = record.find("file_name");
  std::string name = found != record.end() && found->is_string() ? found->get<std::string>() : "";
  name.resize(std::min(name.size(), name.rfind('.')));
  const std::string stem = slug(name);
  return stem.empty() ? "picture" : stem;
}

Asset asset_from(const json& record) {
  const json& one = one_record(record);
  const auto size = one.find("file_size");
  if (size == one.end() || !size->is_number_integer() || *size < 0)
    throw not_a_picture("it has no file_size");
  return Asset{.digest = Digest::parse(text_of(one, "sha256")),
               .media_type = text_of(one, "file_type"),
               .size = size->get<std::uint64_t>(),
               .width = edge_of(one, "width"),
               .height = edge_of(one, "height")};
}

}  // namespace limner::step
