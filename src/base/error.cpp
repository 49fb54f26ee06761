// The table of error codes: name, exit code, retryable, hint.
#include <limner/error.hpp>

#include <array>
#include <cassert>

namespace limner {

namespace {

// Exit codes are stable; `limner help exit-codes` documents them.
constexpr std::array table{
    // clang-format off
    ErrorTraits{ErrorCode::usage,                   "usage",                   2,   false, "limner --help"},
    ErrorTraits{ErrorCode::invalid_template,        "invalid_template",        2,   false, "limner help templates"},
    ErrorTraits{ErrorCode::invalid_intake,          "invalid_intake",          2,   false, "list a template's fields: limner templates show NAME"},
    ErrorTraits{ErrorCode::invalid_config,          "invalid_config",          2,   false, "limner help config"},
    ErrorTraits{ErrorCode::invalid_input,           "invalid_input",           2,   false, "check the value and try again"},
    ErrorTraits{ErrorCode::not_found,               "not_found",               8,   false, "list them: limner runs ls"},
    ErrorTraits{ErrorCode::ambiguous,               "ambiguous",               8,   false, "give more characters of the id"},
    ErrorTraits{ErrorCode::unsupported_model,       "unsupported_model",       2,   false, "list the models: limner models ls"},
    ErrorTraits{ErrorCode::unsupported_prompt,      "unsupported_prompt",      3,   false, "name a thing, an animal or a person, such as \"a fox in a forest\""},
    ErrorTraits{ErrorCode::backdrop_not_plain,      "backdrop_not_plain",      3,   false, "keep the background: --no-background-removal"},
    ErrorTraits{ErrorCode::invalid_image_request,   "invalid_image_request",   3,   false, "change size, count or quality: limner models show MODEL"},
    ErrorTraits{ErrorCode::unsafe_image_request,    "unsafe_image_request",    3,   false, "change the prompt: the provider refused it"},
    ErrorTraits{ErrorCode::generation_failed,       "generation_failed",       3,   false, "the provider made no usable picture: try another prompt or model"},
    ErrorTraits{ErrorCode::answer_differs,          "answer_differs",          3,   false, "use the picture as it is: limner resume"},
    ErrorTraits{ErrorCode::artifact_storage_failed, "artifact_storage_failed", 3,   false, "check the store's free space and permissions: limner doctor"},
    ErrorTraits{ErrorCode::provider_unavailable,    "provider_unavailable",    75,  true,  "try again later"},
    ErrorTraits{ErrorCode::key_missing,             "key_missing",             77,  false, "store a key: limner keys set openai; or work without keys: --offline"},
    ErrorTraits{ErrorCode::key_refused,             "key_refused",             77,  false, "see where the key comes from: limner doctor"},
    ErrorTraits{ErrorCode::not_trusted,             "not_trusted",             77,  false, "see what the project asks for: limner trust"},
    ErrorTraits{ErrorCode::account_refused,         "account_refused",         78,  false, "check quota, credit and verification of the provider's account"},
    ErrorTraits{ErrorCode::model_unavailable,       "model_unavailable",       3,   false, "choose another model: limner models ls"},
    ErrorTraits{ErrorCode::cap_exceeded,            "cap_exceeded",            5,   false, "raise --max-cost, or choose a cheaper model: limner models ls"},
    ErrorTraits{ErrorCode::wallet_empty,            "wallet_empty",            5,   false, "pay with your own key: --charge personal"},
    ErrorTraits{ErrorCode::unpriceable,             "unpriceable",             5,   false, "choose a model with a price: limner models ls"},
    ErrorTraits{ErrorCode::in_doubt,                "in_doubt",                6,   false, "a request may have been paid: do not run it again"},
    ErrorTraits{ErrorCode::store_failed,            "store_failed",            1,   false, "limner doctor"},
    ErrorTraits{ErrorCode::store_damaged,           "store_damaged",           9,   false, "restore limner.db from its backup"},
    ErrorTraits{ErrorCode::store_too_new,           "store_too_new",           9,   false, "use a newer limner, or another store: --store DIR"},
    ErrorTraits{ErrorCode::interrupted,             "interrupted",             130, false, "run it again"},
    ErrorTraits{ErrorCode::timed_out,               "timed_out",               3,   false, "give the step more time: timeout: in the template"},
    // clang-format on
};

}  // namespace

const ErrorTraits& traits(ErrorCode code) {
  for (const ErrorTraits& row : table) {
    if (row.code == code) return row;
  }
  assert(false && "every ErrorCode has a row");
  return table.front();
}

std::optional<ErrorCode> error_code_named(std::string_view name) {
  for (const ErrorTraits& row : table) {
    if (row.name == name) return row.code;
  }
  return std::nullopt;
}

}  // namespace limner
