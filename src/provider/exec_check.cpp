// What every program behind the provider exec must be able to answer.
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

// What a call says is kept nowhere: nothing is paid for here.
class Unlogged : public CallLog {
 public:
  explicit Unlogged(fs::path directory) : directory_(std::move(directory)) {}

  void accepted(const json&) override {}
  fs::path answered(const fs::path& body, std::string_view) override { return body; }
  void partial(const Picture&) noexcept override {}
  fs::path scratch() const override { return directory_; }

 private:
  fs::path directory_;
};

struct Bench {
  const Program& program;
  const fs::path& directory;
  const std::stop_token& stop;
  Model model = {
      .id = "exec/check", .provider = "exec", .api_model = "check", .estimator = Estimator::free};

  std::vector<Picture> pictures_of(Operation operation) const {
    Unlogged log(directory);
    return exec_provider(program)
        ->call({.model = &model, .operation = std::move(operation), .log = &log}, stop)
        .images;
  }

  // The answer to a request that no caller would send.
  json answer_to(json request) const {
    const fs::path file = run_plugin(program, std::move(request), directory, stop);
    return parse_json(read_file(file, 1 << 20), "the answer");
  }
};

GenerateImage small_fox() {
  return {.prompt = "a fox", .width = test_edge, .height = test_edge};
}

void require(bool holds, std::string_view otherwise) {
  if (!holds) throw Error(ErrorCode::generation_failed, "{}", otherwise);
}

// ---- the checks: each throws what is wrong ----

void makes_a_picture(const Bench& bench) {
  const auto pictures = bench.pictures_of(small_fox());
  require(pictures.size() == 1, "gave another number of pictures than one");
  const Bitmap bitmap = image::decode(pictures.front().bytes);
  require(bitmap.width > 0 && bitmap.height > 0, "gave a picture without pixels");
}

void makes_several(const Bench& bench) {
  GenerateImage wish = small_fox();
  wish.count = 2;
  const std::size_t made = bench.pictures_of(wish).size();
  require(made == 1 || made == 2, fmt::format("gave {} pictures where two were asked for", made));
}

void takes_any_words(const Bench& bench) {
  GenerateImage wish = small_fox();
  wish.prompt = "\"a\" fox's $(den) `x` %s \\ {{y}}\nön a 第二 line 🦊";
  bench.pictures_of(wish);
}

void takes_a_format(const Bench& bench) {
  for (const char* format : {"png", "jpeg", "webp"}) {
    GenerateImage wish = small_fox();
    wish.output_format = format;
    require(!bench.pictures_of(wish).empty(), "gave no picture");
  }
}

// A program need not be able to do it, but must say so.
void answers_or_refuses(const Bench& bench, Operation operation) {
  try {
    bench.pictures_of(std::move(operation));
  } catch (const CallError& error) {
    if (error.code() != ErrorCode::unsupported_model) throw;
  }
}

void takes_references(const Bench& bench) {
  GenerateImage wish = small_fox();
  wish.references = {
      {.bytes = image::encode_png(Bitmap(test_edge, test_edge)), .media_type = "image/png"}};
  answers_or_refuses(bench, wish);
}

void cuts_out(const Bench& bench) {
  answers_or_refuses(bench,
                     RemoveBackground{.image = image::encode_png(Bitmap(test_edge, test_edge)),
                                      .media_type = "image/png"});
}

void refuse(const json& answer) {
  const auto error = answer.find("error");
  require(answer.is_object() && error != answer.end() && error->is_object() &&
              error->contains("code") && error->contains("charged"),
          "gave no {\"error\": {\"code\", \"message\", \"charged\"}}");
}

void refuses_unknown_operations(const Bench& bench) {
  refuse(bench.answer_to({{"operation", "dance"}, {"model", "check"}}));
}

void refuses_other_protocols(const Bench& bench) {
  refuse(bench.answer_to({{"protocol", 999}, {"operation", "generate"}, {"model", "check"}}));
}

struct Check {
  std::string_view name;
  void (*run)(const Bench&);
};

constexpr std::array<Check, 8> checks{
    {{"makes a picture", makes_a_picture},
     {"gives no more pictures than were asked for", makes_several},
     {"takes any words as words", takes_any_words},
     {"answers with PNG, JPEG or WebP", takes_a_format},
     {"goes by other pictures, or says unsupported_model", takes_references},
     {"cuts out, or says unsupported_model", cuts_out},
     {"says no to an operation it does not know", refuses_unknown_operations},
     {"says no to a protocol it does not know", refuses_other_protocols}}};

}  // namespace

std::vector<ProgramCheck> check_program(const Program& program, const fs::path& directory,
                                        const std::stop_token& stop) {
  const Bench bench{.program = program, .directory = directory, .stop = stop};
  std::vector<ProgramCheck> results;
  for (const Check& check : checks) {
    ProgramCheck result{.name = std::string(check.name)};
    try {
      check.run(bench);
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
