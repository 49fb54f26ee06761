#include "app/wallet_settings.hpp"

#include <charconv>
#include <string>

namespace limner::app {

namespace {

// nullopt when the settings do not override the rate card.
std::optional<std::int64_t> credits_per_dollar(const Context& context) {
  const SettingValue& setting = context.settings.value("wallet.credits_per_usd");
  if (setting.source == SettingSource::fallback) return {};
  std::int64_t number = 0;
  std::from_chars(setting.text.data(), setting.text.data() + setting.text.size(), number);
  return number;
}

}  // namespace

bool has_wallet(const Context& context) {
  const std::optional<store::Records> records = existing_records(context);
  return records && records->has_wallet(context.settings.text("wallet.name"));
}

engine::WalletOptions wallet_options_of(const Context& context) {
  return {.wallet = std::string(context.settings.text("wallet.name")),
          .credits_per_dollar = credits_per_dollar(context)};
}

Money dollar_value(Credits credits, const Context& context) {
  const auto set = credits_per_dollar(context);
  return Money::nanos(credits.nanos() /
                      (set ? *set : provider::built_in_rate_card().credits_per_dollar));
}

engine::InDoubtPolicy in_doubt_policy(const Context& context) {
  const std::string_view word = context.settings.text("inDoubt");
  if (word == "retry") return engine::InDoubtPolicy::retry;
  return word == "ask" ? engine::InDoubtPolicy::ask : engine::InDoubtPolicy::hold;
}

}  // namespace limner::app
