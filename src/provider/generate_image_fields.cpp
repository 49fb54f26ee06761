// The field table of GenerateImage and the conversions that derive from it.
#include <limner/provider/operation.hpp>

#include <algorithm>
#include <limits>
#include <type_traits>

namespace limner::provider {

namespace {

using nlohmann::json;

json json_of(const std::string& text) {
  return text;
}
template <NamedEnum E>
json json_of(E value) {
  return to_string(value);
}
json json_of(int number) {
  return number;
}
template <class Number>
json json_of(const std::optional<Number>& number) {
  return number ? json(*number) : json();
}
json json_of(const Picture& picture) {
  return Digest::of(picture.bytes).hex();
}
json json_of(const std::optional<Picture>& picture) {
  return picture ? json_of(*picture) : json();
}
json json_of(const std::vector<Picture>& pictures) {
  json digests = json::array();
  for (const Picture& picture : pictures) digests.push_back(json_of(picture));
  return digests;
}

void read_value(const json& value, std::string& into) {
  if (value.is_string()) into = value.get<std::string>();
}
template <NamedEnum E>
void read_value(const json& value, E& into) {
  if (value.is_string()) into = parse_enum<E>(value.get_ref<const std::string&>()).value_or(into);
}
void read_value(const json& value, std::int64_t& into) {
  if (value.is_number_integer()) into = value.get<std::int64_t>();
}
void read_value(const json& value, int& into) {
  std::int64_t number = into;
  read_value(value, number);
  into = static_cast<int>(std::clamp<std::int64_t>(number, std::numeric_limits<int>::min(),
                                                   std::numeric_limits<int>::max()));
}
template <class Number>
void read_value(const json& value, std::optional<Number>& into) {
  if (value.is_number_integer()) read_value(value, into.emplace());
}
void read_value(const json&, std::optional<Picture>& into) {
  into.emplace();
}
void read_value(const json& value, std::vector<Picture>& into) {
  into.resize(value.is_array() ? value.size() : 1);
}

template <NamedEnum E>
std::vector<std::string_view> all_words() {
  return {words_of<E>.begin(), words_of<E>.end()};
}

json value_of(const GenerateImageField& field, const GenerateImage& operation) {
  return std::visit([&](auto member) { return json_of(operation.*member); }, field.member);
}

bool is_default(const GenerateImageField& field, const json& value) {
  static const GenerateImage defaults;
  return value == value_of(field, defaults);
}

void read_field(const GenerateImageField& field, const json& object, GenerateImage& operation) {
  const auto found = object.find(field.name);
  if (found == object.end() || found->is_null()) return;
  std::visit([&](auto member) { read_value(*found, operation.*member); }, field.member);
}

template <class Predicate>
json write_fields(const GenerateImage& operation, const Predicate& is_written) {
  json object = json::object();
  for (const GenerateImageField& field : generate_image_fields()) {
    if (!is_written(field)) continue;
    json value = value_of(field, operation);
    if (!field.omits_default || !is_default(field, value))
      object[std::string(field.name)] = std::move(value);
  }
  return object;
}

}  // namespace

std::span<const GenerateImageField> generate_image_fields() {
  using Image = GenerateImage;
  static const std::vector<GenerateImageField> fields{
      {.name = "prompt",
       .member = &Image::prompt,
       .help = "the final prompt",
       .is_required = true,
       .is_echoed = false,
       .omits_default = false},
      {.name = "subject",
       .member = &Image::subject,
       .is_parameter = false,
       .is_echoed = false,
       .omits_default = false},
      {.name = "style",
       .member = &Image::style,
       .help = "drawing style of the embedded artist",
       .is_echoed = false,
       .omits_default = false},
      {.name = "references",
       .member = &Image::references,
       .help = "up to 16 reference pictures",
       .is_echoed = false},
      {.name = "mask",
       .member = &Image::mask,
       .help = "a picture, transparent where the reference may change",
       .is_echoed = false},
      {.name = "width",
       .member = &Image::width,
       .is_parameter = false,
       .is_echoed = false,
       .omits_default = false},
      {.name = "height",
       .member = &Image::height,
       .is_parameter = false,
       .is_echoed = false,
       .omits_default = false},
      {.name = "count",
       .member = &Image::count,
       .help = "number of pictures",
       .omits_default = false,
       .minimum = 1,
       .maximum = 10},
      {.name = "quality",
       .member = &Image::quality,
       .help = "effort; standard is medium, hd is high",
       .omits_default = false,
       .choices = {"auto", "low", "medium", "high", "standard", "hd"}},
      {.name = "background",
       .member = &Image::background,
       .help = "background behind the subject",
       .omits_default = false,
       .choices = all_words<Background>()},
      {.name = "moderation",
       .member = &Image::moderation,
       .help = "strictness of the provider's safety filter",
       .omits_default = false,
       .choices = all_words<Moderation>()},
      {.name = "outputFormat",
       .member = &Image::output_format,
       .help = "file format",
       .omits_default = false,
       .choices = {"png", "jpeg", "webp"}},
      {.name = "outputCompression",
       .member = &Image::output_compression,
       .help = "quality of a JPEG or WebP; higher is better and larger",
       .minimum = 0,
       .maximum = 100},
      {.name = "seed",
       .member = &Image::seed,
       .help = "the same seed gives the same picture, where the model supports it",
       .omits_default = false},
      {.name = "partialImages",
       .member = &Image::partial_images,
       .help = "unfinished pictures to show while waiting; each is billed",
       .minimum = 0,
       .maximum = 3}};
  return fields;
}

json recorded_request(const GenerateImage& operation) {
  return write_fields(operation, [](const GenerateImageField&) { return true; });
}

json echoed_values(const GenerateImage& operation) {
  return write_fields(operation, [](const GenerateImageField& field) { return field.is_echoed; });
}

GenerateImage read_recorded_request(const json& request) {
  GenerateImage operation;
  for (const GenerateImageField& field : generate_image_fields())
    read_field(field, request, operation);
  return operation;
}

GenerateImage read_parameters(const json& parameters) {
  GenerateImage operation;
  for (const GenerateImageField& field : generate_image_fields()) {
    if (field.is_parameter) read_field(field, parameters, operation);
  }
  return operation;
}

}  // namespace limner::provider
