// The program with a slow clock and counted ids, so that it prints the same
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

// A number in a file, increased by each use.
class SharedCount {
 public:
  explicit SharedCount(std::string file) : file_(std::move(file)) {
    std::ifstream(file_) >> count_;
  }
  int count() const { return count_; }
  void add_one() { std::ofstream(file_) << ++count_; }

 private:
  std::string file_;
  int count_ = 0;
};

// Advances by a millisecond with each reading, in all processes of a transcript.
class SharedClock : public Clock {
 public:
  explicit SharedClock(std::string file) : readings_(std::move(file)) {}
  Time now() override {
    readings_.add_one();
    return fakes::StillClock::start() + slept_ + Millis(readings_.count());
  }
  Millis uptime() override { return slept_; }
  void sleep(Millis duration) override { slept_ += duration; }

 private:
  SharedCount readings_;
  Millis slept_{0};
};

// Goes on counting where the last process of the same transcript stopped.
class SharedIds : public IdSource {
 public:
  explicit SharedIds(std::string file) : used_(std::move(file)) {
    for (int i = 0; i < used_.count(); ++i) ids_.next();
  }
  std::string next() override {
    used_.add_one();
    return ids_.next();
  }

 private:
  SharedCount used_;
  fakes::CountedIds ids_;
};

}  // namespace

int main(int argc, char** argv) {
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  const app::Environment variable = app::process_environment();
  const std::string counter = variable("LIMNER_COUNTER").value_or("/dev/null");
  SharedClock clock(counter == "/dev/null" ? counter : counter + ".clock");
  SharedIds ids(counter);
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
  providers.on_key([&session](std::string_view key) { cli::mask_key(session, key); });
  session.make_providers = [&providers] { return providers.make(); };
  session.http = [&providers]() -> net::Http& { return providers.http(); };
  return cli::end_program(session, out_buffer, cli::run_program({argv + 1, argv + argc}, session));
}
