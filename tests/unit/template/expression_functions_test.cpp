#include "template/expression_functions.hpp"

#include <doctest/doctest.h>

namespace limner::templates {

namespace {

using nlohmann::json;

json call(std::string_view expression) {
  static const json scope = {{"list", {"a", 1, nullptr, true}}, {"none", nullptr}};
  return evaluate(parse_expression(expression), scope);
}

}  // namespace

TEST_CASE("join puts the separator between items only") {
  CHECK(call("join(list, '-')") == "a-1--true");
  CHECK(call("join(none, '-')") == "");
}

TEST_CASE("len counts characters and items") {
  CHECK(call("len('größe')") == 5);
  CHECK(call("len(list)") == 4);
  CHECK(call("len(none)") == 0);
}

TEST_CASE("default replaces null and empty text, not other values") {
  CHECK(call("default(none, 1)") == 1);
  CHECK(call("default('', 1)") == 1);
  CHECK(call("default(false, 1)") == false);
}

TEST_CASE("a slug is at most sixty letters and has no hyphen at either end") {
  CHECK(call("slug('" + std::string(70, 'a') + "')") == std::string(60, 'a'));
  CHECK(call("slug('" + std::string(59, 'a') + " b')") == std::string(59, 'a'));
  CHECK(call("slug(' A  --  b! ')") == "a-b");
  CHECK(call("slug('Äöü')") == "aou");
  CHECK(call("slug('Émile’s Fox')") == "emiles-fox");
  CHECK(call("slug('日本')") == "日本");
}

TEST_CASE("a basename is the last folder or file of a path") {
  CHECK(call("basename('a/b.png')") == "b.png");
  CHECK(call("basename('b.png')") == "b.png");
  CHECK(call("basename('a/b//')") == "b");
  CHECK(call("basename('')") == "");
}

TEST_CASE("every function is found by its name") {
  for (const std::string& name : function_names()) CHECK(find_function(name)->name == name);
  CHECK(find_function("Len") == nullptr);
}

}  // namespace limner::templates
