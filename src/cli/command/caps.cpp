// limner caps: spending limits.
#include "app/caps.hpp"

#include "cli/command/commands.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <memory>

namespace limner::cli {

namespace {

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

ordered_json cap_json(const store::CapUse& use) {
  const store::CapRow& cap = use.cap;
  return {{"id", cap.id},
          {"scope", cap.scope.str()},
          {"period", cap.period},
          {"unit", cap.unit},
          {"amount", cap_amount_json(cap, cap.nanos)},
          {"used", cap_amount_json(cap, use.used)},
          {"left", cap_amount_json(cap, app::left_of(use))},
          {"createdAt", rfc3339(cap.created)}};
}

Cell cap_amount_cell(const store::CapRow& cap, std::optional<std::int64_t> nanos) {
  if (!nanos) return {"", "-", TextStyle::faint};
  return {cap_amount_text(cap, *nanos), format_cap_amount(cap, *nanos)};
}

void print_caps(const std::vector<store::CapUse>& caps, const Session& session) {
  Table table({{.title = "CAP", .optional = true},
               {.title = "SCOPE", .flexible = true},
               {"PERIOD"},
               {.title = "UNIT", .optional = true},
               {"AMOUNT", true},
               {.title = "USED", .number = true, .optional = true},
               {"LEFT", true}});
  for (const store::CapUse& use : caps) {
    table.add({{use.cap.id, use.cap.id.substr(use.cap.id.size() - short_id_length)},
               {use.cap.scope.str()},
               {std::string(to_string(use.cap.period))},
               {use.cap.unit},
               cap_amount_cell(use.cap, use.cap.nanos),
               cap_amount_cell(use.cap, use.used),
               cap_amount_cell(use.cap, app::left_of(use))});
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

void set_cap(const app::CapInput& options, const Session& session) {
  const store::CapRow wanted = app::checked_cap(options, session);
  store::Records records = app::open_records(session);
  const store::CapRow cap = records.set_cap(wanted);
  for (const store::CapUse& use : records.caps(session.clock.now())) {
    if (use.cap.id != cap.id) continue;
    if (printed_as_json(session, "caps", std::vector{use}, cap_json)) return;
    const auto left = app::left_of(use);
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

void remove_cap(const std::string& text, const std::string& period, const Session& session) {
  if (!app::store_location(session).exists) app::records_to_look_up(session, text);
  store::Records records = app::open_records(session);
  const store::CapRow cap = app::find_cap(records, text, session.clock.now(), period);
  records.remove_cap(cap.id);
  note(session, fmt::format("removed the {} limit for {}", format_cap_amount(cap, cap.nanos),
                            cap.scope.str()));
}

void add_set(CLI::App& group, Session& session) {
  auto options = std::make_shared<app::CapInput>();
  CLI::App* command = add_command(
      group, "set", "Set a spending limit; replaces the limit of that scope and period",
      {"limner caps set store --per month --usd 20",
       "limner caps set model:openai/gpt-image-2 --per day --usd 2.50",
       "limner caps set run --usd 0.10", "limner caps set store --per ever --in-credits 5000"});
  command
      ->add_option(
          "scope", options->scope,
          "store, run, batch, template:ID, provider:NAME or model:ID (with its dated versions)")
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
                                  {"limner caps rm 7qx2m9kd", "limner caps rm provider:openai",
                                   "limner caps rm store --per month"});
  command->add_option("cap", *id, "Id or scope of a spending limit")->required()->type_name("CAP");
  auto period = std::make_shared<std::string>();
  add_choice(*command, "--per", *period, list_words<store::CapPeriod, std::string>(),
             "Period of the limit, when the scope has several limits");
  command->callback([id, period, &session] { remove_cap(*id, *period, session); });
}

}  // namespace limner::cli
