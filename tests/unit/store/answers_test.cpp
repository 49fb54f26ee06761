#include "store/answers.hpp"

#include "unit/store/child.hpp"
#include "unit/store/world.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>

using namespace limner;
using namespace limner::store;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view answer = "{\"data\":[{\"b64_json\":\"cGFpZA==\"}]}";

fs::path body_in(const fs::path& scratch) {
  fs::create_directories(scratch);
  std::ofstream(scratch / "body-1", std::ios::binary) << answer;
  return scratch / "body-1";
}

CallRow sent_call(World& world, Records& records) {
  const RunRow run = world.begin(records);
  CallRow call = world.call_row(run.id);
  records.open_call(call);
  records.dispatch_call(call.id);
  return call;
}

}  // namespace

TEST_CASE("a stored answer is a blob with a row, and its temporary file is removed") {
  World world;
  Records records = world.open();
  const CallRow call = sent_call(world, records);
  const fs::path body = body_in(world.blobs().scratch());
  const fs::path kept =
      world.blobs().path_of(records.store_answer(call.id, body, "application/json"));
  CHECK(fs::file_size(kept) == answer.size());
  CHECK(kept.extension() == ".json");
  CHECK_FALSE(fs::exists(body));
  CHECK(fs::is_empty(world.home.path / "tmp"));
  const std::optional<Asset> blob = records.blob(*records.calls(call.run).front().raw_answer);
  REQUIRE(blob);
  CHECK(world.blobs().path_of(*blob) == kept);
  CHECK(world.blobs().get(*blob) == fakes::bytes(answer));
}

TEST_CASE("an answer that cannot be stored is named in the error and imported later") {
  World world;
  CallId id = CallId::make(world.ids);
  {
    Records records = world.open();
    const CallRow call = sent_call(world, records);
    id = call.id;
    const fs::path body = body_in(world.blobs().scratch());
    std::ofstream(world.home.path / "artifacts") << "in the way";
    try {
      records.store_answer(call.id, body, "application/json");
      FAIL("was stored");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::artifact_storage_failed);
      CHECK(std::string(error.what()).find(id.str() + ".answer") != std::string::npos);
      CHECK(std::string(error.help()).find("limner doubts collect") != std::string::npos);
    }
    CHECK(fs::exists(world.home.path / "tmp" / (id.str() + ".answer")));
    fs::remove(world.home.path / "artifacts");
  }
  world.raw("update runs set owner = null");
  const Records later = world.open();
  CHECK(later.calls(later.runs({}).front().id).front().raw_answer == Digest::of(answer));
  CHECK_FALSE(fs::exists(world.home.path / "tmp" / (id.str() + ".answer")));
}

TEST_CASE("the answer of a process that was killed between file and row is imported") {
  World world;
  { const Records made = world.open(); }
  int channel[2];
  REQUIRE(pipe(channel) == 0);
  Child child([&] {
    Records records = world.open();
    const CallRow call = sent_call(world, records);
    fs::rename(body_in(world.blobs().scratch()),
               world.home.path / "tmp" / (call.id.str() + std::string(answer_ending)));
    return write(channel[1], "x", 1) == 1 && pause() != 0;
  });
  char ready = 0;
  REQUIRE(read(channel[0], &ready, 1) == 1);
  CHECK(world.open().doubts().empty());  // its process may be about to write the row
  child.kill();
  const Records after = world.open();
  const std::vector<InDoubtCall> doubts = after.doubts();
  REQUIRE(doubts.size() == 1);
  CHECK(doubts.front().call.billing_class == Billing::answered);
  REQUIRE(doubts.front().answer);
  CHECK(world.blobs().get(*doubts.front().answer) == fakes::bytes(answer));
  CHECK(after.check().empty());
  close(channel[0]);
  close(channel[1]);
}

TEST_CASE("an imported answer has the media type that its first byte suggests") {
  struct Case {
    std::string content, extension;
  };
  for (const Case& one : {Case{"{}", ".json"}, Case{"[]", ".json"}, Case{"\x89PNG", ".bin"}}) {
    CAPTURE(one.content);
    World world;
    std::string run;
    {
      Records records = world.open();
      const CallRow call = sent_call(world, records);
      run = call.run.str();
      std::ofstream(world.blobs().scratch() / (call.id.str() + std::string(answer_ending)),
                    std::ios::binary)
          << one.content;
    }
    world.raw("update runs set owner = null");
    const Records later = world.open();
    const Digest digest = *later.calls(RunId::parse(run)).front().raw_answer;
    CHECK(world.blobs().path_of(*later.blob(digest)).extension() == one.extension);
    CHECK(fs::is_empty(world.home.path / "tmp"));
  }
}

TEST_CASE("an answer is not replaced, and a file of an unknown call is not imported") {
  World world;
  std::string run;
  {
    Records records = world.open();
    const CallRow call = sent_call(world, records);
    run = call.run.str();
    records.store_answer(call.id, body_in(world.blobs().scratch()), "application/json");
    std::ofstream(world.blobs().scratch() / (call.id.str() + std::string(answer_ending)))
        << "another";
    std::ofstream(world.blobs().scratch() / ("call-x" + std::string(answer_ending))) << "odd";
  }
  world.raw("update runs set owner = null");
  const Records later = world.open();
  CHECK(later.calls(RunId::parse(run)).front().raw_answer == Digest::of(answer));
  CHECK(fs::exists(world.home.path / "tmp" / ("call-x" + std::string(answer_ending))));
}

TEST_CASE("an answer is in the file of its call before the answer is complete") {
  World world;
  { const Records made = world.open(); }
  int channel[2];
  REQUIRE(pipe(channel) == 0);
  Child child([&] {
    Records records = world.open();
    const CallRow call = sent_call(world, records);
    const auto file = records.open_answer(call.id, 1 << 20);
    file->write(answer);
    return write(channel[1], "x", 1) == 1 && pause() != 0;
  });
  char ready = 0;
  REQUIRE(read(channel[0], &ready, 1) == 1);
  child.kill();
  const Records after = world.open();
  REQUIRE(after.doubts().size() == 1);
  REQUIRE(after.doubts().front().answer);
  CHECK(world.blobs().get(*after.doubts().front().answer) == fakes::bytes(answer));
  CHECK(fs::is_empty(world.home.path / "tmp"));
  close(channel[0]);
  close(channel[1]);
}

TEST_CASE("the file of a call whose process died before anything arrived is removed") {
  World world;
  {
    Records records = world.open();
    const CallRow call = sent_call(world, records);
    std::ofstream(world.blobs().scratch() / (call.id.str() + std::string(answer_ending))) << "";
  }
  const Records after = world.open();
  REQUIRE(after.doubts().size() == 1);
  CHECK_FALSE(after.doubts().front().answer);
  CHECK(fs::is_empty(world.home.path / "tmp"));
}

TEST_CASE("an answer in the temporary directory is imported, but not another user's") {
  const fakes::Home temporary;
  setenv("TMPDIR", temporary.path.c_str(), 1);
  World world;
  fs::path spare;
  {
    Records records = world.open();
    const CallRow call = sent_call(world, records);
    spare = temporary.path / (call.id.str() + std::string(answer_ending));
  }
  std::ofstream(spare) << answer;
  fs::permissions(spare, fs::perms(0666));
  CHECK_FALSE(world.open().doubts().front().answer);
  CHECK(fs::exists(spare));
  fs::permissions(spare, fs::perms(0600));
  CHECK(world.open().doubts().front().answer->digest == Digest::of(answer));
  CHECK_FALSE(fs::exists(spare));
  unsetenv("TMPDIR");
}
