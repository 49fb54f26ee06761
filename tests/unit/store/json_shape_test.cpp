#include "store/json_shape.hpp"

#include <doctest/doctest.h>

using namespace limner::store;

TEST_CASE("the first difference from the shape of a column is named") {
  using nlohmann::json;
  CHECK(wrong_shape("specification", json::array()) == "is not an object");
  CHECK(wrong_shape("failure", {{"code", 7}}) == "has a \"code\" that is not text");
  CHECK(wrong_shape("failure", {{"retryable", "no"}}) ==
        "has a \"retryable\" that is not true or false");
  CHECK(wrong_shape("context", {{"title", json::object()}}) == "has a \"title\" that is not text");
  CHECK(wrong_shape("warnings", json::object()) == "is not an array");
  CHECK(wrong_shape("warnings", json::array({1})) == "has an item that is not an object");
}

TEST_CASE("null, absent members and columns of any shape are right") {
  using nlohmann::json;
  CHECK(wrong_shape("failure", nullptr).empty());
  CHECK(wrong_shape("failure", {{"code", "x"}, {"step", nullptr}}).empty());
  CHECK(wrong_shape("output", json::array({1})).empty());
}
