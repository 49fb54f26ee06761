#include "engine/failure.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::engine;

TEST_CASE("a failure is the error with its traits; without a step that is null") {
  Error error(ErrorCode::provider_unavailable, "busy");
  error.with_help("wait").with_charged(Charged::unknown);
  CHECK(failure_json(error, "raw") == nlohmann::json{{"code", "provider_unavailable"},
                                                     {"step", "raw"},
                                                     {"message", "busy"},
                                                     {"recovery", "wait"},
                                                     {"retryable", true},
                                                     {"charged", "unknown"}});
  CHECK(failure_json(error, "")["step"].is_null());
}
