// The requirements that every program of the provider exec must meet.
#include "provider/exec_plugin.hpp"

#include <limner/file.hpp>
#include <limner/image.hpp>
#include <limner/json.hpp>

#include <array>
#include <functional>

namespace limner::provider {

namespace fs = std::filesystem;

namespace {

using nlohmann::json;

constexpr int test_edge = 64;

// Stores nothing: these calls are not billed.
class DiscardingCallLog : public CallLog {
 public:
  explicit DiscardingCallLog(fs::path directory) : directory_(std::move(directory)) {}

  void accepted(const json&) override {}
  fs::path answered(const fs::path& body, std::string_view) override { return body; }
  void partial(const Picture&) noexcept override {}
  fs::path scratch() const override { return directory_; }

 private:
  fs::path directory_;
};

struct CheckContext {
  const Program& program;
  const fs::path& directory;
  const std::stop_token& stop;
  Model model = {
      .id = "exec/check", .provider = "exec", .api_model = "check", .estimator = Estimator::free};

  std::vector<Picture> pictures_of(Operation operation) const {
    DiscardingCallLog log(directory);
    return exec_provider(program)
        ->call({.model = &model, .operation = std::move(operation), .log = &log}, stop)
        .images;
  }

  // The answer to an invalid request.
  json answer_to(json request) const {
    const fs::path file = run_plugin(program, std::move(request), directory, stop);
    return parse_json(read_file(file, 1 << 20), "the answer");
  }
};

GenerateImage sample_request() {
  return {.prompt = "a fox", .width = test_edge, .height = test_edge};
}

void require(bool holds, std::string_view otherwise) {
  if (!holds) throw Error(ErrorCode::generation_failed, "{}", otherwise);
}

// ---- the checks: each throws Error on failure ----

void makes_a_picture(const CheckContext& context) {
  const auto pictures = context.pictures_of(sample_request());
  require(pictures.size() == 1, "did not return exactly one picture");
  const Bitmap bitmap = image::decode(pictures.front().bytes);
  require(bitmap.width > 0 && bitmap.height > 0, "returned a picture without pixels");
}

void makes_several(const CheckContext& context) {
  GenerateImage request = sample_request();
  request.count = 2;
  const std::size_t result = context.pictures_of(request).size();
  require(result == 1 || result == 2, fmt::format("returned {} pictures for a count of 2", result));
}

void takes_any_words(const CheckContext& context) {
  GenerateImage request = sample_request();
  request.prompt = "\"a\" fox's $(den) `x` %s \\ {{y}}\nön a 第二 line 🦊";
  context.pictures_of(request);
}

void takes_a_format(const CheckContext& context) {
  for (const char* format : {"png", "jpeg", "webp"}) {
    GenerateImage request = sample_request();
    request.output_format = format;
    require(!context.pictures_of(request).empty(), "returned no picture");
  }
}

// Optional abilities: the program must support them or report unsupported_model.
void check_answer_or_refusal(const CheckContext& context, Operation operation) {
  try {
    context.pictures_of(std::move(operation));
  } catch (const CallError& error) {
    if (error.code() != ErrorCode::unsupported_model) throw;
  }
}

void takes_references(const CheckContext& context) {
  GenerateImage request = sample_request();
  request.references = {
      {.bytes = image::encode_png(Bitmap(test_edge, test_edge)), .media_type = "image/png"}};
  check_answer_or_refusal(context, request);
}

void cuts_out(const CheckContext& context) {
  check_answer_or_refusal(context,
                          RemoveBackground{.image = image::encode_png(Bitmap(test_edge, test_edge)),
                                           .media_type = "image/png"});
}

void refuse(const json& answer) {
  const auto error = answer.find("error");
  require(answer.is_object() && error != answer.end() && error->is_object() &&
              error->contains("code") && error->contains("charged"),
          "did not return {\"error\": {\"code\", \"message\", \"charged\"}}");
}

void refuses_unknown_operations(const CheckContext& context) {
  refuse(context.answer_to({{"operation", "dance"}, {"model", "check"}}));
}

void refuses_other_protocols(const CheckContext& context) {
  refuse(context.answer_to({{"protocol", 999}, {"operation", "generate"}, {"model", "check"}}));
}

struct Check {
  std::string_view name;
  void (*run)(const CheckContext&);
};

constexpr std::array<Check, 8> checks{
    {{"makes a picture", makes_a_picture},
     {"returns no more pictures than requested", makes_several},
     {"accepts any text as a prompt", takes_any_words},
     {"answers with PNG, JPEG or WebP", takes_a_format},
     {"uses reference pictures, or reports unsupported_model", takes_references},
     {"removes backgrounds, or reports unsupported_model", cuts_out},
     {"refuses an unknown operation", refuses_unknown_operations},
     {"refuses an unknown protocol", refuses_other_protocols}}};

}  // namespace

std::vector<ProgramCheck> check_program(const Program& program, const fs::path& directory,
                                        const std::stop_token& stop) {
  const CheckContext context{.program = program, .directory = directory, .stop = stop};
  std::vector<ProgramCheck> results;
  for (const Check& check : checks) {
    ProgramCheck result{.name = std::string(check.name)};
    try {
      check.run(context);
    } catch (const Error& error) {
      const bool was_not_started = error.code() == ErrorCode::invalid_config;
      if (stop.stop_requested() || was_not_started) throw;
      result.failure = error.what();
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace limner::provider
