#include "net/body_sink.hpp"

#include "fakes/basics.hpp"

#include <limner/file.hpp>

#include <doctest/doctest.h>

#include <utility>

namespace limner::net {

namespace {

std::ptrdiff_t files_in(const std::filesystem::path& directory) {
  return std::distance(std::filesystem::directory_iterator(directory), {});
}

}  // namespace

TEST_CASE("a body that was taken is a file, readable by its owner only") {
  const fakes::Home home;
  HttpAnswer answer;
  BodySink sink(home.path, 100);
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
    BodySink sink(home.path, 100);
    CHECK(sink.add("half"));
    CHECK(files_in(home.path) == 1);
  }
  CHECK(files_in(home.path) == 0);
}

TEST_CASE("a body without bytes is an empty file") {
  const fakes::Home home;
  HttpAnswer answer;
  BodySink sink(home.path, 100);
  sink.move_into(answer);
  CHECK(read_file(answer.file).empty());
}

TEST_CASE("a body is refused one byte past its limit") {
  const fakes::Home home;
  BodySink sink(home.path, 8);
  CHECK(sink.add("12345678"));
  CHECK_FALSE(sink.add("9"));
  REQUIRE(sink.failure());
  CHECK(std::string(sink.failure()->what()) == "the answer is larger than 8 bytes");
}

TEST_CASE("the error for a body that cannot be stored names the directory") {
  const std::filesystem::path nowhere = "/proc/nowhere";
  BodySink sink(nowhere, 100);
  CHECK_FALSE(sink.add("x"));
  REQUIRE(sink.failure());
  CHECK(sink.failure()->code() == ErrorCode::artifact_storage_failed);
  CHECK(std::string(sink.failure()->what()).find("/proc/nowhere") != std::string::npos);
}

}  // namespace limner::net
