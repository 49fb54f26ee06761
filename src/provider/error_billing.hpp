// What a failed call means for money: the table of failures, in one place.
#pragma once

#include <limner/net.hpp>
#include <limner/provider.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace limner::provider {

// A company as its failures are judged.
struct Company {
  std::string_view name;   // "openai"
  std::string_view title;  // "OpenAI", for messages
  std::string_view key_help;
  bool errors_are_free = false;  // it promises not to charge for 5xx
};

// What the body of a refusal says, each as far as it is there.
struct ErrorBody {
  std::string code, type, message;
};

// An answer that is no success. `secrets` are taken out of its words.
CallError refused(const Company& company, const net::HttpAnswer& answer,
                  const ErrorBody& error_body, const std::vector<std::string>& secrets, Time now);

// No whole answer.
CallError unanswered(const Company& company, const net::HttpError& error);

// An error that was told of after the success had begun. What its words mean in the table
// holds, unless a part of the work was done already: then nobody knows what it cost.
CallError broken_off(const Company& company, const ErrorBody& error_body,
                     const std::vector<std::string>& secrets, bool is_begun);

// A success that cannot be read, so that nobody knows what was done.
CallError unreadable(const Company& company, const Error& why);

// A success, paid for, without a usable picture.
CallError unusable(const Company& company, ErrorCode code, std::string_view why);

}  // namespace limner::provider
