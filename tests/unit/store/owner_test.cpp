#include "store/owner.hpp"

#include "unit/store/child.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <sys/wait.h>

using namespace limner;
using namespace limner::store;

TEST_CASE("a process that reuses the PID is not the owner") {
  CHECK(may_be_alive(this_process()));
  Child child([] { return pause() != 0; });
  nlohmann::json owner = this_process();
  owner["pid"] = child.pid();
  CHECK_FALSE(may_be_alive(owner));
}

TEST_CASE("a killed process is not alive, before and after its parent has waited") {
  int channel[2];
  REQUIRE(pipe(channel) == 0);
  Child child([&] {
    const std::string text = this_process().dump();
    return write(channel[1], text.data(), text.size()) > 0 && pause() != 0;
  });
  char text[1000];
  const ssize_t size = read(channel[0], text, sizeof text);
  REQUIRE(size > 0);
  const auto owner = nlohmann::json::parse(std::string(text, static_cast<std::size_t>(size)));
  CHECK(owner.at("pid") == child.pid());
  CHECK(may_be_alive(owner));

  kill(child.pid(), SIGKILL);
  siginfo_t ended{};
  REQUIRE(waitid(P_PID, static_cast<id_t>(child.pid()), &ended, WEXITED | WNOWAIT) == 0);
  CHECK_FALSE(may_be_alive(owner));
  child.wait();
  CHECK_FALSE(may_be_alive(owner));
  close(channel[0]);
  close(channel[1]);
}

TEST_CASE("a process of another machine may be alive, one of an earlier boot is not") {
  nlohmann::json owner = this_process();
  owner["boot"] = "another start";
  CHECK_FALSE(may_be_alive(owner));
  owner["host"] = "another machine";
  CHECK(may_be_alive(owner));
}

TEST_CASE("an owner of another shape is a damaged store") {
  nlohmann::json owner = this_process();
  owner["pid"] = "1";
  for (const nlohmann::json& wrong : {owner, nlohmann::json(), nlohmann::json::array({1}),
                                      nlohmann::json::parse("{", nullptr, false)})
    CHECK_THROWS_AS(may_be_alive(wrong), Error);
}
