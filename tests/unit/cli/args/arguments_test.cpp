#include "cli/args/arguments.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace limner;
using namespace limner::cli;
using Words = std::vector<std::string>;

namespace {

struct Tree {
  CLI::App app{"", "limner"};
  bool json = false, dry = false;
  std::string store, prompt, by;

  Tree() {
    app.fallthrough();
    app.set_help_flag("-h,--help");
    app.add_flag("--json", json);
    app.add_flag("-q,--quiet");
    app.add_option("-s,--store", store);
    CLI::App* run = app.add_subcommand("run");
    run->add_option("template")->type_name("TEMPLATE");
    run->add_option("--prompt", prompt)->type_name("TEXT");
    run->add_flag("--dry-run", dry);
    CLI::App* runs = app.add_subcommand("runs");
    runs->add_subcommand("ls");
    runs->add_subcommand("show")->add_option("id");
    CLI::App* ledger = app.add_subcommand("ledger");
    ledger->add_subcommand("summary")->add_option("--by", by);
  }
  Arguments scan(const Words& given, Unknown unknown = Unknown::refuse) {
    return scan_arguments(app, given, unknown);
  }
  std::string refusal(const Words& given) {
    try {
      scan(given);
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::usage);
      return std::string(error.what()) + " / " + std::string(error.help());
    }
    return "accepted";
  }
};

}  // namespace

TEST_CASE("the order of flags, command and words never matters [O10]") {
  // Each piece stays whole; the command's words keep their order.
  std::vector<Words> pieces = {{"run"}, {"tpl"}, {"--json"}, {"--prompt", "a fox"}, {"-s", "/x"}};
  std::ranges::sort(pieces);
  int tried = 0;
  do {
    Words given;
    for (const Words& piece : pieces) given.insert(given.end(), piece.begin(), piece.end());
    if (std::ranges::find(given, "run") > std::ranges::find(given, "tpl")) continue;
    Tree tree;
    const Arguments found = tree.scan(given);
    CHECK(command_path(*found.command) == "limner run");
    CHECK(found.words == Words{"tpl"});
    Words flags = found.flags;
    std::ranges::sort(flags);
    CHECK(flags == Words{"--json", "--prompt", "-s", "/x", "a fox"});
    ++tried;
  } while (std::ranges::next_permutation(pieces).found);
  CHECK(tried == 60);
}

TEST_CASE("a value may look like anything") {
  Tree tree;
  CHECK(tree.scan({"run", "t", "--prompt", "--json"}).flags == Words{"--prompt", "--json"});
  CHECK(tree.scan({"run", "t", "--prompt", "runs"}).words == Words{"t"});
  CHECK(tree.scan({"run", "t", "--prompt="}).flags == Words{"--prompt", ""});
  CHECK(tree.scan({"run", "t", "--prompt=a=b"}).flags == Words{"--prompt", "a=b"});
  CHECK_FALSE(tree.scan({"run", "t", "--prompt", "--help"}).help);
}

TEST_CASE("a word after the command is never taken for another command") {
  Tree tree;
  const Arguments found = tree.scan({"run", "runs"});
  CHECK(command_path(*found.command) == "limner run");
  CHECK(found.words == Words{"runs"});
  CHECK(found.for_parser() == Words{"run", "--", "runs"});
}

TEST_CASE("everything after -- is a word") {
  Tree tree;
  CHECK(tree.scan({"runs", "show", "--", "--json"}).words == Words{"--json"});
}

TEST_CASE("short flags may be joined, a value may stick to its flag") {
  Tree tree;
  CHECK(tree.scan({"-qs/x", "run", "t"}).flags == Words{"-q", "-s", "/x"});
  CHECK(tree.scan({"-qs", "/x", "run", "t"}).flags == Words{"-q", "-s", "/x"});
  CHECK(tree.scan({"run", "t", "-"}).words == Words{"t", "-"});
}

TEST_CASE("a group alone stands for its default command, and keeps its help") {
  Tree tree;
  CHECK(command_path(*tree.scan({"ledger", "--by", "model"}).command) == "limner ledger summary");
  CHECK(command_path(*tree.scan({"ledger", "--help"}).command) == "limner ledger");
  CHECK(command_path(*tree.scan({"runs"}).command) == "limner runs");
}

TEST_CASE("an unknown command is refused with the nearest one [E3]") {
  Tree tree;
  CHECK(tree.refusal({"rnu"}) == "limner has no command \"rnu\" / did you mean \"limner run\"?");
  CHECK(tree.refusal({"runs", "shwo", "x"}) ==
        "limner runs has no command \"shwo\" / did you mean \"limner runs show\"?");
  CHECK(tree.refusal({"runs", "everything"}) ==
        "limner runs has no command \"everything\" / the commands are: ls, show");
}

TEST_CASE("no command can be abbreviated [E8]") {
  Tree tree;
  CHECK(tree.refusal({"runs", "sho", "x"}) != "accepted");
  CHECK(tree.refusal({"led"}) != "accepted");
}

TEST_CASE("an unknown flag is refused with the nearest one") {
  Tree tree;
  CHECK(tree.refusal({"run", "t", "--promt", "x"}) ==
        "limner run has no flag --promt / did you mean --prompt?");
  CHECK(tree.refusal({"runs", "ls", "--prompt", "x"}).starts_with("limner runs ls has no flag"));
  CHECK(tree.refusal({"run", "t", "--jso"}) ==
        "limner run has no flag --jso / did you mean --json?");
  CHECK(tree.refusal({"run", "t", "-z"}).starts_with("limner run has no flag -z"));
}

TEST_CASE("a missing value and a value too many are refused") {
  Tree tree;
  CHECK(tree.refusal({"run", "t", "--prompt"}) == "--prompt needs a value / write --prompt TEXT");
  CHECK(tree.refusal({"run", "t", "--dry-run=yes"}) ==
        "--dry-run takes no value / write only --dry-run");
}

TEST_CASE("mentions() looks only before --") {
  CHECK(mentions({"run", "--json"}, "--json"));
  CHECK_FALSE(mentions({"run", "--", "--json"}, "--json"));
}
