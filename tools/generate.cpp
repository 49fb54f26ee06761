// Writes what is generated from the program's own tables: manual pages and the
// JSON Schema of templates.
//   generate ROOT           rewrites the files of the tree at ROOT
//   generate --check ROOT   changes nothing; says which files are not current
#include "cli/program.hpp"
#include "cli/render/manual.hpp"
#include "cli/render/topics.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>
#include <limner/step.hpp>
#include <limner/template.hpp>

#include <filesystem>
#include <iostream>
#include <sstream>

namespace limner {

namespace {

// Of the text, not of the build: a page changes when its words do.
constexpr std::string_view manual_date = "November 21, 2026";

struct Generated {
  std::string path;  // below the root
  std::string text;
};

std::vector<Generated> generated_files() {
  SystemClock clock;
  RandomIds ids(clock);
  std::istringstream in;
  std::ostringstream words;
  cli::Output out{words};
  cli::Session session({.clock = clock,
                        .ids = ids,
                        .make_providers = provider::embedded_providers,
                        .variable = [](std::string_view) { return std::nullopt; },
                        .directory = "/",
                        .in = in},
                       out, out, [](const std::vector<std::string>&) {});
  std::vector<Generated> files;
  for (cli::ManualPage& page : cli::manual_pages(*cli::make_program(session), manual_date))
    files.push_back({"man/" + page.file, std::move(page.text)});
  for (const cli::Topic& topic : cli::topics()) {
    cli::ManualPage page =
        cli::topic_page(topic.name, topic.summary, cli::topic_text(topic), manual_date);
    files.push_back({"man/" + page.file, std::move(page.text)});
  }
  files.push_back({"schema/template-1.json",
                   templates::template_schema(step::step_signatures()).dump(2) + "\n"});
  return files;
}

bool is_current(const std::filesystem::path& file, const std::string& text) {
  return std::filesystem::exists(file) && read_file(file) == text;
}

int check(const std::filesystem::path& root) {
  int stale = 0;
  for (const Generated& file : generated_files()) {
    if (is_current(root / file.path, file.text)) continue;
    std::cerr << file.path << " is not current: build the target \"generated\"\n";
    ++stale;
  }
  return stale == 0 ? 0 : 1;
}

int rewrite(const std::filesystem::path& root) {
  for (const Generated& file : generated_files()) {
    if (is_current(root / file.path, file.text)) continue;
    write_file(root / file.path, as_bytes(file.text));
    std::cout << file.path << "\n";
  }
  return 0;
}

}  // namespace

}  // namespace limner

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  try {
    if (arguments.size() == 2 && arguments[0] == "--check") return limner::check(arguments[1]);
    if (arguments.size() == 1) return limner::rewrite(arguments[0]);
    std::cerr << "usage: generate [--check] ROOT\n";
    return 2;
  } catch (const std::exception& failure) {
    std::cerr << "generate: " << failure.what() << "\n";
    return 1;
  }
}
