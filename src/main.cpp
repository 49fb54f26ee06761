// The real clock, ids, streams, providers and environment; everything else is in src/cli.
#include "app/key_variables.hpp"
#include "app/provider_source.hpp"
#include "cli/command/version.hpp"
#include "cli/launch.hpp"
#include "cli/program.hpp"

#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <iostream>

namespace {

int columns_of(int descriptor) {
  winsize window{};
  return ioctl(descriptor, TIOCGWINSZ, &window) == 0 && window.ws_col > 0 ? window.ws_col : 80;
}

limner::cli::Output output_on(int descriptor, std::ostream& text,
                              const limner::app::Environment& variable) {
  return {.text = text,
          .terminal = isatty(descriptor) != 0,
          .unicode = limner::cli::use_unicode(variable),
          .columns = [descriptor] { return columns_of(descriptor); }};
}

}  // namespace

int main(int argc, char** argv) {
  using namespace limner;
  // Both become errors of the write.
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  const app::Environment variable = app::process_environment();
  SystemClock clock;
  RandomIds ids(clock);
  cli::FileBuffer out_buffer(STDOUT_FILENO), err_buffer(STDERR_FILENO);
  std::ostream out_text(&out_buffer), err_text(&err_buffer);
  cli::Output out = output_on(STDOUT_FILENO, out_text, variable);
  cli::Output err = output_on(STDERR_FILENO, err_text, variable);
  std::error_code gone;
  cli::Session session({.clock = clock,
                        .ids = ids,
                        .make_providers = {},
                        .variable = variable,
                        .directory = std::filesystem::current_path(gone),
                        .in = std::cin,
                        .version = cli::version_line()},
                       out, err, cli::launch_program);
  app::ProviderSource providers(session);
  providers.on_key([&session](std::string_view key) { cli::mask_key(session, key); });
  session.make_providers = [&providers] { return providers.make(); };
  session.http = [&providers]() -> net::Http& { return providers.http(); };
  return cli::end_program(session, out_buffer, cli::run_program({argv + 1, argv + argc}, session));
}
