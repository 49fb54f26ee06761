#include "provider/error_billing.hpp"

#include <doctest/doctest.h>

#include <array>

namespace limner::provider {

namespace {

constexpr ProviderInfo acme{.name = "acme", .title = "Acme", .key_help = "set ACME_KEY"};
constexpr std::array all_5xx{StatusRange{500, 599}};
constexpr ProviderInfo generous{.name = "acme", .title = "Acme", .unbilled_statuses = all_5xx};
const ErrorBody own_error{.type = "server_error", .message = "it broke"};
const Time now = parse_time("2026-11-21T07:28:00.000Z");

CallError refusal(int status, const ErrorBody& body = {}, const ProviderInfo& info = acme) {
  net::HttpAnswer answer;
  answer.status = status;
  answer.headers = {{"Retry-After", "2"}};
  return refused(info, answer, body, {"canary-key"}, now);
}

}  // namespace

TEST_CASE("[S2] each status decides what a refusal means and whether it was charged") {
  struct Case {
    int status;
    ErrorCode code;
    Billing billing;
  };
  for (const Case& one : {
           Case{300, ErrorCode::provider_unavailable, Billing::rejected},
           Case{399, ErrorCode::provider_unavailable, Billing::rejected},
           Case{400, ErrorCode::invalid_image_request, Billing::rejected},
           Case{401, ErrorCode::key_refused, Billing::rejected},
           Case{402, ErrorCode::account_refused, Billing::rejected},
           Case{403, ErrorCode::key_refused, Billing::rejected},
           Case{404, ErrorCode::model_unavailable, Billing::rejected},
           Case{405, ErrorCode::model_unavailable, Billing::rejected},
           Case{408, ErrorCode::in_doubt, Billing::unknown},
           Case{409, ErrorCode::in_doubt, Billing::unknown},
           Case{410, ErrorCode::model_unavailable, Billing::rejected},
           Case{413, ErrorCode::invalid_image_request, Billing::rejected},
           Case{415, ErrorCode::invalid_image_request, Billing::rejected},
           Case{422, ErrorCode::invalid_image_request, Billing::rejected},
           Case{429, ErrorCode::provider_unavailable, Billing::rate_limited},
           Case{500, ErrorCode::in_doubt, Billing::unknown},
           Case{503, ErrorCode::in_doubt, Billing::unknown},
       }) {
    CAPTURE(one.status);
    const CallError error = refusal(one.status);
    CHECK(error.code() == one.code);
    CHECK(error.billing() == one.billing);
  }
}

TEST_CASE("[S2] a server error is free only where the company promises it") {
  for (const int status : {500, 502, 599}) {
    CHECK(refusal(status, own_error, generous).billing() == Billing::unbilled_error);
    CHECK(refusal(status, own_error, acme).billing() == Billing::unknown);
  }
  CHECK(refusal(499, own_error, generous).billing() == Billing::unknown);
}

TEST_CASE("[S2] a promise holds for the statuses that it names") {
  static constexpr std::array only_500{StatusRange{500, 500}};
  constexpr ProviderInfo strict{.name = "acme", .title = "Acme", .unbilled_statuses = only_500};
  CHECK(refusal(500, own_error, strict).billing() == Billing::unbilled_error);
  CHECK(refusal(503, own_error, strict).billing() == Billing::unknown);
}

TEST_CASE("[S2] a gateway's page does not prove that nothing was charged") {
  for (const int status : {500, 502, 503, 504, 520, 524, 529}) {
    CAPTURE(status);
    CHECK(refusal(status, {}, generous).billing() == Billing::unknown);
    CHECK(refusal(status, {.message = "Bad gateway"}, generous).billing() == Billing::unknown);
  }
}

TEST_CASE("[S2] quota, credit and verification belong to the account, not to the key") {
  const CallError unverified =
      refusal(403, {.message = "Your organization must be verified to use it."});
  CHECK(unverified.code() == ErrorCode::account_refused);
  CHECK(unverified.help().find("verify the organization") != std::string_view::npos);
  const CallError no_quota = refusal(429, {.message = "Quota exceeded for metric: x, limit: 0"});
  CHECK(no_quota.code() == ErrorCode::account_refused);
  CHECK(no_quota.billing() == Billing::rejected);
  CHECK_FALSE(no_quota.retry_after());
}

TEST_CASE("[S2] the wait is that of the headers, else of the document, else of its words") {
  const auto wait_of = [](const std::vector<net::HttpHeader>& headers, const ErrorBody& body) {
    net::HttpAnswer answer;
    answer.status = 429;
    answer.headers = headers;
    return refused(acme, answer, body, {}, now).retry_after();
  };
  const ErrorBody both{.message = "try again in 9s", .retry_delay = Millis(17'000)};
  CHECK(wait_of({{"Retry-After", "2"}}, both) == Millis(2000));
  CHECK(wait_of({}, both) == Millis(17'000));
  CHECK(wait_of({}, {.message = "try again in 9s"}) == Millis(9000));
  CHECK_FALSE(wait_of({}, {.message = "slow down"}));
}

TEST_CASE("a refusal's code, its type, or a part of its message names the cause") {
  CHECK(refusal(400, {.code = "insufficient_quota"}).code() == ErrorCode::account_refused);
  CHECK(refusal(429, {.type = "insufficient_quota"}).billing() == Billing::rejected);
  CHECK(refusal(400, {.message = "insufficient_quota"}).code() == ErrorCode::invalid_image_request);
  CHECK(refusal(403, {.message = "Exhausted balance."}).code() == ErrorCode::account_refused);
  CHECK(refusal(400, {.code = "moderation_blocked"}).code() == ErrorCode::unsafe_image_request);
  CHECK(refusal(400, {.code = "PUBLIC_ERROR_UNSAFE_GENERATION"}).code() ==
        ErrorCode::unsafe_image_request);
  CHECK(refusal(422, {.type = "no_media_generated"}).code() == ErrorCode::generation_failed);
  CHECK(refusal(400, {.message = "Transparent background is not supported"}).help() ==
        "ask for an opaque picture and let background.remove follow");
}

TEST_CASE("only retryable failures have a retry time") {
  CHECK(refusal(429).retry_after() == Millis(2000));
  CHECK(refusal(500, own_error, generous).retry_after() == Millis(2000));
  CHECK_FALSE(refusal(500).retry_after());
  CHECK_FALSE(refusal(400).retry_after());
}

TEST_CASE("a refusal names provider and message, without secrets, with help about the key") {
  const CallError error = refusal(401, {.message = "the key canary-key is wrong"});
  CHECK(std::string(error.what()) == "Acme answered 401: the key [hidden] is wrong");
  CHECK(error.help() == "set ACME_KEY");
  CHECK(std::string(refusal(400).what()) == "Acme answered 400");
}

TEST_CASE("[S2] without an answer it matters whether the request was sent") {
  const auto ended = [](ErrorCode code, net::Sent sent) {
    return no_answer_error(acme, net::HttpError(Error(code, "it broke"), sent));
  };
  CHECK(ended(ErrorCode::provider_unavailable, net::Sent::no).billing() == Billing::not_sent);
  CHECK(ended(ErrorCode::invalid_input, net::Sent::no).billing() == Billing::rejected);
  const CallError doubt = ended(ErrorCode::provider_unavailable, net::Sent::perhaps);
  CHECK(doubt.billing() == Billing::unknown);
  CHECK(doubt.code() == ErrorCode::in_doubt);
  for (const ErrorCode own : {ErrorCode::interrupted, ErrorCode::artifact_storage_failed}) {
    CHECK(ended(own, net::Sent::perhaps).code() == own);
    CHECK(ended(own, net::Sent::perhaps).billing() == Billing::unknown);
  }
}

TEST_CASE("[S2] an error after the success began is judged by its words, unless work was done") {
  const ErrorBody unsafe{.code = "moderation_blocked", .message = "no"};
  CHECK(truncated_answer_error(acme, unsafe, {}, false).code() == ErrorCode::unsafe_image_request);
  CHECK(truncated_answer_error(acme, unsafe, {}, false).billing() == Billing::rejected);
  CHECK(truncated_answer_error(acme, unsafe, {}, true).billing() == Billing::unknown);
  CHECK(truncated_answer_error(acme, {.code = "server_error"}, {}, false).billing() ==
        Billing::unknown);
}

TEST_CASE("[S2] an unreadable success is in doubt, one without a picture was charged") {
  const CallError doubt = unreadable(acme, Error(ErrorCode::invalid_input, "it is no JSON"));
  CHECK(doubt.billing() == Billing::unknown);
  CHECK(doubt.code() == ErrorCode::in_doubt);
  const CallError paid = unusable(acme, ErrorCode::generation_failed, "gave no picture");
  CHECK(paid.billing() == Billing::billed_unusable);
  CHECK(std::string(paid.what()) == "Acme gave no picture");
  CHECK_FALSE(paid.reported_cost());
  const Money cost = Money::parse("0.01");
  CHECK(unusable(acme, ErrorCode::generation_failed, "x", cost).reported_cost() == cost);
}

}  // namespace limner::provider
