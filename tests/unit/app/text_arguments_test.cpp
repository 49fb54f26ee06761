#include "app/text_arguments.hpp"

#include "unit/app/app_fixture.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

TEST_CASE_FIXTURE(AppFixture, "a text file of Windows gives the same text as any other") {
  const auto read = [&](std::string_view bytes) {
    write_file(home.path / "prompt.txt", as_bytes(bytes));
    return read_text_argument(context, "prompt.txt");
  };
  CHECK(read("a fox\nin a forest\n") == "a fox\nin a forest\n");
  CHECK(read("\xEF\xBB\xBF"
             "a fox\r\nin a forest\r\n") == "a fox\nin a forest\n");
  CHECK(read("a fox\rin a forest\r\r\n") == "a fox\nin a forest\n\n");
  CHECK(read("a\xEF\xBB\xBF"
             "b") == "a\xEF\xBB\xBF"
                     "b");
  CHECK(read("").empty());
}

TEST_CASE("text that is not UTF-8 is refused with its name") {
  CHECK_THROWS_WITH_AS(refuse_invalid_text("--note", "\xff"),
                       "--note is not valid UTF-8: \"\xEF\xBF\xBD\"", Error);
  CHECK_NOTHROW(refuse_invalid_text("--note", "caf\xC3\xA9"));
}
