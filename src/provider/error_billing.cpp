#include "provider/error_billing.hpp"

#include "provider/retry_words.hpp"

#include <algorithm>
#include <array>

namespace limner::provider {

namespace {

constexpr std::string_view doubt_help = "do not run it again; see what is open: limner doubts ls";
constexpr std::string_view credit_help = "add credit to the account, or choose another model";

// The first matching row decides. `word` is the code or the type of the error body, or
// in quotes a part of its message; empty: any.
struct Row {
  int from, to;  // HTTP status
  std::string_view word;
  ErrorCode code;
  Billing billing;
  std::string_view help;  // empty: the provider's key_help, or the default of the code
};

constexpr std::array table{
    // clang-format off
    // To a GET after the request was carried out (RFC 9110, 15.4.4).
    Row{303, 303, "", ErrorCode::in_doubt, Billing::unknown, doubt_help},
    Row{300, 399, "", ErrorCode::provider_unavailable, Billing::rejected, "check the provider's base URL: limner config ls"},

    Row{400, 429, "insufficient_quota",         ErrorCode::account_refused, Billing::rejected, credit_help},
    Row{400, 429, "billing_hard_limit_reached", ErrorCode::account_refused, Billing::rejected, credit_help},
    Row{402, 402, "",                           ErrorCode::account_refused, Billing::rejected, credit_help},
    Row{403, 403, "'xhausted balance'",         ErrorCode::account_refused, Billing::rejected, credit_help},
    Row{403, 403, "'must be verified'",         ErrorCode::account_refused, Billing::rejected,
        "verify the organization on the provider's site, or choose another model: limner models ls"},
    Row{429, 429, "'limit: 0'",                 ErrorCode::account_refused, Billing::rejected,
        "the account has no quota for this model: enable billing, or choose another model"},
    Row{400, 429, "moderation_blocked",         ErrorCode::unsafe_image_request, Billing::rejected, ""},
    Row{400, 429, "content_policy_violation",   ErrorCode::unsafe_image_request, Billing::rejected, ""},
    Row{400, 429, "content_moderation",         ErrorCode::unsafe_image_request, Billing::rejected, ""},
    Row{400, 429, "PUBLIC_ERROR_UNSAFE_GENERATION", ErrorCode::unsafe_image_request, Billing::rejected, ""},
    Row{422, 422, "no_media_generated",         ErrorCode::generation_failed, Billing::rejected, ""},
    Row{400, 429, "model_not_found",            ErrorCode::model_unavailable, Billing::rejected, ""},
    Row{400, 400, "unknown_foreground",         ErrorCode::generation_failed, Billing::rejected,
        "no subject was found to cut out: try local/plain-matte or another cut-out model"},
    Row{400, 400, "API_KEY_INVALID",            ErrorCode::key_refused, Billing::rejected, ""},
    Row{400, 400, "'ransparent background'",    ErrorCode::invalid_image_request, Billing::rejected,
        "ask for an opaque picture and let background.remove follow"},

    Row{400, 400, "", ErrorCode::invalid_image_request, Billing::rejected, ""},
    Row{401, 401, "", ErrorCode::key_refused,           Billing::rejected, ""},
    Row{403, 403, "", ErrorCode::key_refused,           Billing::rejected, ""},
    Row{404, 405, "", ErrorCode::model_unavailable,     Billing::rejected, ""},
    Row{410, 410, "", ErrorCode::model_unavailable,     Billing::rejected, ""},
    Row{413, 413, "", ErrorCode::invalid_image_request, Billing::rejected, "send smaller or fewer pictures"},
    Row{415, 415, "", ErrorCode::invalid_image_request, Billing::rejected, ""},
    Row{422, 422, "", ErrorCode::invalid_image_request, Billing::rejected, ""},
    Row{429, 429, "", ErrorCode::provider_unavailable,  Billing::rate_limited, "wait a little, or work on fewer at once"},
    // clang-format on
};

bool contains_word(const ErrorBody& error_body, std::string_view word) {
  if (word.empty() || word == error_body.code || word == error_body.type) return true;
  if (!word.starts_with('\'')) return false;
  return error_body.message.find(word.substr(1, word.size() - 2)) != std::string::npos;
}

bool is_unbilled(const ProviderInfo& info, int status) {
  return std::ranges::any_of(info.unbilled_statuses, [&](const StatusRange& range) {
    return range.first <= status && status <= range.last;
  });
}

// 408, 409, 5xx, and every status without a row. A gateway that answers 5xx does not know
// whether the provider has taken the request.
Row default_row(const ProviderInfo& info, int status, const ErrorBody& error_body) {
  if (status >= 500 && error_body.is_own() && is_unbilled(info, status)) {
    return {status,           status, "", ErrorCode::provider_unavailable, Billing::unbilled_error,
            "try again later"};
  }
  return {status, status, "", ErrorCode::in_doubt, Billing::unknown, doubt_help};
}

Row row_for(const ProviderInfo& info, int status, const ErrorBody& error_body) {
  const auto found = std::ranges::find_if(table, [&](const Row& row) {
    return row.from <= status && status <= row.to && contains_word(error_body, row.word);
  });
  return found == table.end() ? default_row(info, status, error_body) : *found;
}

std::string help_of(const ProviderInfo& info, const Row& row) {
  if (!row.help.empty()) return std::string(row.help);
  return row.code == ErrorCode::key_refused ? std::string(info.key_help) : std::string();
}

// From the headers, a member of the error document, or its message.
std::optional<Millis> requested_wait(const net::HttpAnswer& answer, const ErrorBody& error_body,
                                     Time now) {
  if (const auto wait = net::retry_after(answer, now)) return wait;
  if (error_body.retry_delay) return error_body.retry_delay;
  return wait_in_words(error_body.message);
}

}  // namespace

CallError refused(const ProviderInfo& info, const net::HttpAnswer& answer,
                  const ErrorBody& error_body, const std::vector<std::string>& secrets, Time now) {
  const Row row = row_for(info, answer.status, error_body);
  const std::string words = net::redact(error_body.message, secrets);
  Error error(row.code, "{} answered {}{}{}", info.title, answer.status, words.empty() ? "" : ": ",
              words);
  const bool may_repeat =
      row.billing == Billing::rate_limited || row.billing == Billing::unbilled_error;
  return CallError(error.with_help(help_of(info, row)), row.billing,
                   may_repeat ? requested_wait(answer, error_body, now) : std::nullopt);
}

CallError no_answer_error(const ProviderInfo& info, const net::HttpError& error) {
  if (error.sent() == net::Sent::no) {
    const bool may_come = traits(error.code()).retryable;
    return CallError(error, may_come ? Billing::not_sent : Billing::rejected);
  }
  const bool own =
      error.code() == ErrorCode::interrupted || error.code() == ErrorCode::artifact_storage_failed;
  Error in_doubt(own ? error.code() : ErrorCode::in_doubt, "{}; {} may have taken the request",
                 error.what(), info.title);
  return CallError(in_doubt.with_help(std::string(doubt_help)), Billing::unknown);
}

CallError cut_short_error(const ProviderInfo& info, bool is_stopped) {
  const Error why = is_stopped ? Error(ErrorCode::interrupted, "stopped while an answer came")
                               : Error(ErrorCode::provider_unavailable, "the answer was cut short");
  return no_answer_error(info, net::HttpError(why, net::Sent::perhaps));
}

CallError truncated_answer_error(const ProviderInfo& info, const ErrorBody& error_body,
                                 const std::vector<std::string>& secrets, bool is_begun) {
  const auto named = std::ranges::find_if(table, [&](const Row& row) {
    return !is_begun && !row.word.empty() && contains_word(error_body, row.word);
  });
  const Row row = named == table.end() ? default_row({}, 200, {}) : *named;
  const std::string words = net::redact(error_body.message, secrets);
  Error error(row.code, "{} ended the answer with an error{}{}", info.title,
              words.empty() ? "" : ": ", words);
  return CallError(error.with_help(help_of(info, row)), row.billing);
}

CallError unreadable(const ProviderInfo& info, const Error& why) {
  Error error(ErrorCode::in_doubt, "{} answered, but {}", info.title, why.what());
  return CallError(error.with_help(std::string(doubt_help)), Billing::unknown);
}

CallError unusable(const ProviderInfo& info, ErrorCode code, std::string_view why,
                   std::optional<PricedCost> cost) {
  CallError error(Error(code, "{} {}", info.title, why), Billing::billed_unusable);
  return error.with_reported_cost(std::move(cost));
}

}  // namespace limner::provider
