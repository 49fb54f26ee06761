#include "provider/openai.hpp"

#include "provider/form.hpp"
#include "provider/line.hpp"
#include "provider/usage_cost.hpp"
#include "provider/wanted.hpp"

#include <limner/image.hpp>

#include <algorithm>
#include <array>

namespace limner {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 1> picture_members{"b64_json"};

Complaint complaint_of(const json& body) {
  const json& error = member_at(body, "error");
  if (error.is_string()) return {.message = error.get<std::string>()};
  return {.code = text_at(error, "code"),
          .type = text_at(error, "type"),
          .message = text_at(error, "message")};
}

const LineFacts facts{.company = {.name = "openai",
                                  .title = "OpenAI",
                                  .key_help = "see which key is used: limner keys ls"},
                      .own_url = "https://api.openai.com/v1",
                      .key_header = "Authorization",
                      .key_prefix = "Bearer ",
                      .complaint = complaint_of,
                      .hosts = {"api.openai.com"}};

bool takes(const Model& model, const char* limit, const std::string& word) {
  if (!model.limits.contains(limit)) return false;
  const json& words = model.limits.at(limit);
  return std::ranges::find(words, json(word)) != words.end();
}

// The model's own word: "standard" and "hd" are the template's.
std::string quality_of(const Model& model, const std::string& asked) {
  if (asked == "standard" && !takes(model, "qualities", asked)) return "medium";
  if (asked == "hd" && !takes(model, "qualities", asked)) return "high";
  return asked;
}

// What both endpoints take. Nothing is left to the server's defaults that has a price.
json fields_of(const Model& model, const GenerateImage& operation) {
  json fields = {{"model", model.api_model},
                 {"prompt", operation.prompt},
                 {"n", operation.count},
                 {"size", fmt::format("{}x{}", operation.width, operation.height)},
                 {"quality", quality_of(model, operation.quality)},
                 {"output_format", operation.output_format}};
  if (operation.background != "auto") fields["background"] = operation.background;
  if (operation.output_compression && operation.output_format != "png")
    fields["output_compression"] = *operation.output_compression;
  return fields;
}

// Texts first, then the pictures: one is `image`, several are `image[]`.
Form form_of(const Model& model, const GenerateImage& operation) {
  Form form;
  const json fields = fields_of(model, operation);
  for (const auto& [name, value] : fields.items())
    form.add(name, value.is_string() ? value.get<std::string>() : value.dump());
  const bool one = operation.references.size() == 1;
  for (int number = 1; const Picture& picture : operation.references) {
    form.add_file(one ? "image" : "image[]", fmt::format("reference-{}", number++), picture.bytes,
                  picture.media_type);
  }
  if (operation.mask)
    form.add_file("mask", "mask", operation.mask->bytes, operation.mask->media_type);
  return form;
}

std::string generation_body(const Model& model, const GenerateImage& operation) {
  json fields = fields_of(model, operation);
  if (operation.moderation != "auto") fields["moderation"] = operation.moderation;
  return fields.dump(-1, ' ', false, json::error_handler_t::replace);
}

// Output tokens are of the picture where nothing else is said.
TokenUsage tokens_of(const json& usage) {
  const json& input = member_at(usage, "input_tokens_details");
  const json& output = member_at(usage, "output_tokens_details");
  const std::int64_t text_output = integer_at(output, "text_tokens");
  const std::int64_t text =
      input.is_null() ? integer_at(usage, "input_tokens") : integer_at(input, "text_tokens");
  return {.text_input = text,
          .image_input = integer_at(input, "image_tokens"),
          .image_output = integer_at(usage, "output_tokens") - text_output,
          .text_output = text_output};
}

std::string declared_type(const json& document) {
  const auto format = format_named(text_at(document, "output_format"));
  return format ? std::string(media_type_of(*format)) : std::string();
}

// What the server says it did: it may differ from what was asked.
json details_of(const json& document) {
  json details = json::object();
  for (const char* member : {"size", "quality", "background", "output_format"}) {
    if (const std::string value = text_at(document, member); !value.empty())
      details[member] = value;
  }
  return details;
}

std::vector<Picture> pictures_of(AnswerFile& file) {
  std::vector<Picture> pictures;
  const std::string type = declared_type(file.document);
  for (const json& item : member_at(file.document, "data")) {
    const json& picture = member_at(item, "b64_json");
    if (!picture.is_null())
      pictures.push_back({.bytes = file.take_picture(picture), .media_type = type});
  }
  return pictures;
}

ModelAnswer answer_in(const std::filesystem::path& path, const Model& model,
                      const Company& company) {
  AnswerFile file = read_answer(company, path, picture_members);
  ModelAnswer answer;
  answer.images = usable(company, pictures_of(file));
  answer.output_type = "image";
  answer.digital_source_type = "trainedAlgorithmicMedia";
  answer.details = details_of(file.document);
  answer.usage = member_at(file.document, "usage");
  if (answer.usage.is_object()) answer.charged = cost_of(model, tokens_of(answer.usage));
  return answer;
}

class OpenAiProvider : public Provider {
 public:
  explicit OpenAiProvider(const Network& network) : network_(network) {}

  std::string_view name() const override { return facts.company.name; }
  bool embedded() const override { return false; }

  ModelAnswer call(const ModelCall& call, std::stop_token stop) override {
    const GenerateImage& operation = picture_wanted(call);
    const Line line(network_, facts);
    const HttpAnswer answer = ask(line, call, operation, stop);
    const std::string type(answer.header("content-type"));
    ModelAnswer made = answer_in(call.log->answered(answer.file, type), *call.model, facts.company);
    made.request_id = answer.header("x-request-id");
    return made;
  }

  ModelAnswer collect(const ModelCall& call, const Remains& remains,
                      std::stop_token stop) override {
    if (!remains.answer) return Provider::collect(call, remains, stop);
    return answer_in(*remains.answer, *call.model, facts.company);
  }

 private:
  static HttpAnswer ask(const Line& line, const ModelCall& call, const GenerateImage& operation,
                        const std::stop_token& stop) {
    HttpRequest request{.method = "POST"};
    if (operation.references.empty() && !operation.mask) {
      const std::string body = generation_body(*call.model, operation);
      request.url = line.url("/images/generations");
      request.headers = {{"Content-Type", "application/json"}};
      request.body = body;
      return line.ask(std::move(request), call.log->scratch(), stop);
    }
    const Form form = form_of(*call.model, operation);
    request.url = line.url("/images/edits");
    request.parts = form.parts();
    return line.ask(std::move(request), call.log->scratch(), stop);
  }

  const Network& network_;
};

}  // namespace

std::unique_ptr<Provider> make_openai_provider(const Network& network) {
  return std::make_unique<OpenAiProvider>(network);
}

}  // namespace limner
