// Expected failures, with stable codes.
//
// A user, a provider or a disk causes an Error. A bug is a failed assert or a
// std::logic_error, never an Error.
#pragma once

#include <limner/enum_text.hpp>

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
  invalid_input,  // a malformed file or value
  not_found,
  ambiguous,
  unsupported_model,
  unsupported_prompt,  // the embedded artist cannot draw the prompt
  backdrop_not_plain,  // background removal needs a plain background
  invalid_image_request,
  unsafe_image_request,
  generation_failed,
  answer_differs,  // with --strict: the pictures are not what was ordered
  artifact_storage_failed,
  provider_unavailable,
  key_missing,
  key_refused,
  not_trusted,        // a project asks for what only `limner trust` allows
  account_refused,    // no quota, no credit, or an unverified organization
  model_unavailable,  // the provider does not offer the model
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

// Properties of an error code. src/base/error.cpp holds the table.
struct ErrorTraits {
  ErrorCode code;
  std::string_view name;  // stable: written to JSON and to the database
  int exit_code;          // of the process; `limner help exit-codes` documents them
  bool retryable;         // whether the same call may succeed later
  std::string_view hint;  // default of Error::help()
};

const ErrorTraits& traits(ErrorCode code);  // static
// The code of that ErrorTraits::name, if there is one.
std::optional<ErrorCode> error_code_named(std::string_view name);

// A position in a source text. Lines and columns start at 1; columns count characters, not
// bytes.
struct Mark {
  std::string file;
  int line = 0;
  int column = 0;
  int length = 1;       // characters to underline
  std::string excerpt;  // the whole source line
};

// One of several mistakes that an Error reports together.
struct Problem {
  std::string message;
  std::string type;              // stable: "missing", "enum", "unknown_key", …
  std::vector<std::string> loc;  // path of the value: {"intake", "intent", "style"}
  std::optional<Mark> mark;
  std::string help;  // accepted values, the nearest name; may be empty
};

// Whether the failed operation was charged by a provider.
enum class Charged { no, yes, unknown };
constexpr EnumWords<Charged::unknown> enum_words(Charged) {
  return {"no", "yes", "unknown"};
}

// The message says what is wrong and where, in one line without a final full stop. The with_…
// functions replace the value and return the same object, for use in a throw expression.
class Error : public std::exception {
 public:
  template <class... Args>
  Error(ErrorCode code, fmt::format_string<Args...> format, Args&&... args)
      : code_(code), message_(fmt::format(format, std::forward<Args>(args)...)) {}

  ErrorCode code() const { return code_; }
  const char* what() const noexcept override { return message_.c_str(); }

  // One remedy, preferably a command to copy. Valid as long as the Error; never empty.
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
