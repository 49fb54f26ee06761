// The program with a still clock and counted ids, so that it prints the same
// every time. What it asks over HTTP is provider_server, on loopback.
// The shipped binary has no test switches.
#include "app/key_variables.hpp"
#include "app/provider_source.hpp"
#include "cli/launch.hpp"
#include "cli/program.hpp"
#include "fakes/basics.hpp"

#include <signal.h>

#include <fstream>
#include <iostream>

namespace {

using namespace limner;

// Goes on counting where the last process of the same transcript stopped.
class SharedIds : public IdSource {
 public:
  explicit SharedIds(std::string file) : file_(std::move(file)) {
    std::ifstream(file_) >> used_;
    for (int i = 0; i < used_; ++i) ids_.next();
  }
  std::string next() override {
    std::ofstream(file_) << ++used_;
    return ids_.next();
  }

 private:
  std::string file_;
  int used_ = 0;
  fakes::CountedIds ids_;
};

}  // namespace

int main(int argc, char** argv) {
  signal(SIGPIPE, SIG_IGN);
  const app::Environment variable = app::process_environment();
  fakes::StillClock clock;
  SharedIds ids(variable("LIMNER_COUNTER").value_or("/dev/null"));
  cli::FileBuffer out_buffer(1), err_buffer(2);
  std::ostream out_text(&out_buffer), err_text(&err_buffer);
  cli::Output out{.text = out_text, .unicode = cli::use_unicode(variable)};
  cli::Output err{.text = err_text, .unicode = cli::use_unicode(variable)};
  cli::Session session({.clock = clock,
                        .ids = ids,
                        .make_providers = {},
                        .variable = variable,
                        .directory = std::filesystem::current_path(),
                        .in = std::cin},
                       out, err, cli::launch_program);
  app::ProviderSource providers(session);
  session.make_providers = [&providers] { return providers.make(); };
  session.http = [&providers]() -> net::Http& { return providers.http(); };
  return cli::end_program(session, out_buffer, cli::run_program({argv + 1, argv + argc}, session));
}
