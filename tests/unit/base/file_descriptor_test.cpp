#include "fakes/fakes.hpp"

#include <limner/asset.hpp>
#include <limner/file.hpp>
#include <limner/file_descriptor.hpp>

#include <doctest/doctest.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <thread>

using namespace limner;

TEST_CASE("everything is written, in order and at an offset") {
  const fakes::Home home;
  const std::string name = (home.path / "file").string();
  {
    const FileDescriptor file(open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    CHECK(write_all(file.get(), as_bytes("one ")));
    CHECK(write_all(file.get(), as_bytes("two")));
    CHECK(write_all_at(file.get(), 1, as_bytes("NE")));
  }
  CHECK(read_file(name) == "oNE two");
}

TEST_CASE("a reader that takes little at once gets everything") {
  int ends[2] = {-1, -1};
  REQUIRE(pipe(ends) == 0);
  FileDescriptor from(ends[0]), to(ends[1]);
  const std::string sent(1 << 20, 'x');  // more than a pipe holds
  std::size_t got = 0;
  std::thread reader([&] {
    char buffer[1000];
    for (ssize_t n = 0; (n = read(from.get(), buffer, sizeof buffer)) > 0;)
      got += static_cast<std::size_t>(n);
  });
  CHECK(write_all(to.get(), as_bytes(sent)));
  to.reset();
  reader.join();
  CHECK(got == sent.size());
}

TEST_CASE("a failure says its cause") {
  const FileDescriptor read_only(open("/dev/null", O_RDONLY | O_CLOEXEC));
  CHECK_FALSE(write_all(read_only.get(), as_bytes("x")));
  CHECK(errno == EBADF);
  CHECK_FALSE(write_all_at(read_only.get(), 0, as_bytes("x")));
}
