#include "cli/money_settings.hpp"

#include "cli/style.hpp"

#include <charconv>
#include <string>

namespace limner {

namespace {

// Nothing when the settings leave it to the rate card.
std::optional<std::int64_t> credits_per_dollar(const Session& session) {
  const SettingValue& setting = session.settings.value("wallet.credits_per_usd");
  if (setting.source == SettingSource::fallback) return {};
  std::int64_t number = 0;
  std::from_chars(setting.text.data(), setting.text.data() + setting.text.size(), number);
  return number;
}

}  // namespace

bool has_wallet(const Session& session) {
  const std::optional<Records> records = existing_records(session);
  return records && records->has_wallet(session.settings.text("wallet.name"));
}

Purse purse_of(const Session& session) {
  return {.wallet = std::string(session.settings.text("wallet.name")),
          .credits_per_dollar = credits_per_dollar(session)};
}

std::int64_t shown_credits_per_dollar(const Session& session) {
  const auto set = credits_per_dollar(session);
  return set ? *set : built_in_rate_card().credits_per_dollar;
}

InDoubt in_doubt_policy(const Session& session) {
  const std::string_view word = session.settings.text("inDoubt");
  if (word == "retry") return InDoubt::retry;
  return word == "ask" ? InDoubt::ask : InDoubt::hold;
}

std::function<bool(const CallRow&)> ask_to_pay_again(const Session& session) {
  return [&session](const CallRow& call) {
    if (!session.err.terminal) return false;
    session.err.text << fmt::format("{} may have been paid for ({}), and there is no answer.\n"
                                    "Send it once more, and count the first as paid? [y/N] ",
                                    plain(call.model), dollars(call.reserved))
                     << std::flush;
    std::string answer;
    std::getline(session.in, answer);
    return answer == "y" || answer == "yes";
  };
}

}  // namespace limner
