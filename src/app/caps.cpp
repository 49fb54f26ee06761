#include "app/caps.hpp"

#include "app/amounts.hpp"
#include "app/template_lookup.hpp"

#include <limner/error.hpp>
#include <limner/suggest.hpp>

#include <algorithm>
#include <vector>

namespace limner::app {

namespace {

constexpr std::string_view known_scopes =
    "a scope is store, run, batch, template:ID, provider:NAME or model:ID";

// A limit on an unknown name would never apply.
[[noreturn]] void refuse_target(std::string_view kind, const std::string& name,
                                const std::string& near) {
  throw Error(ErrorCode::usage, "unknown {} \"{}\"", kind, name)
      .with_help(near.empty() ? fmt::format("list them: limner {}s ls",
                                            kind == "template" ? "template" : "model")
                              : fmt::format("did you mean \"{}:{}\"?", kind, near));
}

bool has_run(const Context& context, const std::string& template_id) {
  const std::optional<store::Records> records = existing_records(context);
  return records && !records->runs({.template_id = template_id, .limit = 1}).empty();
}

// A limit applies to a template id: a path is resolved to the id in the file.
std::string resolve_template_id(const std::string& name, const Context& context) {
  if (find_template(context, name)) return load_named_template(context, name).id;
  if (has_run(context, name)) return name;
  refuse_target("template", name, nearest(name, template_names(context)));
}

// With the id of a template that is named by its file.
store::CapScope checked_scope(const std::string& text, const Context& context) {
  std::optional<store::CapScope> scope = store::parse_cap_scope(text);
  if (!scope) {
    throw Error(ErrorCode::usage, "\"{}\" is not a scope", text)
        .with_help(std::string(known_scopes));
  }
  if (scope->name.empty()) return *std::move(scope);
  if (scope->kind == store::CapScopeKind::template_id) {
    scope->name = resolve_template_id(scope->name, context);
    return *std::move(scope);
  }
  const bool is_model = scope->kind == store::CapScopeKind::model;
  const provider::Catalogue catalogue = load_catalogue(context);
  if (is_model ? catalogue.find(scope->name) != nullptr
               : catalogue.provider(scope->name) != nullptr)
    return *std::move(scope);
  if (is_model) refuse_target("model", scope->name, catalogue.nearest(scope->name));
  std::vector<std::string> names;
  for (const provider::ProviderFacts& facts : catalogue.providers()) names.push_back(facts.name);
  refuse_target("provider", scope->name, nearest(scope->name, names));
}

store::CapPeriod cap_period(const CapInput& input) {
  const bool of_run = input.scope == to_string(store::CapScopeKind::run);
  if (of_run && !input.period.empty() && input.period != to_string(store::CapPeriod::run)) {
    throw Error(ErrorCode::usage, "a limit for run applies to each run, not per {}", input.period)
        .with_help(fmt::format("for all runs together: limner caps set store --per {}; for each "
                               "run: leave out --per",
                               input.period));
  }
  if (const auto period = parse_enum<store::CapPeriod>(input.period)) return *period;
  if (of_run) return store::CapPeriod::run;
  throw Error(ErrorCode::usage, "a spending limit needs a period")
      .with_help("add --per run, --per day, --per month or --per ever");
}

std::int64_t credit_nanos(const std::string& text) {
  const std::string problem = amount_problem(text, credit_decimals, " credits");
  if (problem.empty()) return Credits::parse(text).nanos();
  throw Error(ErrorCode::usage, "--in-credits cannot be \"{}\": it {}", text, problem)
      .with_help("give credits, such as 1000 or 50.25");
}

bool names_cap(const store::CapRow& cap, const std::string& text) {
  if (text.empty()) return false;
  return cap.scope.str() == text || cap.id == text || cap.id.starts_with(text) ||
         (text.size() == short_id_length && cap.id.ends_with(text));
}

}  // namespace

store::CapRow checked_cap(const CapInput& input, const Context& context) {
  if (input.usd.has_value() == !input.credits.empty()) {
    throw Error(ErrorCode::usage, "a spending limit needs either --usd or --in-credits")
        .with_help(fmt::format("limner caps set {} --per month --usd 20", input.scope));
  }
  store::CapRow cap{.id = context.ids.next(),
                    .scope = checked_scope(input.scope, context),
                    .period = cap_period(input),
                    .unit = "USD",
                    .created = context.clock.now()};
  if (!input.usd) {
    cap.unit = fmt::format("CR:{}", context.settings.text("wallet.name"));
    cap.nanos = credit_nanos(input.credits);
  } else if (*input.usd > most_dollars) {
    throw Error(ErrorCode::usage, "--usd ${} is above the limit of ${}", input.usd->str(),
                most_dollars.str())
        .with_help("give dollars, such as 20 or 0.50");
  } else if (*input.usd >= Money()) {
    cap.nanos = input.usd->nanos();
  } else {
    throw Error(ErrorCode::usage, "a spending limit cannot be negative")
        .with_help("give dollars, such as 20 or 0.50");
  }
  return cap;
}

store::CapRow find_cap(const store::Records& records, const std::string& text, Time now,
                       const std::string& period) {
  std::vector<store::CapRow> meant;
  for (const store::CapUse& use : records.caps(now)) {
    const bool in_period = period.empty() || to_string(use.cap.period) == period;
    if (in_period && names_cap(use.cap, text)) meant.push_back(use.cap);
  }
  if (meant.empty()) {
    throw Error(ErrorCode::not_found, "no spending limit matches \"{}\"{}", text,
                period.empty() ? "" : " per " + period)
        .with_help("list them: limner caps ls");
  }
  if (meant.size() > 1) {
    throw Error(ErrorCode::ambiguous, "\"{}\" matches {} spending limits", text, meant.size())
        .with_help("add --per, or use the id of one: limner caps ls");
  }
  return meant.front();
}

std::optional<std::int64_t> left_of(const store::CapUse& use) {
  if (!use.used) return {};
  return std::max<std::int64_t>(use.cap.nanos - *use.used, 0);
}

}  // namespace limner::app
