// recipe_steps FILE NAME: reads a workflow of GitHub Actions, a composite action or a job of
// GitLab, and prints its steps as commands for tests/cli/recipes:
//   job NAME | step_env NAME VALUE | step_run SCRIPT | step_uses ACTION [NAME=VALUE]…
// FILE may be Markdown: then its fenced block whose first line is "# NAME" is read; with ":raw"
// after NAME the block's text is printed.
#include <limner/document.hpp>
#include <limner/file.hpp>

#include <algorithm>
#include <iostream>
#include <stdexcept>
#include <string>

namespace {

using limner::Node;

std::string quoted(const std::string& text) {
  std::string safe = "'";
  for (const char letter : text) safe += letter == '\'' ? "'\\''" : std::string(1, letter);
  return safe + "'";
}

// The block without its fences.
std::string block_named(const std::string& text, const std::string& name) {
  const std::size_t start = text.find("\n# " + name + "\n");
  if (start == std::string::npos) throw std::runtime_error("no block " + name);
  const std::size_t end = text.find("\n```", start);
  return text.substr(start + 1, end - start);
}

void print_map(const Node* map, const std::string& prefix) {
  if (map == nullptr) return;
  for (const auto& [key, value] : map->entries)
    std::cout << prefix << quoted(key.text) << ' ' << quoted(value.text) << '\n';
}

void print_step(const Node& step) {
  if (const Node* uses = step.find("uses")) {
    std::cout << "step_uses " << quoted(uses->text);
    if (const Node* with = step.find("with")) {
      for (const auto& [key, value] : with->entries)
        std::cout << ' ' << quoted(key.text + "=" + value.text);
    }
    std::cout << '\n';
    return;
  }
  print_map(step.find("env"), "step_env ");
  const Node* id = step.find("id");
  std::cout << "step_run " << quoted(step.find("run")->text) << ' ' << quoted(id ? id->text : "")
            << '\n';
}

void print_steps(const Node& steps) {
  for (const Node& step : steps.items) print_step(step);
}

// A list of GitLab as one text, a line each.
std::string lines_of(const Node* list) {
  std::string lines;
  if (list == nullptr) return lines;
  for (const Node& item : list->items) lines += item.text + "\n";
  return lines;
}

void print_gitlab_job(const std::string& name, const Node& job) {
  std::cout << "job " << quoted(name) << '\n';
  const Node* cache = job.find("cache");
  const std::string cached = cache ? lines_of(cache->find("paths")) : "";
  if (cache) std::cout << "step_uses actions/cache/restore " << quoted("path=" + cached) << '\n';
  print_map(job.find("variables"), "job_env ");
  std::cout << "step_run " << quoted(lines_of(job.find("script"))) << " ''\n";
  if (cache) std::cout << "step_uses actions/cache/save " << quoted("path=" + cached) << '\n';
  if (const Node* artifacts = job.find("artifacts")) {
    std::string paths = lines_of(artifacts->find("paths"));
    if (const Node* reports = artifacts->find("reports")) paths += reports->find("junit")->text;
    std::cout << "step_uses actions/upload-artifact " << quoted("path=" + paths) << '\n';
  }
}

void print_recipe(const Node& root) {
  if (const Node* runs = root.find("runs")) return print_steps(*runs->find("steps"));
  if (const Node* jobs = root.find("jobs")) {
    for (const auto& [name, job] : jobs->entries) {
      std::cout << "job " << quoted(name.text) << '\n';
      print_map(job.find("env"), "job_env ");
      print_steps(*job.find("steps"));
    }
    return;
  }
  for (const auto& [name, job] : root.entries) print_gitlab_job(name.text, job);
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) throw std::runtime_error("usage: recipe_steps FILE NAME");
  const std::string file = argv[1];
  std::string name = argv[2], text = limner::read_file(file);
  const bool is_raw = name.ends_with(":raw");
  if (is_raw) name.resize(name.size() - 4);
  if (file.ends_with(".md")) text = block_named(text, name);
  if (is_raw) {
    std::cout << text;
  } else {
    print_recipe(limner::parse_document(text, name).root);
  }
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
