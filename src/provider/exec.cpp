// A program as a provider: JSON on stdin and stdout, pictures as files.
#include "provider/companies.hpp"
#include "provider/exec_plugin.hpp"
#include "provider/provider_client.hpp"
#include "provider/request_validation.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>
#include <limner/json.hpp>

#include <array>
#include <cstdlib>

namespace limner::provider {

namespace fs = std::filesystem;

namespace {

using nlohmann::json;

constexpr std::size_t max_exec_pictures = 64;  // named by one answer
constexpr std::uint64_t largest_exec_picture = 256u << 20;

const ProviderInfo exec_info{.name = "exec", .title = "the program"};

// The working directory of one call, in which the program leaves its pictures.
fs::path make_directory(const fs::path& scratch) {
  std::string name = scratch / "exec-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) {
    throw Error(ErrorCode::artifact_storage_failed, "cannot make a directory in {}",
                scratch.string());
  }
  return name;
}

void remove_directory(const fs::path& directory) noexcept {
  std::error_code ignored;
  fs::remove_all(directory, ignored);
}

bool is_free(const ModelCall& call) {
  const std::optional<Money> worst = worst_case(*call.model, call.operation);
  return worst && worst->is_zero();
}

// ---- the request ----

std::string add_file(const fs::path& directory, const std::string& stem, const Bytes& bytes,
                     const std::string& declared) {
  std::string name = fmt::format("{}.{}", stem, extension_of(detected_media_type(bytes, declared)));
  write_file(directory / name, bytes);
  return name;
}

template <auto Member>
json exec_word(const Model&, const GenerateImage& operation) {
  return to_string(operation.*Member);
}
template <auto Member>
json exec_number(const Model&, const GenerateImage& operation) {
  return operation.*Member ? json(*(operation.*Member)) : json();
}

// A program takes every option; what it makes of them is its own business.
constexpr std::array<OptionRule, 11> exec_rules{
    {{"size", "/width", width_value},
     {"size", "/height", height_value},
     {"count", "/count", count_value},
     {"quality", "/quality", exec_word<&GenerateImage::quality>},
     {"background", "/background", exec_word<&GenerateImage::background>},
     {"moderation", "/moderation", exec_word<&GenerateImage::moderation>},
     {"outputFormat", "/outputFormat", format_value},
     {"seed", "/seed", exec_number<&GenerateImage::seed>},
     {"outputCompression", "/outputCompression", exec_number<&GenerateImage::output_compression>},
     {"references", "/references", nullptr},
     {"mask", "/mask", nullptr}}};

json request_of(const Model& model, const GenerateImage& operation, const fs::path& directory) {
  json request = {{"operation", "generate"}, {"prompt", operation.prompt}};
  write_options(exec_rules, model, operation, request);
  for (int number = 1; const Picture& picture : operation.references) {
    request["references"].push_back(add_file(directory, fmt::format("reference-{}", number++),
                                             picture.bytes, picture.media_type));
  }
  if (operation.mask)
    request["mask"] = add_file(directory, "mask", operation.mask->bytes, "image/png");
  return request;
}

json request_of(const Model&, const RemoveBackground& operation, const fs::path& directory) {
  return {{"operation", "remove_background"},
          {"image", add_file(directory, "image", operation.image, operation.media_type)}};
}

// ---- the answer ----

// Only a file inside the directory, after all links are resolved.
Picture picture_in(const fs::path& directory, const json& item) {
  const fs::path home = fs::canonical(directory);
  std::error_code failure;
  const fs::path file = fs::canonical(home / text_at(item, "file"), failure);
  const bool inside =
      !failure &&
      std::mismatch(home.begin(), home.end(), file.begin(), file.end()).first == home.end();
  if (!inside || !fs::is_regular_file(file, failure)) {
    throw unusable(exec_info, ErrorCode::generation_failed,
                   fmt::format("named a picture outside of its directory: {}",
                               net::redact(text_at(item, "file"), {})));
  }
  const std::string text = read_file(file, largest_exec_picture);
  const auto bytes = as_bytes(text);
  return {.bytes = {bytes.begin(), bytes.end()}};
}

std::vector<Picture> pictures_in(const fs::path& directory, const json& images) {
  std::vector<Picture> pictures;
  if (!images.is_array()) return pictures;
  for (const json& item : images) {
    if (pictures.size() == max_exec_pictures) break;
    pictures.push_back(picture_in(directory, item));
  }
  return pictures;
}

std::optional<PricedCost> charged_in(const json& document) {
  const std::string amount = decimal_at(document, "chargedUsd");
  if (amount.empty()) return std::nullopt;
  try {
    const Money money = Money::parse(amount);
    return money < Money() ? std::nullopt : std::optional<PricedCost>(money);
  } catch (const Error&) {
    return std::nullopt;
  }
}

ErrorCode code_in(const json& error) {
  for (const ErrorCode known : {ErrorCode::unsafe_image_request, ErrorCode::invalid_image_request,
                                ErrorCode::unsupported_model, ErrorCode::provider_unavailable,
                                ErrorCode::key_missing, ErrorCode::key_refused}) {
    if (traits(known).name == text_at(error, "code")) return known;
  }
  return ErrorCode::generation_failed;
}

// Without a statement the billing is unknown.
Billing billing_in(const json& error, ErrorCode code) {
  const std::optional<Charged> charged = parse_enum<Charged>(text_at(error, "charged"));
  if (charged == Charged::yes) return Billing::billed_unusable;
  if (charged != Charged::no) return Billing::unknown;
  return traits(code).retryable ? Billing::unbilled_error : Billing::rejected;
}

void refuse_error(const json& document) {
  const json& error = member_at(document, "error");
  if (error.is_null()) return;
  const ErrorCode code = code_in(error);
  const std::string message = net::redact(text_at(error, "message"), {});
  throw CallError(Error(code, "the program reported: {}",
                        message.empty() ? "an error without a message" : message),
                  billing_in(error, code));
}

ModelAnswer read_exec_reply(const ModelCall& call, const fs::path& kept,
                            const fs::path& directory) {
  const AnswerFile file = read_answer(exec_info, kept, {});
  refuse_error(file.document);
  ModelAnswer answer;
  answer.images =
      require_pictures(exec_info, pictures_in(directory, member_at(file.document, "images")));
  answer.request_id = text_at(file.document, "requestId");
  answer.output_type = "image";
  answer.charged = charged_in(file.document);
  answer.usage = member_at(file.document, "usage");
  answer.details = member_at(file.document, "details");
  if (std::holds_alternative<GenerateImage>(call.operation))
    answer.digital_source_type = "trainedAlgorithmicMedia";
  return answer;
}

// ---- the provider ----

class ExecProvider : public Provider {
 public:
  explicit ExecProvider(Program program) : program_(std::move(program)) {}

  std::string_view name() const override { return exec_info.name; }
  bool embedded() const override { return false; }
  std::string endpoint() const override { return json(program_.argv).dump(); }

  ModelAnswer call(const ModelCall& call, std::stop_token stop) override {
    const fs::path directory = make_directory(call.log->scratch());
    return with_cleanup(call, directory, [&] {
      json request = std::visit(
          [&](const auto& one) { return request_of(*call.model, one, directory); }, call.operation);
      request["model"] = call.model->api_model;
      call.log->accepted({{"id", directory.filename().string()}});
      const fs::path body = run_plugin(program_, std::move(request), directory, stop);
      return read_exec_reply(call, call.log->answered(body, "application/json"), directory);
    });
  }

  ModelAnswer collect(const ModelCall& call, const PendingCallState& pending,
                      std::stop_token stop) override {
    const fs::path name = text_at(pending.remote, "id");
    if (!pending.answer || name.empty() || name != name.filename())
      return Provider::collect(call, pending, stop);
    const fs::path directory = call.log->scratch() / name;
    if (!fs::is_directory(directory))
      throw CallError(Error(ErrorCode::in_doubt, "the pictures of {} are gone", name.string()),
                      Billing::unknown);
    return with_cleanup(call, directory,
                        [&] { return read_exec_reply(call, *pending.answer, directory); });
  }

 private:
  // Removes the directory unless the outcome is unknown: collect() needs it then. A call
  // without cost is never in doubt; it has failed.
  template <class Work>
  static ModelAnswer with_cleanup(const ModelCall& call, const fs::path& directory,
                                  const Work& work) {
    try {
      ModelAnswer answer = work();
      remove_directory(directory);
      return answer;
    } catch (const CallError& error) {
      if (error.billing() == Billing::unknown && !is_free(call)) throw;
      remove_directory(directory);
      if (error.billing() != Billing::unknown) throw;
      const bool own = error.code() != ErrorCode::in_doubt;
      throw CallError(Error(own ? error.code() : ErrorCode::generation_failed, "{}", error.what()),
                      Billing::rejected);
    } catch (const Error&) {
      remove_directory(directory);
      throw;
    }
  }

  const Program program_;
};

}  // namespace

std::span<const OptionRule> exec_options() {
  return exec_rules;
}

std::unique_ptr<Provider> exec_provider(Program program) {
  return std::make_unique<ExecProvider>(std::move(program));
}

}  // namespace limner::provider
