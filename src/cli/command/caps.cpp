// limner caps: spending limits.
#include "app/template_lookup.hpp"
#include "cli/command/commands.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <limner/suggest.hpp>

#include <algorithm>
#include <memory>

namespace limner::cli {

namespace {

struct SetCapOptions {
  std::string scope, period, credits;
  std::optional<Money> usd;
};

bool is_in_dollars(const store::CapRow& cap) {
  return cap.unit == "USD";
}

std::string cap_amount_text(const store::CapRow& cap, std::int64_t nanos) {
  return is_in_dollars(cap) ? Money::nanos(nanos).str() : Credits::nanos(nanos).str();
}

std::string format_cap_amount(const store::CapRow& cap, std::int64_t nanos) {
  return is_in_dollars(cap) ? dollars(Money::nanos(nanos))
                            : Credits::nanos(nanos).str() + " credits";
}

ordered_json cap_amount_json(const store::CapRow& cap, std::optional<std::int64_t> nanos) {
  if (!nanos) return nullptr;
  return is_in_dollars(cap) ? app::number(Money::nanos(*nanos))
                            : app::number(Credits::nanos(*nanos));
}

std::optional<std::int64_t> left_of(const store::CapUse& use) {
  if (!use.used) return {};
  return std::max<std::int64_t>(use.cap.nanos - *use.used, 0);
}

ordered_json cap_json(const store::CapUse& use) {
  const store::CapRow& cap = use.cap;
  return {{"id", cap.id},
          {"scope", cap.scope.str()},
          {"period", cap.period},
          {"unit", cap.unit},
          {"amount", cap_amount_json(cap, cap.nanos)},
          {"used", cap_amount_json(cap, use.used)},
          {"left", cap_amount_json(cap, left_of(use))},
          {"createdAt", rfc3339(cap.created)}};
}

Cell cap_amount_cell(const store::CapRow& cap, std::optional<std::int64_t> nanos) {
  if (!nanos) return {"", "-", TextStyle::faint};
  return {cap_amount_text(cap, *nanos), format_cap_amount(cap, *nanos)};
}

void print_caps(const std::vector<store::CapUse>& caps, const Session& session) {
  Table table({{"CAP"},
               {.title = "SCOPE", .flexible = true},
               {"PERIOD"},
               {.title = "UNIT", .optional = true},
               {"AMOUNT", true},
               {"USED", true},
               {"LEFT", true}});
  for (const store::CapUse& use : caps) {
    table.add({{use.cap.id, use.cap.id.substr(use.cap.id.size() - short_id_length)},
               {use.cap.scope.str()},
               {std::string(to_string(use.cap.period))},
               {use.cap.unit},
               cap_amount_cell(use.cap, use.cap.nanos),
               cap_amount_cell(use.cap, use.used),
               cap_amount_cell(use.cap, left_of(use))});
  }
  table.print(session.out);
}

void list_caps(const Session& session) {
  const std::optional<store::Records> records = app::existing_records(session);
  const std::vector<store::CapUse> caps =
      records ? records->caps(session.clock.now()) : std::vector<store::CapUse>();
  if (caps.empty())
    note_empty(session, "no spending limits are set", "limner caps set store --per month --usd 20");
  if (printed_as_json(session, "caps", caps, cap_json) || caps.empty()) return;
  print_caps(caps, session);
}

// ---- set ----

constexpr std::string_view known_scopes =
    "a scope is store, run, batch, template:ID, provider:NAME or model:ID";

// A limit on an unknown name would never apply.
void refuse_unknown_target(std::string_view kind, const std::string& name,
                           const std::vector<std::string>& names) {
  if (std::ranges::find(names, name) != names.end()) return;
  const std::string near = nearest(name, names);
  throw Error(ErrorCode::usage, "unknown {} \"{}\"", kind, plain(name))
      .with_help(near.empty() ? fmt::format("list them: limner {}s ls",
                                            kind == "template" ? "template" : "model")
                              : fmt::format("did you mean \"{}:{}\"?", kind, near));
}

bool has_run(const Session& session, const std::string& template_id) {
  const std::optional<store::Records> records = app::existing_records(session);
  return records && !records->runs({.template_id = template_id, .limit = 1}).empty();
}

// A limit applies to a template id: a path is resolved to the id in the file.
std::string resolve_template_id(const std::string& name, const Session& session) {
  if (app::find_template(session, name)) return app::load_named_template(session, name).id;
  if (has_run(session, name)) return name;
  refuse_unknown_target("template", name, app::template_names(session));
  return name;
}

// With the id of a template that is named by its file.
store::CapScope checked_scope(const std::string& text, const Session& session) {
  std::optional<store::CapScope> scope = store::parse_cap_scope(text);
  if (!scope) {
    throw Error(ErrorCode::usage, "\"{}\" is not a scope", plain(text))
        .with_help(std::string(known_scopes));
  }
  if (scope->name.empty()) return *std::move(scope);
  if (scope->kind == store::CapScopeKind::template_) {
    scope->name = resolve_template_id(scope->name, session);
    return *std::move(scope);
  }
  const bool is_model = scope->kind == store::CapScopeKind::model;
  const provider::Catalogue catalogue = app::load_catalogue(session);
  std::vector<std::string> names;
  for (const provider::Model& model : catalogue.models())
    names.push_back(is_model ? model.id : model.provider);
  refuse_unknown_target(to_string(scope->kind), scope->name, names);
  return *std::move(scope);
}

store::CapPeriod cap_period(const SetCapOptions& options) {
  if (const auto period = parse_enum<store::CapPeriod>(options.period)) return *period;
  if (options.scope == to_string(store::CapScopeKind::run)) return store::CapPeriod::run;
  throw Error(ErrorCode::usage, "a spending limit needs a period")
      .with_help("add --per run, --per day, --per month or --per ever");
}

std::int64_t credit_nanos(const std::string& text) {
  try {
    const Credits credits = Credits::parse(text);
    if (credits >= Credits()) return credits.nanos();
  } catch (const Error&) {
    // reported below
  }
  throw Error(ErrorCode::usage, "--in-credits cannot be \"{}\"", text)
      .with_help("give credits, such as 1000 or 50.25");
}

store::CapRow cap_of(const SetCapOptions& options, const Session& session) {
  if (options.usd.has_value() == !options.credits.empty()) {
    throw Error(ErrorCode::usage, "a spending limit needs either --usd or --in-credits")
        .with_help(fmt::format("limner caps set {} --per month --usd 20", plain(options.scope)));
  }
  store::CapRow cap{.id = session.ids.next(),
                    .scope = checked_scope(options.scope, session),
                    .period = cap_period(options),
                    .unit = "USD",
                    .created = session.clock.now()};
  if (!options.usd) {
    cap.unit = fmt::format("CR:{}", session.settings.text("wallet.name"));
    cap.nanos = credit_nanos(options.credits);
  } else if (*options.usd >= Money()) {
    cap.nanos = options.usd->nanos();
  } else {
    throw Error(ErrorCode::usage, "a spending limit cannot be negative")
        .with_help("give dollars, such as 20 or 0.50");
  }
  return cap;
}

void set_cap(const SetCapOptions& options, const Session& session) {
  const store::CapRow wanted = cap_of(options, session);
  store::Records records = app::open_records(session);
  const store::CapRow cap = records.set_cap(wanted);
  for (const store::CapUse& use : records.caps(session.clock.now())) {
    if (use.cap.id != cap.id) continue;
    if (printed_as_json(session, "caps", std::vector{use}, cap_json)) return;
    const auto left = left_of(use);
    const std::string often = cap.period == store::CapPeriod::ever
                                  ? "in total"
                                  : fmt::format("per {}", to_string(cap.period));
    const std::string scope =
        cap.scope.kind == store::CapScopeKind::run ? "" : " for " + cap.scope.str();
    note(session,
         fmt::format("at most {} {}{}{}", format_cap_amount(cap, wanted.nanos), often, scope,
                     left ? fmt::format("; {} left", format_cap_amount(cap, *left)) : ""));
  }
}

// ---- rm ----

bool names_cap(const store::CapRow& cap, const std::string& text) {
  return cap.scope.str() == text || cap.id == text || cap.id.starts_with(text) ||
         (text.size() == short_id_length && cap.id.ends_with(text));
}

void remove_cap(const std::string& text, const Session& session) {
  if (!app::store_location(session).exists) app::records_to_look_up(session, text);
  store::Records records = app::open_records(session);
  std::vector<store::CapRow> meant;
  for (const store::CapUse& use : records.caps(session.clock.now())) {
    if (names_cap(use.cap, text)) meant.push_back(use.cap);
  }
  if (meant.empty()) {
    throw Error(ErrorCode::not_found, "no spending limit matches \"{}\"", plain(text))
        .with_help("list them: limner caps ls");
  }
  if (meant.size() > 1) {
    throw Error(ErrorCode::ambiguous, "\"{}\" matches {} spending limits", plain(text),
                meant.size())
        .with_help("use the id of one: limner caps ls");
  }
  const store::CapRow& cap = meant.front();
  records.remove_cap(cap.id);
  note(session, fmt::format("removed the {} limit for {}", format_cap_amount(cap, cap.nanos),
                            cap.scope.str()));
}

void add_set(CLI::App& group, Session& session) {
  auto options = std::make_shared<SetCapOptions>();
  CLI::App* command = add_command(
      group, "set", "Set a spending limit; replaces the limit of that scope and period",
      {"limner caps set store --per month --usd 20",
       "limner caps set model:openai/gpt-image-2 --per day --usd 2.50",
       "limner caps set run --usd 0.10", "limner caps set store --per ever --in-credits 5000"});
  command
      ->add_option("scope", options->scope,
                   "store, run, batch, template:ID, provider:NAME or model:ID")
      ->required()
      ->type_name("SCOPE");
  add_choice(*command, "--per", options->period, list_words<store::CapPeriod, std::string>(),
             "Period after which the count restarts; days and months in UTC");
  add_money(*command, "--usd", options->usd, "Limit in US dollars");
  command->add_option("--in-credits", options->credits, "Limit in credits of the wallet")
      ->type_name("CREDITS");
  command->callback([options, &session] { set_cap(*options, session); });
}

}  // namespace

void add_caps(CLI::App& app, Session& session) {
  CLI::App* group = add_command(app, "caps", "Set spending limits");
  CLI::App* all = add_command(*group, "ls", "List spending limits and what counts against them",
                              {"limner caps ls", "limner caps ls --json"});
  all->callback([&session] { list_caps(session); });
  add_set(*group, session);
  auto id = std::make_shared<std::string>();
  CLI::App* command = add_command(*group, "rm", "Remove a spending limit",
                                  {"limner caps rm 7qx2m9kd", "limner caps rm provider:openai"});
  command->add_option("cap", *id, "Id or scope of a spending limit")->required()->type_name("CAP");
  command->callback([id, &session] { remove_cap(*id, session); });
}

}  // namespace limner::cli
