#include "cli/render/github.hpp"

#include "cli/render/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace limner::cli {

namespace fs = std::filesystem;

namespace {

std::string escape_workflow_command(std::string_view text, bool property) {
  std::string safe;
  for (const char letter : plain(text)) {
    const bool special = letter == '%' || (property && (letter == ':' || letter == ','));
    if (letter == '[' && safe.ends_with("##")) safe += ' ';
    safe +=
        special ? fmt::format("%{:02X}", static_cast<unsigned>(letter)) : std::string(1, letter);
  }
  return safe;
}

// Annotations name files from the root of the repository.
std::string workspace_path(const Session& session, const std::string& file) {
  const std::string root = session.variable("GITHUB_WORKSPACE").value_or("");
  if (root.empty()) return file;
  std::error_code failure;
  const fs::path full = fs::weakly_canonical(session.directory / file, failure);
  const fs::path top = failure ? fs::path() : fs::weakly_canonical(root, failure);
  if (failure) return file;
  const std::string inside = full.lexically_relative(top).string();
  return inside.empty() || inside.starts_with("..") ? file : inside;
}

std::string annotation(const Session& session, const Problem& problem, const Error& error) {
  const Mark mark = problem.mark.value_or(Mark());
  return annotation(session, mark.file, mark.line, mark.column, traits(error.code()).name,
                    problem.message);
}

}  // namespace

bool is_github(const app::Environment& variable) {
  return variable("GITHUB_ACTIONS") == "true";
}

std::string annotation(const Session& session, const std::string& file, int line, int column,
                       std::string_view title, std::string_view message) {
  std::string place;
  if (!file.empty()) {
    place = fmt::format("file={},line={},col={},",
                        escape_workflow_command(workspace_path(session, file), true), line, column);
  }
  return fmt::format("::error {}title={}::{}\n", place, escape_workflow_command(title, true),
                     escape_workflow_command(message, false));
}

std::string notice(std::string_view message) {
  return fmt::format("::notice title=limner::{}\n", escape_workflow_command(message, false));
}

std::string mask(std::string_view secret) {
  return fmt::format("::add-mask::{}\n", escape_workflow_command(secret, false));
}

std::string annotations(const Session& session, const Error& error) {
  const std::vector<Problem>& problems = error.problems();
  if (problems.empty()) return annotation(session, {.message = error.what()}, error);
  std::string lines;
  for (std::size_t i = 0; i < std::min(problems.size(), most_annotations); ++i)
    lines += annotation(session, problems[i], error);
  if (problems.size() > most_annotations)
    lines += notice(fmt::format("and {} more problems", problems.size() - most_annotations));
  return lines;
}

// ---- groups ----

GitHubGroup::GitHubGroup(const Session& session, std::string_view title)
    : session_(session), is_open_(session.err.command && !session.flags.quiet) {
  if (is_open_)
    session.err.command(fmt::format("::group::{}\n", escape_workflow_command(title, false)));
}

void GitHubGroup::close() {
  if (is_open_) session_.err.command("::endgroup::\n");
  is_open_ = false;
}

// ---- no command by accident ----

WorkflowGuard::WorkflowGuard(Output& output) : output_(output), inner_(output.text.rdbuf(this)) {
  output_.command = [this](std::string_view lines) { command(lines); };
}

WorkflowGuard::~WorkflowGuard() {
  if (!waiting_.empty()) waiting_.insert(0, "\n");
  inner_->sputn(waiting_.data(), static_cast<std::streamsize>(waiting_.size()));
  inner_->pubsync();
  output_.command = {};
  output_.text.rdbuf(inner_);
}

void WorkflowGuard::command(std::string_view lines) {
  const std::lock_guard lock(mutex_);
  if (last_ != '\n') {
    waiting_ += lines;
    return;
  }
  inner_->sputn(lines.data(), static_cast<std::streamsize>(lines.size()));
  inner_->pubsync();
}

// White space and other text that is not ASCII may be trimmed before a command is looked for.
void WorkflowGuard::put(char letter) {
  const bool ends_line = letter == '\n' || letter == '\r';
  const bool is_command = (is_blank_ && last_ == ':' && letter == ':') ||
                          (before_ == '#' && last_ == '#' && letter == '[');
  if (is_command) inner_->sputc(' ');
  inner_->sputc(letter);
  if (ends_line) {
    is_blank_ = true;
  } else if (static_cast<unsigned char>(letter) > ' ' &&
             static_cast<unsigned char>(letter) < 0x7f) {
    is_blank_ = is_blank_ && letter == ':' && last_ != ':';
  }
  before_ = last_;
  last_ = letter;
  if (letter != '\n' || waiting_.empty()) return;
  inner_->sputn(waiting_.data(), static_cast<std::streamsize>(waiting_.size()));
  waiting_.clear();
}

int WorkflowGuard::sync() {
  const std::lock_guard lock(mutex_);
  return inner_->pubsync();
}

WorkflowGuard::int_type WorkflowGuard::overflow(int_type next) {
  if (traits_type::eq_int_type(next, traits_type::eof())) return traits_type::not_eof(next);
  const std::lock_guard lock(mutex_);
  put(traits_type::to_char_type(next));
  return next;
}

std::streamsize WorkflowGuard::xsputn(const char* from, std::streamsize count) {
  const std::lock_guard lock(mutex_);
  for (std::streamsize at = 0; at < count; ++at) put(from[at]);
  return count;
}

}  // namespace limner::cli
