#include "unit/store/world.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;

TEST_CASE("a run is read back as it was begun [S0.2] [S3.3]") {
  World world;
  Records records = world.open();
  RunRow begun = world.run_row();
  begun.tags = {{"campaign", "spring"}, {"client", "nuts & co"}};
  world.begin(records, begun);

  const auto run = records.run(begun.id);
  REQUIRE(run);
  CHECK(run->id == begun.id);
  CHECK(run->request_id == begun.request_id);
  CHECK(run->template_digest == begun.template_digest);
  CHECK(run->title == "a cute chipmunk");
  CHECK(run->status == RunStatus::running);
  CHECK(run->specification == begun.specification);
  CHECK(run->intake == begun.intake);
  CHECK(run->queued == begun.queued);
  CHECK(run->started == begun.started);
  CHECK_FALSE(run->completed);
  CHECK(run->failure.is_null());
  CHECK(run->tags == begun.tags);
  CHECK(records.template_version(begun.template_digest)->source == "id: generate-clip-art-asset\n");
}

TEST_CASE("each step has its own timing, provider, model and outcome [S0.13] [S0.16]") {
  World world;
  Records records = world.open();
  const RunRow run = world.begin(records);
  std::vector<StepRow> steps = World::step_rows();
  StepRow& first = steps[0];
  first.status = StepStatus::succeeded;
  first.started = world.clock.now();
  first.finished = world.clock.now() + Millis(12);
  first.duration_ms = 12;
  first.attempts = 1;
  first.inputs = {{"prompt", "a cute \"chipmunk\"\n🐿"}};
  first.outputs = {{"text", "clip art of a chipmunk"}};
  first.warnings = nlohmann::json::array({{{"code", "style_approximated"}}});
  StepRow& second = steps[1];
  second.status = StepStatus::running;
  second.model_execution = {{"requested", "auto"}, {"resolved", "openai/gpt-image-2"}};
  records.advance(run.id, {.finished = &first, .started = &second});

  const std::vector<StepRow> read = records.steps(run.id);
  REQUIRE(read.size() == 3);
  CHECK(read[0].status == StepStatus::succeeded);
  CHECK(read[0].finished == first.finished);
  CHECK(read[0].duration_ms == 12);
  CHECK(read[0].inputs == first.inputs);
  CHECK(read[0].outputs == first.outputs);
  CHECK(read[0].warnings == first.warnings);
  CHECK(read[1].status == StepStatus::running);
  CHECK(read[1].model == "openai/gpt-image-2");
  CHECK(read[1].model_execution == second.model_execution);
  CHECK(read[2].status == StepStatus::pending);
  CHECK(read[2].ordinal == 2);
}

TEST_CASE("an ended run has its outcome") {
  World world;
  Records records = world.open();
  RunRow run = world.begin(records);
  run.status = RunStatus::failed;
  run.completed = world.clock.now() + Millis(42184);
  run.duration_ms = 42184;
  run.failure = {{"code", "generation_failed"}, {"step", "image.generate"}};
  run.output = {{"artifactId", nullptr}};
  records.end_run(run, {});

  const auto read = records.run(run.id);
  CHECK(read->status == RunStatus::failed);
  CHECK(read->completed == run.completed);
  CHECK(read->duration_ms == 42184);
  CHECK(read->failure == run.failure);
  CHECK(read->output == run.output);
}

TEST_CASE("runs are listed newest first, with a limit, by each filter") {
  World world;
  Records records = world.open();
  std::vector<RunRow> begun;
  for (int i = 0; i < 4; ++i) {
    RunRow run = world.run_row();
    if (i == 1) run.template_id = "hero";
    world.begin(records, run);
    begun.push_back(run);
    world.clock.sleep(Millis(1000));
  }
  world.end(records, begun[0], RunStatus::failed);

  const auto ids = [&](const RunFilter& filter) {
    std::vector<RunId> found;
    for (const RunRow& run : records.runs(filter)) found.push_back(run.id);
    return found;
  };
  CHECK(ids({}) == std::vector{begun[3].id, begun[2].id, begun[1].id, begun[0].id});
  CHECK(ids({.limit = 2}) == std::vector{begun[3].id, begun[2].id});
  CHECK(ids({.status = RunStatus::failed}) == std::vector{begun[0].id});
  CHECK(ids({.template_id = "hero"}) == std::vector{begun[1].id});
  CHECK(ids({.since = begun[2].queued}) == std::vector{begun[3].id, begun[2].id});
  CHECK(ids({.request_id = begun[2].request_id}) == std::vector{begun[2].id});
  CHECK(ids({.status = RunStatus::failed, .template_id = "hero"}).empty());
  CHECK(records.runs({}).front().specification.is_null());
}

TEST_CASE(
    "the usual duration of a template is the median of its last twenty successful runs [S0.5]") {
  World world;
  Records records = world.open();
  CHECK_FALSE(records.usual_duration("generate-clip-art-asset"));
  const auto run_of = [&](std::optional<std::int64_t> duration, RunStatus status) {
    RunRow run = world.begin(records);
    run.status = status;
    run.duration_ms = duration;
    records.end_run(run, {});
    world.clock.sleep(Millis(1));
  };
  for (int i = 0; i < 20; ++i) run_of(900'000, RunStatus::review);
  for (int i = 20; i >= 1; --i) run_of(1000 * i, RunStatus::completed);
  for (int i = 0; i < 9; ++i) run_of(1, RunStatus::failed);
  for (int i = 0; i < 3; ++i) run_of({}, RunStatus::completed);
  CHECK(records.usual_duration("generate-clip-art-asset") == Millis(11'000));
  CHECK_FALSE(records.usual_duration("hero"));
}

TEST_CASE("a transaction that fails writes nothing") {
  World world;
  Records records = world.open();
  const RunRow run = world.begin(records);
  std::vector<StepRow> steps = World::step_rows();
  steps[0].status = StepStatus::succeeded;
  steps[1].attempts = -1;
  CHECK_THROWS_AS(records.advance(run.id, {.finished = &steps[0], .started = &steps[1]}),
                  std::logic_error);
  CHECK(records.steps(run.id)[0].status == StepStatus::running);

  steps[1].status = StepStatus::running;
  steps[1].attempts = 1;
  records.advance(run.id, {.finished = &steps[0], .started = &steps[1]});
  CHECK(records.steps(run.id)[0].status == StepStatus::succeeded);
}

TEST_CASE("an unknown word in the database is refused with its table and column") {
  World world;
  Records records = world.open();
  const RunRow run = world.begin(records);
  world.raw("pragma ignore_check_constraints = on; update steps set status = 'lost'");
  try {
    records.steps(run.id);
    FAIL("read");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::store_damaged);
    CHECK(std::string(error.what()).find("steps.status") != std::string::npos);
    CHECK(std::string(error.what()).find("\"lost\"") != std::string::npos);
  }
}

TEST_CASE("a run with an owner, or a successful one, is not reopened") {
  World world;
  Records records = world.open();
  RunRow run = world.begin(records);
  CHECK_THROWS_AS(records.reopen_run(run, {}, {}, world.clock.now()), Error);
  world.end(records, run, RunStatus::failed);
  records.reopen_run(run, {}, {}, world.clock.now());
  CHECK(records.run(run.id)->status == RunStatus::running);
  CHECK_FALSE(records.run(run.id)->completed);
  // A run with an owner is refused in any status.
  world.raw("update runs set status = 'failed'");
  CHECK_THROWS_AS(records.reopen_run(run, {}, {}, world.clock.now()), Error);
}

TEST_CASE("a later artifact does not change the time of the first") {
  World world;
  Records records = world.open();
  const RunRow run = world.begin(records);
  std::optional<Time> first;
  for (const char* content : {"one", "two"}) {
    const Asset file = world.blobs().put(fakes::bytes(content), "image/webp");
    const ArtifactRow artifact = world.artifact_row(run.id, file);
    records.advance(run.id, {.artifacts = {artifact}});
    if (!first) first = records.run(run.id)->first_artifact;
    world.clock.sleep(Millis(1000));
  }
  REQUIRE(first);
  CHECK(records.run(run.id)->first_artifact == first);
}

TEST_CASE("a text that is not UTF-8 is stored as one that can be read again") {
  World world;
  Records records = world.open();
  RunRow run = world.run_row();
  run.tags = {{"k\xff", "v\xff"}};
  run.title = "a \xff";
  world.begin(records, run);
  const RunRow read = records.run(run.id).value();
  CHECK(read.tags == decltype(read.tags){{"k\uFFFD", "v\uFFFD"}});
  CHECK(read.title == "a \uFFFD");
}

TEST_CASE("runs are counted without the limit of their list") {
  World world;
  Records records = world.open();
  const RunRow first = world.begin(records);
  world.end(records, first, RunStatus::failed);
  world.begin(records);
  CHECK(records.runs({.limit = 1}).size() == 1);
  CHECK(records.count_runs({.limit = 1}) == 2);
  CHECK(records.count_runs({.status = RunStatus::failed}) == 1);
}

TEST_CASE("the highest take is that of runs with the same intake") {
  World world;
  Records records = world.open();
  RunRow run = world.run_row();
  run.take = 3;
  world.begin(records, run);
  CHECK(records.highest_take(run.template_id, run.intake) == 3);
  CHECK(records.highest_take(run.template_id, {{"intent", {{"prompt", "a fox"}}}}) == 0);
  CHECK(records.highest_take("another", run.intake) == 0);
}

TEST_CASE("a step is found by its key in the newest run that has it") {
  World world;
  Records records = world.open();
  const std::string key = Digest::of("request").hex();
  std::vector<RunRow> runs;
  for (int i = 0; i < 2; ++i) {
    runs.push_back(world.begin(records));
    StepRow step = World::step_rows()[1];
    step.status = StepStatus::succeeded;
    step.cache_key = key;
    records.advance(runs.back().id, {.finished = &step});
  }
  const auto found = records.step_with_key(key);
  REQUIRE(found);
  CHECK(found->first == runs.back().id);
  CHECK(found->second.id == "raw");
  CHECK(found->second.cache_key == key);
  CHECK(records.steps(runs.back().id).front().cache_key.empty());
  CHECK_FALSE(records.step_with_key(""));
  CHECK_FALSE(records.step_with_key(Digest::of("another").hex()));
}

TEST_CASE("[B6] earlier steps: those with the same key, then the same step of the template") {
  World world;
  Records records = world.open();
  const std::string key = Digest::of("request").hex();
  std::vector<RunRow> runs;
  for (const std::string& text : {key, Digest::of("another").hex(), key}) {
    runs.push_back(world.begin(records));
    StepRow step = World::step_rows()[1];
    step.status = StepStatus::succeeded;
    step.cache_key = text;
    step.key_facts = {{{"op", "add"}, {"path", "/version"}, {"value", "1"}}};
    records.advance(runs.back().id, {.finished = &step});
  }
  const StepRow asked = records.steps(runs[2].id)[1];
  const auto found = records.earlier_steps(runs[2], asked, 5);
  REQUIRE(found.size() == 3);
  CHECK(found[0].first == runs[0].id);
  CHECK(found[1].first == runs[1].id);
  CHECK(found[2].first == runs[0].id);
  CHECK(found[0].second.key_facts == asked.key_facts);
  CHECK(records.earlier_steps(runs[2], asked, 1).size() == 2);
  CHECK(records.earlier_steps(runs[0], records.steps(runs[0].id)[1], 5).empty());
}
