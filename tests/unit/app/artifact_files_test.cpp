#include "app/artifact_files.hpp"

#include "unit/cli/cli_fixture.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace limner;
using namespace limner::app;
using namespace limner::cli;
namespace fs = std::filesystem;

namespace {

Asset asset_of(std::string_view text, std::string type = "image/webp") {
  return {.digest = Digest::of(text), .media_type = std::move(type), .size = text.size()};
}

store::ArtifactRow artifact_with(std::vector<std::string> roles, std::string primary) {
  store::ArtifactRow artifact{.id = ArtifactId::parse("artifact-01m7y2epp00000000000c1r6yt"),
                              .primary = std::move(primary)};
  for (std::string& role : roles)
    artifact.files.push_back({.role = std::move(role), .asset = asset_of(artifact.primary)});
  return artifact;
}

std::string name_for(std::string_view title) {
  const store::ArtifactRow artifact = artifact_with({"raw"}, "raw");
  return readable_name(artifact, artifact.files[0], title);
}

}  // namespace

TEST_CASE("the primary file is the named one, else the processed, else the raw") {
  const store::ArtifactRow named = artifact_with({"raw", "processed"}, "raw");
  CHECK(primary_file(named)->role == "raw");
  const store::ArtifactRow unnamed = artifact_with({"raw", "processed"}, "");
  CHECK(primary_file(unnamed)->role == "processed");
  CHECK(primary_file(artifact_with({}, "raw")) == nullptr);
}

TEST_CASE("names are the title's words, the id and the type") {
  CHECK(name_for("A cute chipmunk!") == "a-cute-chipmunk-00c1r6yt.webp");
  CHECK(name_for("Émile's 2nd fox") == "emiles-2nd-fox-00c1r6yt.webp");
  CHECK(name_for("../../etc/passwd") == "etc-passwd-00c1r6yt.webp");
  CHECK(name_for("日本の狐") == "日本の狐-00c1r6yt.webp");
  CHECK(name_for("\x1b]0;x\a\n") == "0-x-00c1r6yt.webp");
  CHECK(name_for("\xff\xfe") == "picture-00c1r6yt.webp");
  CHECK(name_for("") == "picture-00c1r6yt.webp");
  CHECK(name_for(std::string(4000, 'x')).size() < 80);
}

TEST_CASE("a file that is not the primary one is named by its role too") {
  const store::ArtifactRow artifact = artifact_with({"raw", "source"}, "raw");
  CHECK(readable_name(artifact, artifact.files[1], "a fox") == "a-fox-00c1r6yt-source.webp");
}

TEST_CASE("[S3] an export is a copy that can be edited, and the second one changes nothing") {
  CliFixture cli;
  store::BlobStore blobs(cli.store());
  fs::create_directories(cli.store());
  const Asset asset = blobs.put(as_bytes("picture"), "image/webp");
  const fs::path to = export_file(blobs, asset, cli.home.path / "new/out", "fox.webp");
  CHECK(fs::hard_link_count(to) == 1);
  CHECK((fs::status(to).permissions() & fs::perms::owner_write) != fs::perms::none);
  CHECK(export_file(blobs, asset, cli.home.path / "new/out", "fox.webp") == to);
  cli.write("new/out/fox.webp", "edited");
  CHECK(blobs.get(asset).size() == asset.size);
}

TEST_CASE("an export never overwrites another file") {
  CliFixture cli;
  store::BlobStore blobs(cli.store());
  fs::create_directories(cli.store());
  const Asset asset = blobs.put(as_bytes("picture"), "image/webp");
  cli.write("out/fox.webp", "mine!!!");
  CHECK_THROWS_AS(export_file(blobs, asset, cli.home.path / "out", "fox.webp"), Error);
  CHECK(read_file(cli.home.path / "out/fox.webp") == "mine!!!");
}

TEST_CASE("[B5] a symbolic link is never written through") {
  CliFixture cli;
  store::BlobStore blobs(cli.store());
  fs::create_directories(cli.store());
  const Asset asset = blobs.put(as_bytes("picture"), "image/webp");
  const fs::path out = cli.home.path / "out";
  cli.write("elsewhere.webp", "theirs");
  fs::create_directories(out);
  fs::create_symlink(cli.home.path / "elsewhere.webp", out / "fox.webp");
  fs::create_symlink(cli.home.path / "missing.webp", out / "dangling.webp");
  CHECK_THROWS_AS(export_file(blobs, asset, out, "fox.webp"), Error);
  CHECK_THROWS_AS(export_file(blobs, asset, out, "dangling.webp"), Error);
  CHECK_FALSE(fs::exists(cli.home.path / "missing.webp"));
  export_file(blobs, asset, out, "fox.webp", Existing::replaced);
  CHECK(fs::is_regular_file(fs::symlink_status(out / "fox.webp")));
  CHECK(read_file(out / "fox.webp") == "picture");
  CHECK(read_file(cli.home.path / "elsewhere.webp") == "theirs");
}

TEST_CASE("[B5] what a killed export left is not used, and an export leaves nothing else") {
  CliFixture cli;
  store::BlobStore blobs(cli.store());
  fs::create_directories(cli.store());
  const Asset asset = blobs.put(as_bytes("picture"), "image/webp");
  const fs::path out = cli.home.path / "out";
  cli.write("elsewhere", "theirs");
  fs::create_directories(out);
  fs::create_symlink(cli.home.path / "elsewhere", out / "fox.webp.new");
  const fs::path to = export_file(blobs, asset, out, "fox.webp");
  CHECK(read_file(to) == "picture");
  CHECK((fs::status(to).permissions() & fs::perms::all) == fs::perms(0644));
  CHECK(read_file(cli.home.path / "elsewhere") == "theirs");
  CHECK(std::distance(fs::directory_iterator(out), fs::directory_iterator()) == 2);
}

TEST_CASE("[B5] a directory in the place of an export is refused") {
  CliFixture cli;
  store::BlobStore blobs(cli.store());
  fs::create_directories(cli.store());
  const Asset asset = blobs.put(as_bytes("picture"), "image/webp");
  fs::create_directories(cli.home.path / "out/fox.webp");
  CHECK_THROWS_AS(export_file(blobs, asset, cli.home.path / "out", "fox.webp", Existing::replaced),
                  Error);
}
