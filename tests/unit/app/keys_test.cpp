#include "app/keys.hpp"

#include "app/stored_keys.hpp"
#include "unit/app/app_fixture.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>

#include <doctest/doctest.h>

#include <algorithm>

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
  CHECK(read_stored_keys(context.variable)["openai"] == "a-key");
  store_key(context, "openai", std::string(4096, 'k'));
  for (const std::string& text : {std::string(), std::string(4097, 'k'), std::string("a b")}) {
    CHECK(error_of([&] { store_key(context, "openai", text); }) ==
          "the value given for openai is not a key");
  }
  CHECK(read_stored_keys(context.variable)["openai"].size() == 4096);
}

TEST_CASE_FIXTURE(KeyFixture, "keys are stored and removed for one provider at a time") {
  store_key(context, "openai", "first");
  store_key(context, "fal", "second");
  remove_stored_key(context, "openai");
  CHECK(read_stored_keys(context.variable) == StoredKeys{{"fal", "second"}});
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
