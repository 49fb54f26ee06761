#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

namespace limner::cli {

namespace {

unsigned mode_of(const std::filesystem::path& file) {
  struct stat facts {};
  REQUIRE(stat(file.c_str(), &facts) == 0);
  return facts.st_mode & 0777;
}

// Where the key of `provider` is said to come from.
std::string source_of(CliFixture& cli, const std::string& provider) {
  const nlohmann::json keys = cli.run({"keys", "ls", "--json"}).document()["keys"];
  for (const nlohmann::json& key : keys) {
    if (key["provider"] == provider && key["source"].is_string()) return key["source"];
  }
  return "none";
}

}  // namespace

TEST_CASE("[S0.8] a stored key is in a file for its owner alone, and shown nowhere") {
  CliFixture cli;
  cli.typed = "canary-key\n";
  const CommandResult result = cli.run({"keys", "set", "fal", "-"});
  CHECK(result.code == 0);
  CHECK(mode_of(cli.home.path / ".config/limner/keys.json") == 0600);
  for (const CommandResult& any :
       {result, cli.run({"keys", "ls"}), cli.run({"keys", "ls", "--json"}), cli.run({"doctor"})}) {
    CHECK_FALSE(contains(any.out + any.err, "canary"));
  }
  CHECK(source_of(cli, "fal") == "stored");
  CHECK(cli.run({"keys", "rm", "fal"}).code == 0);
  CHECK(source_of(cli, "fal") == "none");
  CHECK(cli.run({"keys", "rm", "fal"}).code == 8);
}

TEST_CASE(
    "[S0.8] a file wins over a program, a program over the environment, that over what is stored") {
  CliFixture cli;
  cli.typed = "stored-key\n";
  CHECK(contains(cli.run({"keys", "set", "openai", "-"}).err, "takes precedence: OPENAI_API_KEY"));
  CHECK(source_of(cli, "openai") == "OPENAI_API_KEY");
  cli.variables.erase("OPENAI_API_KEY");
  CHECK(source_of(cli, "openai") == "stored");
  cli.write(".config/limner/config.yaml", "providers: {openai: {key_command: [pass, show, x]}}\n");
  CHECK(source_of(cli, "openai") == "pass");
  cli.write(".config/limner/config.yaml",
            "providers: {openai: {key_command: [pass, show, x], key_file: ~/k}}\n");
  CHECK(source_of(cli, "openai") == (cli.home.path / "k").string());
}

TEST_CASE("the last four characters of a key are listed, of short keys and commands none [C5]") {
  CliFixture cli;
  cli.variables["OPENAI_API_KEY"] = "sk-0123456789wxyz";
  cli.variables["FAL_KEY"] = "short-key";
  const CommandResult result = cli.run({"keys", "ls", "--jsonl"});
  std::istringstream lines(result.out);
  std::map<std::string, nlohmann::json> endings;
  for (std::string line; std::getline(lines, line);) {
    const nlohmann::json key = nlohmann::json::parse(line);
    endings[key["provider"]] = key["endsWith"];
  }
  CHECK(endings.size() > 2);
  CHECK(endings["openai"] == "wxyz");
  CHECK(endings["fal"].is_null());
  CHECK_FALSE(contains(result.out, "789wxyz"));
  cli.write(".config/limner/config.yaml", "providers: {openai: {key_command: [pass, show, x]}}\n");
  CHECK_FALSE(contains(cli.run({"keys", "ls"}).out, "wxyz"));
}

TEST_CASE("[S0.8] stored keys that others can read are not used") {
  CliFixture cli;
  cli.typed = "a-key\n";
  cli.run({"keys", "set", "fal", "-"});
  chmod((cli.home.path / ".config/limner/keys.json").c_str(), 0644);
  const CommandResult result = cli.run({"keys", "ls"});
  CHECK(result.code == 2);
  CHECK(contains(result.err, "chmod 600"));
}

TEST_CASE("an invalid key is not stored") {
  for (const char* typed : {"", "\n", "two words\n", "two\nlines\n"}) {
    CliFixture cli;
    cli.typed = typed;
    CHECK(cli.run({"keys", "set", "fal", "-"}).code == 2);
    CHECK_FALSE(std::filesystem::exists(cli.home.path / ".config/limner/keys.json"));
  }
}

TEST_CASE("a key is asked for on a terminal only, and for a provider that needs one") {
  CliFixture cli;
  CHECK(contains(cli.run({"keys", "set", "fal"}).err, "limner keys set fal -"));
  CHECK(contains(cli.run({"keys", "set", "opnai", "-"}).err, "did you mean \"openai\"?"));
  CHECK(cli.run({"keys", "set", "local", "-"}).code == 2);
}

TEST_CASE("[S0.8] a project's file says where to ask, but not where keys are") {
  CliFixture cli;
  cli.write("limner.yaml", "providers: {openai: {base_url: 'https://proxy.test/v1'}}\n");
  CHECK(contains(cli.run({"keys", "ls"}).out, "https://proxy.test/v1"));
  cli.write("limner.yaml", "providers: {openai: {key_command: [sh, -c, evil]}}\n");
  const CommandResult result = cli.run({"keys", "ls"});
  CHECK(result.code == 0);
  CHECK(contains(result.out, "openai\tnot trusted: limner trust"));
  CHECK(cli.run({"trust", "--yes"}).code == 0);
  CHECK(contains(cli.run({"keys", "ls"}).out, "openai\tsh"));
}

TEST_CASE("a base URL that would show the key to the network is refused") {
  CliFixture cli;
  cli.variables["OPENAI_BASE_URL"] = "http://127.0.0.1:4010";
  CHECK(cli.run({"keys", "ls"}).code == 0);
  for (const char* url : {"http://proxy.test/v1", "ftp://127.0.0.1/", "nonsense"}) {
    cli.variables["OPENAI_BASE_URL"] = url;
    CHECK(cli.run({"keys", "ls"}).code == 2);
  }
}

TEST_CASE("a server without a key may be asked on the local network, with one only encrypted") {
  CliFixture cli;
  cli.variables["OPENAI_COMPATIBLE_BASE_URL"] = "http://192.168.1.5:1234/v1";
  CHECK(contains(cli.run({"keys", "ls"}).out, "http://192.168.1.5:1234/v1"));
  cli.variables["OPENAI_COMPATIBLE_API_KEY"] = "secret-key";
  CHECK(cli.run({"keys", "ls"}).code == 2);
  cli.variables.erase("OPENAI_COMPATIBLE_API_KEY");
  for (const char* url :
       {"http://8.8.8.8/v1", "http://box.test/v1", "http://192.168.1.5.evil.test"}) {
    cli.variables["OPENAI_COMPATIBLE_BASE_URL"] = url;
    CHECK(cli.run({"keys", "ls"}).code == 2);
  }
}

TEST_CASE("a server without an address is not contacted") {
  CliFixture cli;
  const std::vector<std::string> run = {"run",   "text-to-image", "--prompt",
                                        "a fox", "--model",       "openai-compatible/sd-server"};
  const CommandResult result = cli.run(run);
  CHECK(result.code == 2);
  CHECK(contains(result.err, "export OPENAI_COMPATIBLE_BASE_URL="));
  CHECK_FALSE(contains(cli.run({"models", "ls", "--provider", "openai-compatible"}).out, "no\t"));
}

TEST_CASE("[S0.8] the program of the provider exec is the user's own, or of a trusted project") {
  CliFixture cli;
  const auto result = [&](const std::string& text) {
    cli.write(".config/limner/config.yaml", text);
    return cli.run({"keys", "ls"});
  };
  CHECK(result("providers: {exec: {command: [painter, --fast], timeout: 30}}\n").code == 0);
  CHECK(contains(result("providers: {exec: {command: painter}}\n").err, "give a list"));
  CHECK(contains(result("providers: {exec: {timeout: soon}}\n").err, "give seconds"));
  CHECK(result("providers: {exec: {timeout: 0}}\n").code == 2);
  CHECK(contains(result("providers: {exec: {base_url: 'https://x.test'}}\n").err, "one of"));
  CHECK(result("providers: {openai: {command: [painter]}}\n").code == 2);
  CHECK(result("providers: {}\n").code == 0);
  cli.write("limner.yaml", "providers: {exec: {command: [sh, -c, evil]}}\n");
  CHECK(cli.run({"keys", "ls"}).code == 0);
  cli.networked = true;
  cli.write(".config/limner/catalog.yaml",
            "schema: 1\nmodels:\n  - {id: exec/free, like: openai-compatible/sd-server, "
            "apiModel: free, status: active}\n");
  CHECK(cli.run({"image", "a fox", "--model", "exec/free"}).code == 77);
}

TEST_CASE("errors in the settings of providers are reported with their position") {
  CliFixture cli;
  cli.write("limner.yaml",
            "providers:\n  opnai: {}\n  fal: {base_ulr: x}\n  bfl: {base_url: [a]}\n");
  const CommandResult result = cli.run({"keys", "ls"});
  CHECK(result.code == 2);
  for (const char* words :
       {"limner.yaml:2:3", "\"openai\"", "limner.yaml:3:9", "\"base_url\"", "limner.yaml:4"}) {
    CAPTURE(words);
    CHECK(contains(result.err, words));
  }
}

}  // namespace limner::cli
