// limner completion bash|zsh|fish: prints the completion script of a shell.
#include "cli/command/commands.hpp"

#include <limner/embedded.hpp>
#include <limner/error.hpp>

#include <fmt/format.h>

namespace limner::cli {

namespace {

struct Shell {
  std::string_view name;
  std::string_view file;  // below completions/
};
constexpr Shell shells[] = {{"bash", "limner.bash"}, {"zsh", "_limner"}, {"fish", "limner.fish"}};

std::string_view script_for(std::string_view shell) {
  for (const Shell& known : shells) {
    if (known.name != shell) continue;
    for (const EmbeddedFile& script : embedded_completions()) {
      if (script.name == known.file) return script.content;
    }
  }
  throw Error(ErrorCode::usage, "unsupported shell \"{}\"", shell)
      .with_help("supported shells are bash, zsh and fish");
}

}  // namespace

void add_completion(CLI::App& app, Session& session) {
  CLI::App* command =
      add_command(app, "completion", "Print the completion script for a shell",
                  {"source <(limner completion bash)",
                   "limner completion fish > ~/.config/fish/completions/limner.fish"});
  auto shell = std::make_shared<std::string>();
  command->add_option("shell", *shell, "bash, zsh or fish")->type_name("SHELL")->required();
  command->callback([shell, &session] { session.out.text << script_for(*shell); });
}

}  // namespace limner::cli
