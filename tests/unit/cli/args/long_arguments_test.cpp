#include "cli/args/long_arguments.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;

TEST_CASE("a long argument is never whole in a message") {
  const std::string value(5000, 'v');
  const std::string set = "--set=intent.prompt=" + value;
  Error error(ErrorCode::usage, "{} and {}", set, value);
  error.with_help("not " + value).with_charged(Charged::unknown);
  error.with_problems({{.message = "in " + value, .type = "t", .loc = {"a"}, .help = value}});
  const Error shorter = with_short_arguments(error, {"run", set});
  const std::string cut = std::string(120, 'v') + "… (5000 characters)";
  CHECK(std::string(shorter.what()) ==
        "--set=intent.prompt=" + std::string(100, 'v') + "… (5020 characters) and " + cut);
  CHECK(shorter.help() == "not " + cut);
  CHECK(shorter.problems().front().message == "in " + cut);
  CHECK(shorter.problems().front().help == cut);
  CHECK(shorter.problems().front().loc == std::vector<std::string>{"a"});
  CHECK(shorter.charged() == Charged::unknown);
  CHECK(shorter.code() == ErrorCode::usage);
}

TEST_CASE("a short argument is whole in a message") {
  const std::string value(200, 'v');
  CHECK(std::string(with_short_arguments(Error(ErrorCode::usage, "{}", value), {value}).what()) ==
        value);
}
