// Workflow commands of GitHub Actions: annotations, groups, masks. Untrusted text is escaped so
// that it cannot start a command.
#pragma once

#include "cli/session.hpp"

#include <limner/error.hpp>

#include <mutex>
#include <streambuf>
#include <string>
#include <string_view>

namespace limner::cli {

constexpr std::size_t most_annotations = 10;  // of a kind: GitHub shows no more of a step

bool is_github(const app::Environment& variable);

// One "::error …" line for each problem, at most ten, then one "::notice" with the number of the
// others. Files are named relative to $GITHUB_WORKSPACE when they are in it.
std::string annotations(const Session& session, const Error& error);

// "::error file=p.csv,line=3,col=1,title=generation_failed::an owl: no picture"; without a file
// when `file` is empty.
std::string annotation(const Session& session, const std::string& file, int line, int column,
                       std::string_view title, std::string_view message);
std::string notice(std::string_view message);
std::string mask(std::string_view secret);

// Part of a log that can be folded, from the constructor to close(). Does nothing outside GitHub
// Actions and with --quiet.
class GitHubGroup {
 public:
  GitHubGroup(const Session& session, std::string_view title);
  GitHubGroup(const GitHubGroup&) = delete;
  GitHubGroup& operator=(const GitHubGroup&) = delete;
  ~GitHubGroup() { close(); }
  void close();
  bool is_open() const { return is_open_; }

 private:
  const Session& session_;
  bool is_open_;
};

// Between a stream and its buffer: no line of the text is a workflow command ("::" at its start,
// "##[" anywhere), since a space is put into it. command() writes one. Members may be called from
// several threads; the commands then come between lines.
class WorkflowGuard : public std::streambuf {
 public:
  // Replaces the buffer of the stream until the end.
  explicit WorkflowGuard(Output& output);
  WorkflowGuard(const WorkflowGuard&) = delete;
  WorkflowGuard& operator=(const WorkflowGuard&) = delete;
  ~WorkflowGuard() override;

  // `lines` end in a line feed.
  void command(std::string_view lines);

 protected:
  int sync() override;
  int_type overflow(int_type next) override;
  std::streamsize xsputn(const char* from, std::streamsize count) override;

 private:
  void put(char letter);

  Output& output_;
  std::streambuf* inner_;
  std::mutex mutex_;
  std::string waiting_;   // commands, until the line ends
  bool is_blank_ = true;  // only white space so far in this line
  char before_ = '\n', last_ = '\n';
};

}  // namespace limner::cli
