#include "app/trust.hpp"

#include "app/directories.hpp"
#include "app/project_claims.hpp"
#include "unit/app/app_fixture.hpp"
#include "unit/store/child.hpp"

#include <limner/file_descriptor.hpp>

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <list>

using namespace limner;
using namespace limner::app;
namespace fs = std::filesystem;

namespace {

struct TrustFixture : AppFixture {
  TrustList saved() const { return TrustList::load(context.variable); }
  void trust(const fs::path& path) {
    change_trust_list(context.variable, [&](TrustList& list) { list.add(path, clock.now()); });
  }
  // Whether another process could change the list now.
  bool is_free() const {
    const FileDescriptor lock(
        open((trust_list_path(context.variable).parent_path() / "lock").c_str(), O_RDWR));
    return flock(lock.get(), LOCK_EX | LOCK_NB) == 0;
  }
  fs::path file(std::string_view text = "a: b\n") const {
    return trusted_path(write("art/x", text));
  }
};

}  // namespace

TEST_CASE_FIXTURE(TrustFixture, "[C4] a file is trusted by its real path and content") {
  const fs::path path = file();
  CHECK_FALSE(saved().has(path));
  trust(path);
  CHECK(saved().has(path));
  CHECK(saved().has(path, Digest::of("a: b\n")));
  CHECK(saved().files().size() == 1);
  file("a: c\n");
  CHECK_FALSE(saved().has(path));
  CHECK_FALSE(saved().has(path, Digest::of("a: c\n")));
  file("a: b\n");
  CHECK(saved().has(path));
  fs::create_symlink(path, home.path / "link");
  CHECK(saved().has(trusted_path(home.path / "link")));
  CHECK_FALSE(saved().has(trusted_path(write("other/x", "a: b\n"))));
  fs::remove(path);
  CHECK_FALSE(saved().has(path));
}

TEST_CASE_FIXTURE(TrustFixture, "a link is trusted with its target, a directory with its owner") {
  fs::create_directories(home.path / "one");
  fs::create_directories(home.path / "two");
  fs::create_directory_symlink(home.path / "one", home.path / "link");
  TrustList list;
  const fs::path link = trusted_link_path(home.path / "link");
  list.add(link, clock.now());
  list.add(trusted_path(home.path / "one"), clock.now());
  CHECK(list.has(link));
  CHECK(list.has(trusted_path(home.path / "one")));
  fs::remove(home.path / "link");
  fs::create_directory_symlink(home.path / "two", home.path / "link");
  CHECK_FALSE(list.has(link));
}

TEST_CASE_FIXTURE(TrustFixture,
                  "trust of a directory ends for everything below, and nothing else") {
  TrustList list;
  for (const char* name : {"art/a", "art/deep/b", "artful/c"})
    list.add(trusted_path(write(name, name)), clock.now());
  CHECK(list.remove(trusted_path(home.path / "art")) == 2);
  REQUIRE(list.files().size() == 1);
  CHECK(list.files()[0].path.filename() == "c");
  CHECK(list.remove(trusted_path(home.path / "none")) == 0);
}

TEST_CASE_FIXTURE(TrustFixture, "[C4] a list that others may have written is not used") {
  trust(file());
  const fs::path path = trust_list_path(context.variable);
  struct stat facts {};
  REQUIRE(stat(path.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777) == 0600);
  fs::permissions(path, fs::perms(0620));
  CHECK(error_of([&] { saved(); }).ends_with("can be written by others"));
  fs::permissions(path, fs::perms(0600));
  write(".config/limner/trust.json", "{\"files\": [{\"path\": 1}]}");
  CHECK(error_of([&] { saved(); }).ends_with("is not a list of trusted files"));
  if (geteuid() == 0) {
    REQUIRE(chown(path.c_str(), 12345, 12345) == 0);
    CHECK(error_of([&] { saved(); }).ends_with("belongs to another user"));
  }
}

TEST_CASE_FIXTURE(TrustFixture, "without a home nothing is trusted") {
  variables.erase("HOME");
  CHECK(saved().files().empty());
}

TEST_CASE_FIXTURE(TrustFixture, "the links of a store are claims, its files are not") {
  const fs::path art = home.path / "art";
  write("art/.limner/limner.db", "");
  fs::create_directories(art / ".limner/artifacts/3f");
  CHECK(link_claims(art / ".limner", art).empty());
  fs::create_directory_symlink(home.path, art / ".limner/tmp");
  fs::create_directory_symlink(home.path, art / ".limner/artifacts/4f");
  CHECK(link_claims(art / ".limner", art).size() == 2);
  fs::create_directory_symlink(art / ".limner", home.path / "link");
  CHECK(link_claims(home.path / "link", home.path).size() == 1);
  CHECK(link_claims(home.path / "link/deeper", home.path).size() == 1);
  CHECK(link_claims(home.path / "none", home.path).empty());
}

TEST_CASE_FIXTURE(TrustFixture, "[C4] links in every store of a project are refused") {
  context.project = home.path / "art";
  write("elsewhere/file", "");
  const auto refused = [&] {
    return error_of([&] { store_location(context); }).starts_with("not trusted: a symbolic link");
  };
  for (const std::string store : {".limner", "data", "deep/er"}) {
    for (const std::string link :
         {"artifacts", "limner.db", "artifacts/3f", "tmp/call-1.answer", "workers/w1"}) {
      CAPTURE(store);
      CAPTURE(link);
      write("art/limner.yaml", "store: " + store + "\n");
      context.settings = Settings::load({.variable = context.variable,
                                         .directory = home.path / "art",
                                         .project_file = home.path / "art/limner.yaml"});
      CHECK_FALSE(refused());
      const fs::path path = home.path / "art" / store / link;
      fs::create_directories(path.parent_path());
      fs::create_symlink(home.path / "elsewhere", path);
      CHECK(refused());
      const auto claims = project_claims(context, home.path / "art");
      CHECK(std::ranges::count(claims, trusted_link_path(path), &TrustClaim::file) == 1);
      fs::remove_all(home.path / "art");
    }
  }
  fs::create_directories(home.path / "art/real");
  fs::create_directory_symlink("real", home.path / "art/link");
  context.settings = Settings::load({.flags = {{"store", "art/link/store"}},
                                     .variable = context.variable,
                                     .directory = home.path});
  CHECK(refused());
}

TEST_CASE_FIXTURE(TrustFixture, "a path is below a directory when links are followed") {
  write("art/x", "");
  write("artful", "");
  fs::create_symlink(home.path / "artful", home.path / "art/link");
  CHECK(is_below(home.path / "art/x", home.path / "art"));
  CHECK(is_below(home.path / "art", home.path / "art"));
  CHECK(is_below(home.path / "art/new/file", home.path / "art"));
  CHECK_FALSE(is_below(home.path / "artful", home.path / "art"));
  CHECK_FALSE(is_below(home.path / "art/link", home.path / "art"));
  CHECK_FALSE(is_below(home.path / "art/../artful", home.path / "art"));
  CHECK_FALSE(is_below("/etc/passwd", home.path / "art"));
}

TEST_CASE_FIXTURE(TrustFixture,
                  "the command to copy names the project, in quotes where a shell needs them") {
  write("my art/limner.yaml", "");
  const fs::path project = home.path / "my art";
  const Error error = not_trusted({{project / "limner.yaml", "x"}, {project / "templates/a", "y"}});
  CHECK(error.code() == ErrorCode::not_trusted);
  CHECK(error.problems().size() == 2);
  CHECK(std::string(error.help()).ends_with("limner trust '" + project.string() + "'"));
  CHECK(traits(error.code()).exit_code == 77);
}

TEST_CASE_FIXTURE(TrustFixture, "stores that the user created are not among the trusted files") {
  const fs::path id = file("0123\n");
  change_trust_list(context.variable, [&](TrustList& list) { list.add_store(id, clock.now()); });
  CHECK(saved().is_own_store(id));
  CHECK(saved().files().empty());
  CHECK_FALSE(saved().has(id));
  change_trust_list(context.variable, [&](TrustList& list) {
    CHECK(list.remove(trusted_path(home.path / "art")) == 0);
  });
  CHECK(saved().is_own_store(id));
  file("4567\n");
  CHECK_FALSE(saved().is_own_store(id));
}

TEST_CASE_FIXTURE(TrustFixture, "[C4] processes that trust at once lose nothing") {
  constexpr int processes = 8;
  std::list<store::Child> children;
  for (int i = 0; i < processes; ++i) {
    children.emplace_back([&, i] {
      trust(trusted_path(write("art/" + std::to_string(i), "x")));
      return true;
    });
  }
  for (store::Child& child : children) CHECK(child.wait() == 0);
  CHECK(saved().files().size() == processes);
}

TEST_CASE_FIXTURE(TrustFixture, "[C4] the list is locked from reading to writing") {
  const fs::path path = file();
  change_trust_list(context.variable, [&](TrustList& list) {
    CHECK_FALSE(is_free());
    list.add(path, clock.now());
  });
  CHECK(is_free());
  CHECK_THROWS_AS(
      change_trust_list(context.variable,
                        [](TrustList&) { throw Error(ErrorCode::not_found, "not there"); }),
      Error);
  CHECK(is_free());
  CHECK(saved().files().size() == 1);
}
