#include "cli/render/run_result.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;

namespace {

app::RunReport failed_report(std::string_view code, Charged charged) {
  return {.run = {.id = RunId::parse("run-00000000000000000000000000"),
                  .status = store::RunStatus::failed,
                  .failure = {{"code", code}}},
          .charged = charged};
}

}  // namespace

TEST_CASE("a run that may have been charged does not exit with 2") {
  CHECK(exit_code_of(failed_report("invalid_input", Charged::no)) == 2);
  CHECK(exit_code_of(failed_report("invalid_input", Charged::yes)) == 3);
  CHECK(exit_code_of(failed_report("invalid_input", Charged::unknown)) == 3);
  CHECK(exit_code_of(failed_report("cap_exceeded", Charged::yes)) == 5);
}
