#include "fakes/basics.hpp"
#include "unit/store/child.hpp"

#include <limner/error.hpp>
#include <limner/store.hpp>

#include <doctest/doctest.h>

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>

using namespace limner;
using namespace limner::store;
namespace fs = std::filesystem;

namespace {

std::size_t files_below(const fs::path& directory) {
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(directory))
    count += entry.is_regular_file() ? 1 : 0;
  return count;
}

void overwrite(const fs::path& path, std::string_view content) {
  fs::permissions(path, fs::perms::owner_write, fs::perm_options::add);
  std::ofstream(path, std::ios::binary) << content;
}

// The message and code of what `work` throws.
template <class Work>
std::string failure_of(Work&& work) {
  try {
    work();
  } catch (const Error& error) {
    return fmt::format("{}: {}", traits(error.code()).name, error.what());
  }
  return "";
}

}  // namespace

TEST_CASE("a blob is named by its content and comes back byte for byte [S3.1]") {
  const fakes::Home home;
  BlobStore blobs(home.path);
  const Bytes content = fakes::bytes(std::string_view("\0\1\2 picture\xff", 12));
  const Asset asset = blobs.put(content, "image/webp", 640, 480);
  const std::string hex = Digest::of(content).hex();

  CHECK(asset.digest.hex() == hex);
  CHECK(asset.size == 12);
  CHECK(asset.width == 640);
  CHECK(asset.height == 480);
  CHECK(blobs.key_of(asset) == hex.substr(0, 2) + "/" + hex + ".webp");
  CHECK(blobs.path_of(asset) == home.path / "artifacts" / blobs.key_of(asset));
  CHECK(blobs.get(asset) == content);
}

TEST_CASE("a blob is read-only and leaves no temporary file") {
  const fakes::Home home;
  BlobStore blobs(home.path);
  const Asset asset = blobs.put(fakes::bytes("picture"), "image/png");
  struct stat facts {};
  REQUIRE(stat(blobs.path_of(asset).c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777) == 0444);
  CHECK(fs::is_empty(home.path / "tmp"));
}

TEST_CASE("the same content is stored once and not written again") {
  const fakes::Home home;
  BlobStore blobs(home.path);
  const Asset asset = blobs.put(fakes::bytes("picture"), "image/png");
  const auto written = fs::last_write_time(blobs.path_of(asset)) - std::chrono::hours(1);
  fs::last_write_time(blobs.path_of(asset), written);
  blobs.put(fakes::bytes("picture"), "image/png");
  CHECK(fs::last_write_time(blobs.path_of(asset)) == written);
  CHECK(files_below(home.path / "artifacts") == 1);
}

TEST_CASE("a damaged blob is refused with its path, and repaired by storing it again") {
  const fakes::Home home;
  BlobStore blobs(home.path);
  const Bytes content = fakes::bytes("picture");
  const Asset asset = blobs.put(content, "image/png");
  const std::string path = blobs.path_of(asset).string();
  for (const std::string_view damage : {"pictura", "pict", ""}) {
    CAPTURE(damage);
    overwrite(path, damage);
    CHECK(failure_of([&] { blobs.get(asset); }) ==
          "store_damaged: " + path + " is damaged: its content has changed");
    blobs.put(content, "image/png");
    CHECK(blobs.get(asset) == content);
  }
  fs::remove(path);
  CHECK(failure_of([&] { blobs.get(asset); }) ==
        "store_damaged: " + path + " is damaged: the file is missing");
}

TEST_CASE("a full disk is a storage failure with the path of the file, and leaves no file") {
  const fakes::Home home;
  const Bytes content(1 << 20);
  Child child([&] {
    // The largest file this process may write: write() then fails as on a full disk.
    const rlimit limit{.rlim_cur = 1000, .rlim_max = 1000};
    std::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    BlobStore blobs(home.path);
    const std::string failure = failure_of([&] { blobs.put(content, "image/png"); });
    return failure.starts_with("artifact_storage_failed: cannot write ") &&
           failure.find(Digest::of(content).hex()) != failure.npos &&
           failure.ends_with(": File too large");
  });
  CHECK(child.wait() == 0);
  CHECK(files_below(home.path) == 0);
}

TEST_CASE("a directory that cannot be written is a storage failure with its path") {
  const fakes::Home home;
  std::ofstream(home.path / "artifacts") << "a file where a directory should be";
  BlobStore blobs(home.path);
  const std::string failure = failure_of([&] { blobs.put(fakes::bytes("x"), "image/png"); });
  CHECK(failure.starts_with("artifact_storage_failed: cannot "));
  CHECK(failure.find((home.path / "artifacts").string()) != failure.npos);
}

TEST_CASE("an imported file replaces a damaged blob and becomes read-only") {
  const fakes::Home home;
  BlobStore blobs(home.path);
  const auto draft = [&](const char* name) {
    fs::path file = blobs.scratch() / name;
    std::ofstream(file, std::ios::binary) << "picture";
    return file;
  };
  const Asset asset = blobs.import_file(draft("one"), "image/png");
  CHECK(asset.digest == Digest::of(fakes::bytes("picture")));
  CHECK(asset.size == 7);
  CHECK(blobs.get(asset) == fakes::bytes("picture"));
  struct stat facts {};
  REQUIRE(stat(blobs.path_of(asset).c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777) == 0444);
  fs::remove(blobs.path_of(asset));
  std::ofstream(blobs.path_of(asset)) << "pictura";
  blobs.import_file(draft("two"), "image/png");
  CHECK(blobs.get(asset) == fakes::bytes("picture"));
}

TEST_CASE("a missing, truncated or changed file is damage for a check too") {
  const fakes::Home home;
  BlobStore blobs(home.path);
  const Asset asset = blobs.put(fakes::bytes("picture"), "image/png");
  const fs::path path = blobs.path_of(asset);
  CHECK_NOTHROW(blobs.check(asset));
  for (const std::string_view damage : {"pictura", "pict", ""}) {
    overwrite(path, damage);
    CHECK(failure_of([&] { blobs.check(asset); }) ==
          "store_damaged: " + path.string() + " is damaged: its content has changed");
  }
  fs::remove(path);
  CHECK(failure_of([&] { blobs.check(asset); }) ==
        "store_damaged: " + path.string() + " is damaged: the file is missing");
  fs::create_directory(path);
  CHECK(failure_of([&] { blobs.check(asset); }).starts_with("store_damaged: "));
  CHECK(failure_of([&] { blobs.get(asset); }).starts_with("store_damaged: "));
}
