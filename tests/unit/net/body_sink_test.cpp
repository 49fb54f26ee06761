#include "net/body_sink.hpp"

#include "fakes/basics.hpp"

#include <limner/file.hpp>

#include <doctest/doctest.h>

#include <utility>

namespace limner::net {

namespace {

const std::vector<std::string> no_secrets;

std::ptrdiff_t files_in(const std::filesystem::path& directory) {
  return std::distance(std::filesystem::directory_iterator(directory), {});
}

}  // namespace

TEST_CASE("a body that was taken is a file, readable by its owner only") {
  const fakes::Home home;
  HttpAnswer answer;
  BodySink sink(home.path, 100, no_secrets);
  CHECK(sink.add("one "));
  CHECK(sink.add("two"));
  sink.move_into(answer);
  CHECK(read_file(answer.file) == "one two");
  CHECK(answer.size == 7);
  CHECK(std::filesystem::status(answer.file).permissions() == std::filesystem::perms(0600));
}

TEST_CASE("a body that was not taken leaves nothing behind") {
  const fakes::Home home;
  {
    BodySink sink(home.path, 100, no_secrets);
    CHECK(sink.add("half"));
    CHECK(files_in(home.path) == 1);
  }
  CHECK(files_in(home.path) == 0);
}

TEST_CASE("a body without bytes is an empty file") {
  const fakes::Home home;
  HttpAnswer answer;
  BodySink sink(home.path, 100, no_secrets);
  sink.move_into(answer);
  CHECK(read_file(answer.file).empty());
}

TEST_CASE("a body is refused one byte past its limit") {
  const fakes::Home home;
  BodySink sink(home.path, 8, no_secrets);
  CHECK(sink.add("12345678"));
  CHECK_FALSE(sink.add("9"));
  REQUIRE(sink.failure());
  CHECK(std::string(sink.failure()->what()) == "the answer is more than 8 bytes long");
  BodySink hinting(home.path, 8, no_secrets, "; ask for less");
  hinting.add("123456789");
  CHECK(std::string(hinting.failure()->what()) ==
        "the answer is more than 8 bytes long; ask for less");
  BodySink informed(home.path, 8, no_secrets, "; ask for less");
  informed.expect(1'000'000);
  informed.add("123456789");
  CHECK(std::string(informed.failure()->what()) ==
        "the answer is 1000000 bytes long, the limit is 8; ask for less");
  BodySink misled(home.path, 8, no_secrets);
  misled.expect(5);
  misled.add("123456789");
  CHECK(std::string(misled.failure()->what()) == "the answer is more than 8 bytes long");
}

TEST_CASE("the error for a body that cannot be stored names the directory") {
  const std::filesystem::path nowhere = "/proc/nowhere";
  BodySink sink(nowhere, 100, no_secrets);
  CHECK_FALSE(sink.add("x"));
  REQUIRE(sink.failure());
  CHECK(sink.failure()->code() == ErrorCode::artifact_storage_failed);
  CHECK(std::string(sink.failure()->what()).find("/proc/nowhere") != std::string::npos);
}

TEST_CASE("[C4] a key that an answer repeats is masked however its pieces are cut") {
  const std::string key = "canary-key-0123";
  const std::vector<std::string> secrets = {key};
  const std::string body = "{\"a\": \"" + key + key + "\", \"b\": \"canary-key-\"}";
  const std::string masked = "{\"a\": \"" + std::string(30, '*') + "\", \"b\": \"canary-key-\"}";
  const fakes::Home home;
  for (const std::filesystem::path& directory : {home.path, std::filesystem::path()}) {
    for (std::size_t size = 1; size <= body.size(); ++size) {
      CAPTURE(size);
      HttpAnswer answer;
      BodySink sink(directory, 1000, secrets);
      for (std::size_t at = 0; at < body.size(); at += size) CHECK(sink.add(body.substr(at, size)));
      sink.move_into(answer);
      CHECK((directory.empty() ? answer.body : read_file(answer.file)) == masked);
      CHECK(answer.size == body.size());
    }
  }
}

TEST_CASE("what has arrived is in the file, also the begin of a key") {
  const std::vector<std::string> secrets = {"canary-key-0123"};
  const fakes::Home home;
  BodySink sink(home.path, 100, secrets);
  CHECK(sink.add("x canary-key"));
  const std::filesystem::path file = std::filesystem::directory_iterator(home.path)->path();
  CHECK(read_file(file) == "x canary-key");
  CHECK(sink.add("-0123 y"));
  CHECK(read_file(file) == "x *************** y");
}

}  // namespace limner::net
