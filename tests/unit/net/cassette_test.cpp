#include "net/cassette.hpp"

#include "fakes/basics.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>

#include <doctest/doctest.h>

#include <fstream>

using namespace limner;
using namespace limner::net;
using nlohmann::json;

namespace {

struct CassetteFixture {
  CassetteFixture() { std::filesystem::create_directory(directory()); }

  std::filesystem::path directory() const { return home.path / "tape"; }
  // What is recorded as answered to `request`, in its order.
  std::vector<std::string> bodies(const json& request) const {
    const Cassette cassette(directory());
    std::vector<std::string> bodies;
    const std::map<std::string, std::vector<Recording>> recordings = cassette.load();
    for (const Recording& recorded : recordings.at(digest_of_request(request)))
      bodies.push_back(cassette.body_of(recorded));
    return bodies;
  }

  fakes::Home home;
};

const json fox = {{"url", "https://a.test/"}, {"body", {{"prompt", "a fox"}}}};
const json hen = {{"url", "https://a.test/"}, {"body", {{"prompt", "a hen"}}}};

}  // namespace

TEST_CASE_FIXTURE(CassetteFixture, "answers are stored by request, in order of arrival") {
  Cassette cassette(directory());
  for (int i = 0; i < 12; ++i) cassette.add(fox, {.status = 200}, "fox " + std::to_string(i));
  cassette.add(hen, {.status = 503}, "hen");
  CHECK(bodies(fox).size() == 12);
  CHECK(bodies(fox).front() == "fox 0");
  CHECK(bodies(fox).back() == "fox 11");
  CHECK(bodies(hen) == std::vector<std::string>{"hen"});
  CHECK(Cassette(directory()).load()[digest_of_request(hen)].front().answer["status"] == 503);
}

TEST_CASE_FIXTURE(CassetteFixture,
                  "another process replaces the recordings of its requests, and nothing else") {
  Cassette first(directory());
  first.add(fox, {.status = 200}, "old 1");
  first.add(fox, {.status = 200}, "old 2");
  first.add(hen, {.status = 200}, "hen");
  Cassette second(directory());
  second.add(fox, {.status = 200}, "new");
  CHECK(bodies(fox) == std::vector<std::string>{"new"});
  CHECK(bodies(hen) == std::vector<std::string>{"hen"});
}

TEST_CASE_FIXTURE(CassetteFixture, "only headers that a provider's code reads are stored") {
  HttpAnswer answer{.status = 200};
  answer.headers = {{"Content-Type", "image/png"},    {"X-Request-Id", "req-1"},
                    {"X-Fal-Billable-Units", "1.5"},  {"Retry-After", "2"},
                    {"Retry-After-Ms", "20"},         {"Set-Cookie", "session=1"},
                    {"Authorization", "Bearer abcde"}};
  Cassette(directory()).add(fox, answer, "");
  const json headers = Cassette(directory()).load().begin()->second.front().answer["headers"];
  CHECK(headers == json{{"content-type", "image/png"},
                        {"x-request-id", "req-1"},
                        {"x-fal-billable-units", "1.5"},
                        {"retry-after", "2"},
                        {"retry-after-ms", "20"}});
}

TEST_CASE_FIXTURE(CassetteFixture,
                  "a changed body and a file that is not a recording are refused") {
  Cassette(directory()).add(fox, {.status = 200}, "fox");
  for (const auto& entry : std::filesystem::directory_iterator(directory() / "bodies"))
    std::ofstream(entry.path()) << "foy";
  CHECK_THROWS_AS(bodies(fox), Error);
  for (const char* text :
       {"[]", "{}", R"({"request": {}, "answer": {"status": "200", "body": "a"}})",
        R"({"request": {}, "answer": {"status": 200}})",
        R"({"request": 1, "answer": {"status": 200, "body": "a"}})"}) {
    CAPTURE(text);
    std::ofstream(directory() / "0.json") << text;
    CHECK_THROWS_AS(Cassette(directory()).load(), Error);
  }
}
