#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;

TEST_CASE("every code has a row with a unique name") {
  for (int code = 0; code <= static_cast<int>(ErrorCode::timed_out); ++code) {
    const ErrorTraits& row = traits(static_cast<ErrorCode>(code));
    CHECK(row.code == static_cast<ErrorCode>(code));
    CHECK_FALSE(row.hint.empty());
    CHECK(error_code_named(row.name) == row.code);
  }
}

TEST_CASE("the six provider failures keep their names [S3.16]") {
  for (const char* name : {"provider_unavailable", "unsupported_model", "invalid_image_request",
                           "unsafe_image_request", "generation_failed", "artifact_storage_failed"})
    CHECK(error_code_named(name));
}

TEST_CASE("an error without help returns the hint of its code [S3.17]") {
  CHECK(Error(ErrorCode::usage, "x").help() == traits(ErrorCode::usage).hint);
  CHECK(Error(ErrorCode::usage, "x").with_help("do y").help() == "do y");
}
