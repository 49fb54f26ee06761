#include "app/keys.hpp"

#include "app/stored_keys.hpp"
#include "unit/app/app_fixture.hpp"
#include "unit/store/child.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <list>

using namespace limner;
using namespace limner::app;

namespace {

struct KeyFixture : AppFixture {
  std::string key(std::string_view provider = "openai") { return Keys(context).key(provider); }
  std::string failure() {
    return error_of([&] { key(); });
  }
  // A key_command that counts its starts in the file `starts`.
  void use_command() {
    write("starts", "");
    load_settings("providers: {openai: {key_command: [sh, -c, 'echo x >> " +
                  (home.path / "starts").string() + "; echo printed-key']}}\n");
  }
  std::size_t starts() const {
    const std::string text = read_file(home.path / "starts", 1000);
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
  }
};

}  // namespace

TEST_CASE_FIXTURE(KeyFixture, "the first line of a key's source is the key, without its spaces") {
  variables["OPENAI_API_KEY"] = "  env-key \nmore\n";
  CHECK(key() == "env-key");
  write("key", "\t file-key\r\nsecond\r\n");
  load_settings("providers: {openai: {key_file: " + (home.path / "key").string() + "}}\n");
  CHECK(key() == "file-key");
}

TEST_CASE_FIXTURE(KeyFixture, "an empty variable counts as none") {
  variables["OPENAI_API_KEY"] = " \n";
  CHECK(failure() == "no key for openai");
  store_key(context, "openai", "stored-key");
  CHECK(key() == "stored-key");
}

TEST_CASE_FIXTURE(KeyFixture, "[S0.8] a key with characters of no key is refused, not quoted") {
  variables["OPENAI_API_KEY"] = "canary key";
  CHECK(failure() ==
        "the key for openai from OPENAI_API_KEY contains characters that a key cannot contain");
  variables["OPENAI_API_KEY"] = "canary\x7fkey";
  CHECK_FALSE(failure().empty());
}

TEST_CASE_FIXTURE(KeyFixture, "a provider that works without a key has an empty one") {
  CHECK(key("openai-compatible").empty());
  variables["OPENAI_COMPATIBLE_API_KEY"] = "a-key";
  CHECK(key("openai-compatible") == "a-key");
}

TEST_CASE_FIXTURE(KeyFixture, "a program is started once for its key, and only for a request") {
  use_command();
  Keys keys(context);
  const provider::Catalogue catalogue = provider::Catalogue::built_in();
  const provider::ProviderFacts& openai = provider_with_key(catalogue, "openai");
  CHECK(key_origin(context, openai) == "sh");
  CHECK(key_ending(context, openai).empty());
  CHECK(keys.known_keys().empty());
  CHECK(starts() == 0);
  CHECK(keys.key("openai") == "printed-key");
  CHECK(keys.key("openai") == "printed-key");
  CHECK(starts() == 1);
  CHECK(keys.known_keys() == std::vector<std::string>{"printed-key"});
}

TEST_CASE_FIXTURE(KeyFixture, "[S0.8] every key of the environment and of the file is known") {
  variables["FAL_KEY"] = "fal-key";
  store_key(context, "openai", "stored-key");
  std::vector<std::string> known = Keys(context).known_keys();
  std::ranges::sort(known);
  CHECK(known == std::vector<std::string>{"fal-key", "stored-key"});
}

TEST_CASE_FIXTURE(KeyFixture, "what is stored is one word of at most 4096 bytes") {
  store_key(context, "openai", " \t a-key\r\n");
  CHECK(read_stored_keys(context.variable)["openai"].text == "a-key");
  store_key(context, "openai", std::string(4096, 'k'));
  for (const std::string& text : {std::string(), std::string(4097, 'k'), std::string("a b")}) {
    CHECK(error_of([&] { store_key(context, "openai", text); }) ==
          "the value given for openai is not a key");
  }
  CHECK(read_stored_keys(context.variable)["openai"].text.size() == 4096);
}

TEST_CASE_FIXTURE(KeyFixture, "keys are stored and removed for one provider at a time") {
  store_key(context, "openai", "first");
  store_key(context, "fal", "second");
  remove_stored_key(context, "openai");
  CHECK(read_stored_keys(context.variable) == StoredKeys{{"fal", {"second"}}});
  CHECK_THROWS_AS(remove_stored_key(context, "openai"), Error);
  CHECK_THROWS_AS(store_key(context, "local", "x"), Error);
  CHECK_THROWS_AS(store_key(context, "opnai", "x"), Error);
  CHECK(read_stored_keys(context.variable).size() == 1);
}

TEST_CASE_FIXTURE(KeyFixture, "[S0.8] a damaged file of keys is refused without quoting it") {
  write(".config/limner/keys.json", "{\"openai\": \"canary");
  std::filesystem::permissions(stored_keys_path(context.variable),
                               std::filesystem::perms::owner_read);
  const std::string refusal = error_of([&] { read_stored_keys(context.variable); });
  CHECK(refusal.ends_with("keys.json is not valid JSON"));
  CHECK(refusal.find("canary") == std::string::npos);
}

TEST_CASE("a provider's variable for its URL is made from its name") {
  CHECK(base_url_variable("openai") == "OPENAI_BASE_URL");
  CHECK(base_url_variable("openai-compatible") == "OPENAI_COMPATIBLE_BASE_URL");
}

namespace {

// A project's limner.yaml; `trusts` it with its present content.
struct ProjectKeys : KeyFixture {
  TrustList trust;

  void project(const std::string& text, bool trusts = false) {
    const std::filesystem::path file = write("art/limner.yaml", text);
    if (trusts) trust.add(trusted_path(file), clock.now());
    context.project = home.path / "art";
    context.settings = Settings::load({.variable = context.variable,
                                       .directory = home.path,
                                       .project_file = file,
                                       .trust = &trust});
  }
  ErrorCode code(std::string_view provider = "openai") {
    try {
      base_url(context, provider);
      Keys(context).key(provider);
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode::usage;  // nothing was thrown
  }
};

}  // namespace

TEST_CASE_FIXTURE(ProjectKeys, "[C4] a project's base URL gets no key until it is trusted") {
  for (const std::string url : {"https://proxy.example/v1", "http://127.0.0.1:4010/v1"}) {
    const std::string text = "providers: {openai: {base_url: '" + url + "'}}\n";
    variables["OPENAI_API_KEY"] = "env-key";
    project(text);
    CHECK(code() == ErrorCode::not_trusted);
    context.replay_directory = "tape";  // nothing is sent
    CHECK(base_url(context, "openai") == url);
    context.replay_directory = "";
    variables["OPENAI_BASE_URL"] = "https://other.example";  // the project's is not used
    CHECK(code() == ErrorCode::usage);
    variables.erase("OPENAI_BASE_URL");
    project(text, true);
    CHECK(code() == ErrorCode::usage);
    CHECK(base_url(context, "openai") == url);
    project(text + "# changed\n");
    CHECK(code() == ErrorCode::not_trusted);
  }
}

TEST_CASE_FIXTURE(ProjectKeys, "a server on this machine that gets no key needs no trust") {
  project("providers: {openai-compatible: {base_url: 'http://127.0.0.1:1234/v1'}}\n");
  CHECK(base_url(context, "openai-compatible") == "http://127.0.0.1:1234/v1");
  variables["OPENAI_COMPATIBLE_API_KEY"] = "a-key";
  CHECK(code("openai-compatible") == ErrorCode::not_trusted);
  variables.erase("OPENAI_COMPATIBLE_API_KEY");
  for (const std::string url : {"http://192.168.1.5:1/v1", "https://proxy.example"}) {
    project("providers: {openai-compatible: {base_url: '" + url + "'}}\n");
    CHECK(code("openai-compatible") == ErrorCode::not_trusted);
  }
}

TEST_CASE_FIXTURE(ProjectKeys,
                  "[C4] a project's key source starts no program until it is trusted") {
  write("art/give", "#!/bin/sh\necho project-key\n");
  std::filesystem::permissions(home.path / "art/give", std::filesystem::perms(0755));
  const std::string text =
      "providers: {openai: {key_command: [" + (home.path / "art/give").string() + "]}}\n";
  project(text);
  CHECK(code() == ErrorCode::not_trusted);
  project(text, true);
  CHECK(code() == ErrorCode::not_trusted);  // the program is of the project too
  trust.add(trusted_path(home.path / "art/give"), clock.now());
  project(text, true);
  CHECK(key() == "project-key");
  write("art/give", "#!/bin/sh\necho other-key\n");
  project(text, true);
  CHECK(code() == ErrorCode::not_trusted);
  project("providers: {openai: {key_file: /etc/hostname}}\n");
  CHECK(code() == ErrorCode::not_trusted);
}

TEST_CASE_FIXTURE(ProjectKeys, "[C4] a key command runs in the directory of its settings file") {
  write("art/tools/key", "#!/bin/sh\necho project-key\n");
  write("art/sub/tools/key", "#!/bin/sh\necho other-key\n");
  std::filesystem::permissions(home.path / "art/tools/key", std::filesystem::perms(0755));
  std::filesystem::permissions(home.path / "art/sub/tools/key", std::filesystem::perms(0755));
  trust.add(trusted_path(home.path / "art/tools/key"), clock.now());
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(home.path / "art/sub");
  for (const std::string command :
       {"tools/key", "./tools/key", "sh, tools/key", "sh, -c, exec tools/key"}) {
    CAPTURE(command);
    project("providers: {openai: {key_command: [" + command + "]}}\n", true);
    CHECK(key() == "project-key");
  }
  std::filesystem::current_path(before);
}

TEST_CASE_FIXTURE(ProjectKeys, "[C4] the files that a key command names are claims") {
  write("art/tools/key", "echo project-key\n");
  write("elsewhere", "echo project-key\n");
  std::filesystem::create_symlink("../../elsewhere", home.path / "art/tools/link");
  for (const std::string command :
       {"tools/key", "sh, ./tools/key", "sh, --rcfile=tools/key", "sh, tools/link"}) {
    CAPTURE(command);
    project("providers: {openai: {key_command: [" + command + "]}}\n");
    const auto claims = context.settings.untrusted();
    REQUIRE(claims.size() == 2);
    CHECK(claims[0].what.find("not checked") == std::string::npos);
    CHECK(claims[1].file ==
          trusted_path(home.path / (command.ends_with("link") ? "elsewhere" : "art/tools/key")));
  }
  for (const std::string command : {"sh, -c, exec tools/key", "python3, tools", "make, key"}) {
    CAPTURE(command);
    project("providers: {openai: {key_command: [" + command + "]}}\n");
    const auto claims = context.settings.untrusted();
    REQUIRE(claims.size() == 1);
    CHECK(claims[0].what.ends_with(
        "(files that these arguments lead to are not checked for changes)"));
  }
}

TEST_CASE_FIXTURE(KeyFixture, "a base URL is read by a parser") {
  for (const std::string url :
       {"http://127.0.0.1.evil.test/v1", "http://127.0.0.1@evil.test/", "http://127.evil.test/",
        "http://localhost.evil.test/", "https://me:pw@evil.test/", "http://0x08080808/"}) {
    CAPTURE(url);
    variables["OPENAI_BASE_URL"] = url;
    CHECK_THROWS_AS(base_url(context, "openai"), Error);
  }
  for (const std::string url : {"http://[::1]:80/v1", "http://2130706433/v1", "https://a.test"}) {
    CAPTURE(url);
    variables["OPENAI_BASE_URL"] = url;
    CHECK(base_url(context, "openai") == url);
  }
}

TEST_CASE_FIXTURE(ProjectKeys,
                  "[C4] a stored key is bound to where requests went when it was stored") {
  store_key(context, "openai", "stored-key");
  CHECK(key() == "stored-key");
  variables["OPENAI_BASE_URL"] = "https://proxy.example/v1";
  CHECK(failure() == "the stored key for openai is for the provider's own hosts, not for "
                     "https://proxy.example:443");
  store_key(context, "openai", "proxy-key");
  CHECK(key() == "proxy-key");
  variables["OPENAI_BASE_URL"] = "https://proxy.example:8443/v1";
  CHECK_FALSE(failure().empty());
  variables.erase("OPENAI_BASE_URL");
  CHECK_FALSE(failure().empty());
  store_key(context, "openai", "stored-key");
  load_settings("providers: {openai: {base_url: 'https://proxy.example/v1'}}\n");
  CHECK(key() == "stored-key");  // the user's own settings
  project("providers: {openai: {base_url: 'https://evil.example/v1'}}\n");
  CHECK(code() == ErrorCode::not_trusted);
  store_key(context, "openai", "stored-again");  // not bound to the project's address
  CHECK(read_stored_keys(context.variable)["openai"] == StoredKey{"stored-again"});
}

TEST_CASE_FIXTURE(KeyFixture, "keys that processes store at once are all stored") {
  const std::vector<std::string> providers = {"openai", "fal", "google", "bfl", "replicate"};
  std::list<store::Child> children;
  for (const std::string& provider : providers) {
    children.emplace_back([&] {
      store_key(context, provider, "key-of-" + provider);
      return true;
    });
  }
  for (store::Child& child : children) CHECK(child.wait() == 0);
  CHECK(read_stored_keys(context.variable).size() == providers.size());
}
