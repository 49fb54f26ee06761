// limner models check --exec PROGRAM: tests a program against the protocol of the exec provider.
#include "cli/command/models.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/signals.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace limner::cli {

namespace fs = std::filesystem;

namespace {

constexpr Millis limit_of_one{120'000};

// A temporary directory, removed by the destructor.
class TrialDirectory {
 public:
  TrialDirectory() {
    std::string name = fs::temp_directory_path() / "limner-check-XXXXXX";
    if (mkdtemp(name.data()) == nullptr)
      throw Error(ErrorCode::store_failed, "cannot create a directory in {}",
                  fs::temp_directory_path().string());
    path_ = name;
  }
  TrialDirectory(const TrialDirectory&) = delete;
  TrialDirectory& operator=(const TrialDirectory&) = delete;
  ~TrialDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

ordered_json program_check_json(const provider::ProgramCheck& check) {
  return {{"name", check.name},
          {"passed", check.failure.empty()},
          {"failure", check.failure.empty() ? ordered_json() : ordered_json(check.failure)}};
}

void print_checks(const std::vector<provider::ProgramCheck>& checks, const Session& session) {
  for (const provider::ProgramCheck& check : checks) {
    const bool passed = check.failure.empty();
    session.out.text << sign(passed ? StatusMark::done : StatusMark::failed, session.out) << ' '
                     << check.name;
    if (!passed) session.out.text << ": " << for_locale(plain(check.failure), session.out);
    session.out.text << '\n';
  }
}

}  // namespace

void check_exec(const std::string& program, Session& session) {
  const bool is_path = program.find('/') != std::string::npos;
  const std::string started =
      is_path ? (session.directory / program).lexically_normal().string() : program;
  const TrialDirectory trial;
  const SignalHandler signals(session.stop);
  const auto checks = provider::check_program({.argv = {started}, .limit = limit_of_one},
                                              trial.path(), session.stop.get_token());
  if (!printed_as_json(session, "checks", checks, program_check_json))
    print_checks(checks, session);
  const auto failed = [](const provider::ProgramCheck& check) { return !check.failure.empty(); };
  if (std::ranges::any_of(checks, failed)) session.exit_code = exit_check_failed;
}

}  // namespace limner::cli
