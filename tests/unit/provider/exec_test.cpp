#include "call_fixture.hpp"

#include <limner/error.hpp>

#include <stdlib.h>

namespace limner::provider {

namespace {

using nlohmann::json;

// A program written in sh, in a directory of its own with a picture to copy.
struct PluginFixture {
  explicit PluginFixture(const std::string& script) {
    write_file(home.path / "fox.png", as_bytes(as_text(image::encode_png(Bitmap(16, 16)))));
    provider =
        exec_provider({.argv = {"sh", "-c", script, "plugin", (home.path / "fox.png").string()},
                       .limit = Millis(20'000)});
  }

  void price(const std::string& amount) {
    catalogue.overlay(
        "schema: 1\nmodels:\n  - id: exec/own\n    like: openai-compatible/sd-server\n"
        "    apiModel: own-model\n    status: active\n    estimator: per_image\n"
        "    prices: [{item: image, unit: image, amount: '" +
            amount + "'}]\n",
        "catalog.yaml");
  }

  ModelCall call_of(Operation operation) {
    return {.model = catalogue.find("exec/own"), .operation = std::move(operation), .log = &log};
  }
  ModelAnswer call(Operation operation = fox_request()) {
    return provider->call(call_of(std::move(operation)), stop.get_token());
  }
  CallError failure(Operation operation = fox_request()) {
    try {
      call(std::move(operation));
    } catch (const CallError& error) {
      return error;
    }
    throw std::logic_error("the call was answered");
  }
  std::ptrdiff_t leftover_files() const {
    return std::distance(std::filesystem::directory_iterator(log.scratch()), {});
  }

  fakes::Home home;
  RecordingCallLog log{home.path};
  std::stop_source stop;
  Catalogue catalogue = Catalogue::built_in();
  std::unique_ptr<Provider> provider;
};

constexpr const char* copies = "cat > request.json; cp \"$1\" 1.png; "
                               "echo '{\"images\": [{\"file\": \"1.png\"}], \"requestId\": \"a7\", "
                               "\"chargedUsd\": \"0.002\", \"usage\": {\"steps\": 4}}'";

}  // namespace

TEST_CASE("a program returns pictures as files and the cost in its JSON") {
  PluginFixture fixture(copies);
  fixture.price("0.01");
  const ModelAnswer answer = fixture.call();
  REQUIRE(answer.images.size() == 1);
  CHECK(image::probe(answer.images[0].bytes)->width == 16);
  CHECK(answer.charged == Money::parse("0.002"));
  CHECK(answer.request_id == "a7");
  CHECK(answer.usage["steps"] == 4);
  CHECK(answer.digital_source_type == "trainedAlgorithmicMedia");
  CHECK(fixture.log.events == std::vector<std::string>{"accepted", "answered"});
  CHECK(fixture.leftover_files() == 0);
}

TEST_CASE("a program is asked with all that was asked for, and pictures beside it") {
  PluginFixture fixture("cat > \"$(dirname \"$1\")\"/request.json; cp reference-1.png mask.png "
                        "\"$(dirname \"$1\")\"; " +
                        std::string(copies));
  fixture.price("0.01");
  GenerateImage operation = fox_request(2);
  operation.seed = 7;
  operation.output_format = "webp";
  operation.output_compression = 80;
  operation.references = {{.bytes = image::encode_png(Bitmap(8, 8)), .media_type = "image/png"}};
  operation.mask = Picture{.bytes = image::encode_png(Bitmap(4, 4)), .media_type = "image/png"};
  fixture.call(operation);
  json request = json::parse(read_file(fixture.home.path / "request.json"));
  CHECK(request["directory"].get<std::string>().starts_with(fixture.log.scratch().string()));
  request.erase("directory");
  CHECK(request == json({{"protocol", 1},
                         {"operation", "generate"},
                         {"model", "own-model"},
                         {"prompt", "a fox"},
                         {"width", 1024},
                         {"height", 1024},
                         {"count", 2},
                         {"quality", "medium"},
                         {"background", "auto"},
                         {"moderation", "auto"},
                         {"outputFormat", "webp"},
                         {"outputCompression", 80},
                         {"seed", 7},
                         {"references", json::array({"reference-1.png"})},
                         {"mask", "mask.png"}}));
  CHECK(std::filesystem::exists(fixture.home.path / "reference-1.png"));
}

TEST_CASE("[S0.8] a program sees no key") {
  setenv("OPENAI_API_KEY", "canary", 1);
  PluginFixture fixture("env > \"$(dirname \"$1\")\"/seen; " + std::string(copies));
  fixture.price("0.01");
  fixture.call();
  unsetenv("OPENAI_API_KEY");
  const std::string seen = read_file(fixture.home.path / "seen");
  CHECK(seen.find("PATH=") != std::string::npos);
  CHECK(seen.find("canary") == std::string::npos);
}

TEST_CASE("a file outside the program's directory is refused") {
  for (const char* file : {"../fox.png", "/etc/hostname", "link.png", ".", "", "none.png"}) {
    CAPTURE(file);
    PluginFixture fixture("ln -s \"$1\" link.png; cp \"$1\" ..; echo '{\"images\": [{\"file\": \"" +
                          std::string(file) + "\"}]}'");
    fixture.price("0.01");
    const CallError error = fixture.failure();
    CHECK(error.billing() == Billing::billed_unusable);
    CHECK(fixture.log.events.back() == "answered");
  }
}

TEST_CASE("a program that ends badly leaves a priced call in doubt, and a free one failed") {
  for (const char* script :
       {"exit 3", "kill -9 $$", "echo oh no >&2; exit 1", "yes", "echo '{'", "true"}) {
    CAPTURE(script);
    PluginFixture priced(script);
    priced.price("0.01");
    CHECK(priced.failure().billing() == Billing::unknown);
    PluginFixture free(script);
    free.price("0");
    const CallError error = free.failure();
    CHECK(error.billing() == Billing::rejected);
    CHECK(traits(error.code()).name == "generation_failed");
    CHECK(free.leftover_files() == 0);
  }
  PluginFixture said("echo first >&2; echo 'oh no' >&2; exit 1");
  said.price("0");
  CHECK(std::string(said.failure().what()).find("exit code 1: oh no") != std::string::npos);
}

TEST_CASE("a program that is not there was asked nothing") {
  PluginFixture fixture("true");
  fixture.price("0.01");
  fixture.provider = exec_provider({.argv = {"/nowhere/painter"}});
  CHECK_THROWS_WITH_AS(fixture.call(), doctest::Contains("cannot start /nowhere/painter"), Error);
  fixture.provider = exec_provider({});
  CHECK_THROWS_WITH_AS(fixture.call(), doctest::Contains("no program is set"), Error);
  CHECK(fixture.leftover_files() == 0);
}

TEST_CASE("a refusal by a program is charged as it reports") {
  struct Row {
    const char* error;
    ErrorCode code;
    Billing billing;
  };
  for (const Row& row : {Row{R"("code":"unsafe_image_request","message":"no","charged":"no")",
                             ErrorCode::unsafe_image_request, Billing::rejected},
                         Row{R"("code":"provider_unavailable","message":"busy","charged":"no")",
                             ErrorCode::provider_unavailable, Billing::unbilled_error},
                         Row{R"("code":"invalid_image_request","charged":"yes")",
                             ErrorCode::invalid_image_request, Billing::billed_unusable},
                         Row{R"("code":"store_damaged","message":"x")",
                             ErrorCode::generation_failed, Billing::unknown}}) {
    CAPTURE(row.error);
    PluginFixture fixture("echo '{\"error\":{" + std::string(row.error) + "}}'");
    fixture.price("0.01");
    const CallError error = fixture.failure();
    CHECK(traits(error.code()).name == traits(row.code).name);
    CHECK(to_string(error.billing()) == to_string(row.billing));
  }
}

TEST_CASE("an answer that outlived its process is read with its pictures, while they are there") {
  PluginFixture fixture(copies);
  fixture.price("0.01");
  fixture.call();
  const PendingCallState pending{.remote = fixture.log.remote, .answer = fixture.log.answer};
  CHECK_THROWS_AS(fixture.provider->collect(fixture.call_of(fox_request()), pending, {}),
                  CallError);
  const auto again = fixture.log.scratch() / fixture.log.remote["id"].get<std::string>();
  std::filesystem::create_directory(again);
  std::filesystem::copy_file(fixture.home.path / "fox.png", again / "1.png");
  CHECK(fixture.provider->collect(fixture.call_of(fox_request()), pending, {}).images.size() == 1);
  CHECK(fixture.leftover_files() == 0);
  const PendingCallState hostile{.remote = {{"id", "../.."}}, .answer = fixture.log.answer};
  CHECK_THROWS_AS(fixture.provider->collect(fixture.call_of(fox_request()), hostile, {}),
                  CallError);
}

TEST_CASE("a stop ends the program and leaves its cost unknown") {
  PluginFixture fixture("sleep 600");
  fixture.price("0.01");
  fixture.log.on_accepted = [&] { fixture.stop.request_stop(); };
  const CallError error = fixture.failure();
  CHECK(error.code() == ErrorCode::interrupted);
  CHECK(error.billing() == Billing::unknown);
}

TEST_CASE("a program that keeps the protocol passes every check, and others fail theirs by name") {
  const fakes::Home home;
  write_file(home.path / "fox.png", as_bytes(as_text(image::encode_png(Bitmap(16, 16)))));
  // Answers by what it finds in the request, as a real one would.
  const std::string good =
      "request=$(cat); case $request in *'\"protocol\":1,'* | *'\"protocol\":1}'*) ;; "
      "*) echo '{\"error\":{\"code\":\"generation_failed\",\"charged\":\"no\"}}'; exit;; esac; "
      "case $request in *'\"operation\":\"generate\"'*) cp '" +
      (home.path / "fox.png").string() +
      "' 1.png; echo '{\"images\":[{\"file\":\"1.png\"}]}';; "
      "*) echo '{\"error\":{\"code\":\"unsupported_model\",\"charged\":\"no\"}}';; esac";
  std::filesystem::create_directory(home.path / "trial");
  for (const ProgramCheck& check :
       check_program({.argv = {"sh", "-c", good}}, home.path / "trial", {})) {
    CAPTURE(check.name);
    CHECK(check.failure == "");
  }
  std::vector<std::string> failed;
  const std::string deaf = "cp '" + (home.path / "fox.png").string() +
                           "' 1.png; echo '{\"images\":[{\"file\":\"1.png\"}]}'";
  for (const ProgramCheck& check :
       check_program({.argv = {"sh", "-c", deaf}}, home.path / "trial", {})) {
    if (!check.failure.empty()) failed.push_back(check.name);
  }
  CHECK(failed ==
        std::vector<std::string>{"refuses an unknown operation", "refuses an unknown protocol"});
}

}  // namespace limner::provider
