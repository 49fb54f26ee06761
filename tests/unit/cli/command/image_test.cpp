// Pictures from outside, through the real providers, against a server on loopback.
#include "provider_server/provider_server.hpp"
#include "unit/cli/cli_fixture.hpp"

#include <limner/base64.hpp>
#include <limner/image.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;
using provider_server::ProviderServer;
using provider_server::ReceivedRequest;
using provider_server::WireReply;
using provider_server::WireRequest;
using provider_server::WireServer;

namespace {

std::string png(int width = 16) {
  return std::string(as_text(fakes::small_picture(provider::GenerateImage{}, width).bytes));
}

struct ImageFixture : CliFixture {
  ImageFixture() {
    networked = true;
    variables["OPENAI_API_KEY"] = "canary-key-0123456789";
    variables["OPENAI_BASE_URL"] = server.base("openai");
    write("fox.png", png());
    write("owl.png", png(24));
  }

  json shown(const std::string& id) { return run({"artifacts", "show", id, "--json"}).document(); }
  std::vector<ReceivedRequest> sent() const { return server.received("openai", "work"); }

  ProviderServer server;
};

// Serves one file, or what the test says.
struct Shelf {
  std::string body = png();
  int status = 200;
  std::string location;
  int asked = 0;
  std::map<std::string, std::string> headers;
  WireServer server{[this](const WireRequest& request) {
    ++asked;
    headers = request.headers;
    WireReply reply{.status = status, .body = body};
    if (!location.empty() && request.target == "/fox.png?token=secret-in-url") {
      reply.status = 302;
      reply.headers = {{"Location", location}};
    }
    return reply;
  }};

  std::string url() const { return server.base() + "/fox.png?token=secret-in-url"; }
};

}  // namespace

TEST_CASE_FIXTURE(ImageFixture,
                  "[S2.12] [S2.22] image -i sends the picture to the edits endpoint") {
  const CommandResult result = run({"image", "the same fox", "-i", "fox.png", "--json"});
  REQUIRE(result.code == 0);
  const std::vector<ReceivedRequest> all = sent();
  REQUIRE(all.size() == 1);
  const WireRequest& request = all[0].request;
  CHECK(request.path().ends_with("/images/edits"));
  CHECK(request.header("content-type").starts_with("multipart/form-data"));
  CHECK(contains(request.body, png()));
  CHECK(contains(request.body, "the same fox"));
  CHECK(result.document()["templateId"] == "image");
}

TEST_CASE_FIXTURE(ImageFixture,
                  "[S2.11] image without pictures generates, with what the flags say") {
  const CommandResult result =
      run({"image", "a fox", "-n", "3", "--aspect-ratio", "4:3", "--quality", "hd", "--format",
           "webp", "--compression", "80", "--background", "opaque"});
  CHECK(result.code == 0);
  CHECK(std::count(result.out.begin(), result.out.end(), '\n') == 3);
  const json body = json::parse(sent().at(0).request.body);
  CHECK(sent()[0].request.path().ends_with("/images/generations"));
  CHECK(body["n"] == 3);
  CHECK(body["size"] == "1024x768");
  CHECK(body["quality"] == "high");
  CHECK(body["output_format"] == "webp");
  CHECK(body["output_compression"] == 80);
  CHECK(body["background"] == "opaque");
}

TEST_CASE_FIXTURE(ImageFixture,
                  "[S2.23] a picture becomes an artifact once, whatever it is given as") {
  run({"image", "one", "-i", "fox.png"});
  write("copy.png", png());
  const std::string data = "data:image/png;base64," + base64_of(as_bytes(png()));
  typed = png();
  const CommandResult result =
      run({"image", "two", "-i", data, "-i", "copy.png", "-i", "-", "--json"});
  REQUIRE(result.code == 0);
  std::vector<store::ArtifactRow> references = records().artifacts({});
  std::erase_if(references,
                [](const store::ArtifactRow& row) { return row.type != "reference_image"; });
  REQUIRE(references.size() == 1);
  const json made = shown(result.document()["artifactId"]);
  CHECK(made["references"] == json{references[0].id.str()});
  const json reference = shown(references[0].id.str());
  CHECK(reference["artifactType"] == "reference_image");
  CHECK(reference["parentRunId"].is_null());
  CHECK(reference["context"]["source"] == json{{"kind", "path"}, {"place", "fox.png"}});
  CHECK(reference["context"]["sha256"] == Digest::of(png()).hex());
}

TEST_CASE_FIXTURE(ImageFixture,
                  "[S2.24] an artifact's id chains its picture into the next request") {
  const std::string first = run({"image", "a fox", "--json"}).document()["artifactId"];
  const CommandResult result = run({"image", "again", "-i", "artifact:" + first, "--json"});
  REQUIRE(result.code == 0);
  CHECK(shown(result.document()["artifactId"])["references"] == json{first});
  CHECK(sent().at(1).request.path().ends_with("/images/edits"));
  CHECK(records().artifacts({}).size() == 2);
  CHECK(run({"image", "x", "-i", "artifact:nothere0"}).code == 8);
}

TEST_CASE_FIXTURE(ImageFixture,
                  "[S2.14] artifacts add gives an id for each picture, the same for the same") {
  const CommandResult result = run({"artifacts", "add", "fox.png", "owl.png", "fox.png"});
  REQUIRE(result.code == 0);
  std::istringstream lines(result.out);
  std::string fox, owl, again;
  lines >> fox >> owl >> again;
  CHECK(fox == again);
  CHECK(fox != owl);
  CHECK(run({"image", "x", "-i", "artifact:" + owl}).code == 0);
  CHECK(run({"artifacts", "add", "nothere.png"}).code == 2);
  CHECK(contains(run({"artifacts", "ls"}).out, "owl.png"));
}

TEST_CASE_FIXTURE(ImageFixture,
                  "[S2.21] the seventeenth picture is refused before anything is sent") {
  std::vector<std::string> command{"image", "x"};
  for (int i = 0; i < 17; ++i) command.insert(command.end(), {"-i", "fox.png"});
  const CommandResult result = run(command);
  CHECK(result.code == 2);
  CHECK(contains(result.err, "17 references"));
  CHECK(sent().empty());
}

TEST_CASE_FIXTURE(ImageFixture, "[S2.20] aspect auto goes with standard quality only") {
  CHECK(run({"image", "x", "--aspect-ratio", "auto"}).code == 0);
  const CommandResult result = run({"image", "x", "--aspect-ratio", "auto", "--quality", "hd"});
  CHECK(result.code == 2);
  CHECK(contains(result.err, "--quality standard"));
}

TEST_CASE_FIXTURE(ImageFixture, "[S1.24] run -i fills the pictures that a template asks for") {
  CHECK(run({"run", "image-to-image", "--prompt", "x", "-i", "fox.png", "-i", "owl.png"}).code ==
        0);
  CHECK(contains(sent().at(0).request.body, "reference-2"));
  const std::string url = "file://" + (home.path / "fox.png").string();
  CHECK(run({"run", "image-to-image", "--prompt", "x", "-i", url}).code == 0);
  const CommandResult none = run({"run", "text-to-image", "--prompt", "x", "-i", "fox.png"});
  CHECK(none.code == 2);
  CHECK(contains(none.err, "text-to-image takes no picture"));
  CHECK(run({"run", "image-to-image", "--prompt", "x"}).code == 2);
}

TEST_CASE_FIXTURE(ImageFixture, "a file that is not a picture, or is too large, is refused") {
  write("words.png", "no picture");
  CHECK(
      contains(run({"image", "x", "-i", "words.png"}).err, "the file is not a PNG, JPEG or WebP"));
  std::string bomb = png();
  bomb.replace(16, 8, std::string("\0\0\x40\0\0\0\x40\0", 8));
  write("bomb.png", bomb);
  CHECK(contains(run({"image", "x", "-i", "bomb.png"}).err, "16384 x 16384 = 268435456 pixels"));
  CHECK(run({"image", "x", "-i", "data:image/png;base64,%%%"}).code == 2);
  CHECK(run({"image", "x", "-i", "ftp://host/x.png"}).code == 2);
  CHECK(sent().empty());
  CHECK_FALSE(std::filesystem::exists(store() / "limner.db"));
}

TEST_CASE_FIXTURE(ImageFixture, "a dry run stores nothing and sends nothing") {
  Shelf shelf;
  const CommandResult result =
      run({"image", "x", "-i", "fox.png", "-i", shelf.url(), "--dry-run", "--json"});
  CHECK(result.code == 0);
  CHECK(result.document()["specification"]["intake"]["references"][0] == "fox.png");
  CHECK(shelf.asked == 0);
  CHECK_FALSE(std::filesystem::exists(store()));
}

TEST_CASE_FIXTURE(ImageFixture,
                  "[S2.22] a URL is fetched from allowed hosts, without a word of ours") {
  Shelf shelf;
  const CommandResult refused = run({"image", "x", "-i", shelf.url()});
  CHECK(refused.code == 2);
  CHECK(contains(refused.err, "is not encrypted"));
  CHECK(shelf.asked == 0);
  variables["LIMNER_REFERENCE_HOSTS"] = "127.0.0.1";
  const CommandResult result = run({"image", "x", "-i", shelf.url(), "--json"});
  REQUIRE(result.code == 0);
  CHECK(shelf.asked == 1);
  for (const auto& [name, value] : shelf.headers) CHECK_FALSE(contains(value, "canary"));
  CHECK_FALSE(shelf.headers.contains("authorization"));
  const json made = shown(result.document()["artifactId"]);
  const json source = shown(made["references"][0])["context"]["source"];
  CHECK(source == json{{"kind", "url"}, {"place", shelf.server.base() + "/fox.png"}});
  CHECK(std::filesystem::is_empty(store() / "tmp"));
}

TEST_CASE_FIXTURE(ImageFixture,
                  "[S2.22] a URL that points to a private place, or to no picture, is refused") {
  Shelf shelf;
  variables["LIMNER_REFERENCE_HOSTS"] = "127.0.0.1";
  shelf.location = "https://localhost:" + std::to_string(shelf.server.port()) + "/fox.png";
  CHECK(contains(run({"image", "x", "-i", shelf.url()}).err, "does not have a public address"));
  shelf.location = "http://localhost:" + std::to_string(shelf.server.port()) + "/fox.png";
  CHECK(contains(run({"image", "x", "-i", shelf.url()}).err, "is not encrypted"));
  shelf.location = "";
  shelf.body = "<html>";
  CHECK(
      contains(run({"image", "x", "-i", shelf.url()}).err, "the file is not a PNG, JPEG or WebP"));
  shelf.status = 404;
  const CommandResult result = run({"image", "x", "-i", shelf.url()});
  CHECK(contains(result.err, "answers 404"));
  CHECK_FALSE(contains(result.err, "secret-in-url"));
  CHECK(contains(run({"image", "x", "-i", shelf.url(), "--offline"}).err, "opens no connection"));
  CHECK(sent().empty());
}

TEST_CASE_FIXTURE(ImageFixture, "a project cannot say which private hosts are asked") {
  write("limner.yaml", "references:\n  allow_hosts: 127.0.0.1\n");
  const CommandResult result = run({"image", "x", "-i", "fox.png"});
  CHECK(result.code == 2);
  CHECK(contains(result.err, "references.allow_hosts cannot be set in a project"));
}
