// The real clock, ids, streams, providers and environment; everything else is in src/cli.
#include "app/provider_source.hpp"
#include "cli/launch.hpp"
#include "cli/program.hpp"

#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace {

std::optional<std::string> environment_variable(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value ? std::optional<std::string>(value) : std::nullopt;
}

int columns_of(int descriptor) {
  winsize window{};
  return ioctl(descriptor, TIOCGWINSZ, &window) == 0 && window.ws_col > 0 ? window.ws_col : 80;
}

limner::cli::Output output_on(int descriptor, std::ostream& text) {
  return {.text = text,
          .terminal = isatty(descriptor) != 0,
          .unicode = limner::cli::use_unicode(environment_variable),
          .columns = [descriptor] { return columns_of(descriptor); }};
}

}  // namespace

int main(int argc, char** argv) {
  using namespace limner;
  signal(SIGPIPE, SIG_IGN);
  SystemClock clock;
  RandomIds ids(clock);
  cli::FileBuffer out_buffer(STDOUT_FILENO), err_buffer(STDERR_FILENO);
  std::ostream out_text(&out_buffer), err_text(&err_buffer);
  cli::Output out = output_on(STDOUT_FILENO, out_text);
  cli::Output err = output_on(STDERR_FILENO, err_text);
  std::error_code gone;
  cli::Session session({.clock = clock,
                        .ids = ids,
                        .make_providers = {},
                        .variable = environment_variable,
                        .directory = std::filesystem::current_path(gone),
                        .in = std::cin},
                       out, err, cli::launch_program);
  app::ProviderSource providers(session);
  session.make_providers = [&providers] { return providers.make(); };
  session.http = [&providers]() -> net::Http& { return providers.http(); };
  return cli::end_program(session, out_buffer, cli::run_program({argv + 1, argv + argc}, session));
}
