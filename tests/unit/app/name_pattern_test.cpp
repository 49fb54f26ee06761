#include "app/name_pattern.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

namespace {

std::string refusal(const std::string& pattern, const NameValues& values = {{"slug", "fox"}}) {
  try {
    NamePattern(pattern).check(values);
    return "";
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::usage);
    CHECK_FALSE(error.help().empty());
    return error.what();
  }
}

}  // namespace

TEST_CASE("[B5] a pattern's placeholders are replaced, and an extension is added") {
  const NameValues values{{"slug", "a-fox"}, {"index", "2"}};
  CHECK(NamePattern("{slug}_{index}.{ext}").name(values, "webp") == "a-fox_2.webp");
  CHECK(NamePattern("{slug}").name(values, "webp") == "a-fox.webp");
  CHECK(NamePattern("{slug}.v1").name(values, "png") == "a-fox.v1.png");
  CHECK(NamePattern("fox.JPEG").name(values, "jpg") == "fox.JPEG");
  CHECK(NamePattern("Füchse {index}").name(values, "png") == "Füchse 2.png");
}

TEST_CASE("[B5] an unknown placeholder is named with what is accepted") {
  CHECK(refusal("{slug}-{styel}", {{"slug", "fox"}, {"style", "flat"}}) ==
        "--name \"{slug}-{styel}\" has the unknown placeholder {styel}");
  try {
    NamePattern("{styel}").check({{"style", "flat"}});
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(std::string(error.help()) == "did you mean {style}? accepted are: {ext} {style}");
  }
}

TEST_CASE("[B5] a pattern is a file name, not a path") {
  CHECK(refusal("a/{slug}").find("path separator") != std::string::npos);
  CHECK(refusal("..").find("begins with a dot") != std::string::npos);
  CHECK(refusal("").find("is empty") != std::string::npos);
  CHECK(refusal("a\n{slug}").find("control character") != std::string::npos);
  CHECK(refusal("{slug").find("{ without its }") != std::string::npos);
  CHECK(refusal("slug}").find("} without its {") != std::string::npos);
}

TEST_CASE("[B5] values from prompts and inputs cannot name another directory") {
  const NameValues values = intake_values(
      {{"intent", {{"prompt", "../../etc/passwd"}, {"style", ".."}, {"ratio", "16:9"}}},
       {"count", 3},
       {"empty", nullptr},
       {"list", {"a/b", "c"}}});
  CHECK(values.at("intent.prompt") == "etc-passwd");
  CHECK(values.at("prompt") == "etc-passwd");
  CHECK(values.at("style") == "none");
  CHECK(values.at("ratio") == "16-9");
  CHECK(values.at("count") == "3");
  CHECK(values.at("empty") == "none");
  CHECK(values.at("list") == "a-b-c");
}

TEST_CASE("[B5] the last name of an input is accepted only where it is unique") {
  const NameValues values = intake_values({{"a", {{"size", 1}}}, {"b", {{"size", 2}}}});
  CHECK_FALSE(values.contains("size"));
  CHECK(values.at("a.size") == "1");
}

TEST_CASE("[B5] a name fits a file system") {
  const NameValues values{{"slug", std::string(48, 'x')}};
  std::string pattern;
  for (int i = 0; i < 9; ++i) pattern += "{slug}ü";
  const std::string name = NamePattern(pattern).name(values, "webp");
  CHECK(name.size() <= 205);
  CHECK(name.ends_with(".webp"));
}
