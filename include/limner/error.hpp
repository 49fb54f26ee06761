// Everything that can go wrong through no fault of the program.
//
// A user, a provider or a disk causes an Error. A bug is a failed assert or a
// std::logic_error, never an Error.
#pragma once

#include <fmt/format.h>

#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limner {

enum class ErrorCode {
  usage,
  invalid_template,
  invalid_intake,
  invalid_config,
  invalid_input,  // a file or value that is not what it says it is
  not_found,
  ambiguous,
  unsupported_model,
  unsupported_prompt,  // the embedded artist has no picture for these words
  backdrop_not_plain,  // the embedded cut-out needs one plain colour behind the subject
  invalid_image_request,
  unsafe_image_request,
  generation_failed,
  artifact_storage_failed,
  provider_unavailable,
  key_missing,
  key_refused,
  cap_exceeded,
  wallet_empty,
  unpriceable,
  in_doubt,
  store_failed,  // cannot be opened, read or written
  store_damaged,
  store_too_new,
  interrupted,
  timed_out,
};

// What every error of one code shares. One row each, in base/error.cpp.
struct ErrorTraits {
  ErrorCode code;
  std::string_view name;  // stable: written to JSON and to the database
  int exit_code;          // product.md, section 3
  bool retryable;         // may the same call succeed a moment later?
  std::string_view hint;  // what the reader can do about it, when no better help is given
};

const ErrorTraits& traits(ErrorCode code);
std::optional<ErrorCode> error_code_named(std::string_view name);

// A place in a text that a person wrote. Lines and columns count from 1, and
// columns count characters, not bytes.
struct Mark {
  std::string file;
  int line = 0;
  int column = 0;
  int length = 1;       // characters to underline
  std::string excerpt;  // the whole source line
};

// One thing that is wrong, where several can be reported at once.
struct Problem {
  std::string message;
  std::string type;              // "missing", "enum", "unknown_key", …: for programs
  std::vector<std::string> loc;  // {"intake", "intent", "style"}
  std::optional<Mark> mark;
  std::string help;  // accepted values, the nearest name; may be empty
};

enum class Charged { no, yes, unknown };
std::string_view to_string(Charged charged);

class Error : public std::exception {
 public:
  template <class... Args>
  Error(ErrorCode code, fmt::format_string<Args...> format, Args&&... args)
      : code_(code), message_(fmt::format(format, std::forward<Args>(args)...)) {}

  ErrorCode code() const { return code_; }
  const char* what() const noexcept override { return message_.c_str(); }

  // One thing to do about it, best a command to copy.
  std::string_view help() const { return help_.empty() ? traits(code_).hint : help_; }
  Error& with_help(std::string help) {
    help_ = std::move(help);
    return *this;
  }

  const std::vector<Problem>& problems() const { return problems_; }
  Error& with_problems(std::vector<Problem> problems) {
    problems_ = std::move(problems);
    return *this;
  }

  Charged charged() const { return charged_; }
  Error& with_charged(Charged charged) {
    charged_ = charged;
    return *this;
  }

 private:
  ErrorCode code_;
  std::string message_;
  std::string help_;
  std::vector<Problem> problems_;
  Charged charged_ = Charged::no;
};

}  // namespace limner
