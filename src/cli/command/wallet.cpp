// limner wallet: prepaid credits.
#include "app/wallet_settings.hpp"
#include "app/wallets.hpp"
#include "cli/command/commands.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <memory>

namespace limner::cli {

namespace {

struct StatementOptions {
  std::string wallet, since;
};

ordered_json wallet_json(const store::WalletRow& wallet, const Session& session) {
  return {{"name", wallet.name},
          {"available", app::number(wallet.available)},
          {"held", app::number(wallet.held)},
          {"spent", app::number(wallet.spent)},
          {"availableUsd", app::number(app::dollar_value(wallet.available, session))}};
}

ordered_json wallet_move_json(const store::StatementLine& move) {
  return {{"at", rfc3339(move.at)},
          {"kind", move.kind},
          {"credits", app::number(move.amount)},
          {"available", app::number(move.available)},
          {"held", app::number(move.held)},
          {"runId", move.run ? ordered_json(move.run->str()) : ordered_json()},
          {"callId", move.call ? ordered_json(move.call->str()) : ordered_json()},
          {"note", app::text_or_null(move.note)}};
}

void list_wallets(const Session& session) {
  const std::optional<store::Records> records = app::existing_records(session);
  const std::vector<store::WalletRow> wallets =
      records ? records->wallets() : std::vector<store::WalletRow>();
  const auto shape = [&](const store::WalletRow& wallet) { return wallet_json(wallet, session); };
  if (wallets.empty()) note_empty(session, "no wallet exists", "limner wallet topup main 1000");
  if (printed_as_json(session, "wallets", wallets, shape) || wallets.empty()) return;
  Table table({{"WALLET"},
               {"AVAILABLE", true},
               {.title = "HELD", .number = true, .optional = true},
               {.title = "SPENT", .number = true, .optional = true},
               {.title = "WORTH", .number = true, .optional = true}});
  for (const store::WalletRow& wallet : wallets) {
    table.add({{wallet.name},
               {wallet.available.str()},
               {wallet.held.str()},
               {wallet.spent.str()},
               {app::dollar_value(wallet.available, session).str(),
                dollars(app::dollar_value(wallet.available, session))}});
  }
  table.print(session.out);
}

void top_up(const app::TopUp& options, const Session& session) {
  app::checked_amount(options);  // before a store is created
  store::Records records = app::open_records(session);
  if (!app::add_credits(records, options, session))
    note(session, fmt::format("\"{}\" was already used: nothing changed", options.once));
  const std::vector<store::WalletRow> wallets = records.wallets();
  const store::WalletRow& wallet = app::named_wallet(wallets, options.wallet);
  const auto shape = [&](const store::WalletRow& row) { return wallet_json(row, session); };
  if (printed_as_json(session, "wallets", std::vector{wallet}, shape)) return;
  note(session, fmt::format("{} has {} credits, worth {}", wallet.name, wallet.available.str(),
                            dollars(app::dollar_value(wallet.available, session))));
}

Cell id_cell(const store::StatementLine& move) {
  if (move.call) return {move.call->str(), std::string(move.call->short_id())};
  if (move.run) return {move.run->str(), std::string(move.run->short_id())};
  return {""};
}

void print_statement(const StatementOptions& options, const Session& session) {
  const std::string name =
      options.wallet.empty() ? std::string(session.settings.text("wallet.name")) : options.wallet;
  const store::Records records = app::records_to_look_up(session, name);
  app::named_wallet(records.wallets(), name);
  std::optional<Time> since;
  if (!options.since.empty()) since = parse_since("--since", options.since, session.clock.now());
  const std::vector<store::StatementLine> moves = records.statement(name, since);
  if (printed_as_json(session, "moves", moves, wallet_move_json)) return;
  Table table({{.title = "AT", .optional = true},
               {"WHAT"},
               {"CREDITS", true},
               {"AVAILABLE", true},
               {"HELD", true},
               {.title = "FOR", .optional = true},
               {.title = "NOTE", .flexible = true, .optional = true}});
  for (const store::StatementLine& move : moves) {
    table.add({{rfc3339(move.at), moment(move.at, session.out)},
               {std::string(to_string(move.kind))},
               {move.amount.str()},
               {move.available.str()},
               {move.held.str()},
               id_cell(move),
               {move.note}});
  }
  table.print(session.out);
}

void add_topup(CLI::App& group, Session& session) {
  auto options = std::make_shared<app::TopUp>();
  CLI::App* command = add_command(
      group, "topup", "Add credits to a wallet; creates it if missing",
      {"limner wallet topup main 1000", "limner wallet topup main 5000 --once invoice-2026-117"});
  command->add_option("wallet", options->wallet, "Name of the wallet")
      ->required()
      ->type_name("WALLET");
  command->add_option("credits", options->amount, "Number of credits")
      ->required()
      ->type_name("CREDITS");
  command
      ->add_option("--once", options->once, "Idempotency key: do nothing when it was used before")
      ->type_name("WORD");
  command->add_option("--note", options->note, "Note shown in the statement")->type_name("TEXT");
  command->callback([options, &session] { top_up(*options, session); });
}

void add_statement(CLI::App& group, Session& session) {
  auto options = std::make_shared<StatementOptions>();
  CLI::App* command =
      add_command(group, "statement", "List a wallet's holds, charges and refunds, oldest first",
                  {"limner wallet statement main", "limner wallet statement --since 7d --json"});
  command
      ->add_option("wallet", options->wallet,
                   "Name of the wallet (default: the one in the settings)")
      ->type_name("WALLET");
  command
      ->add_option("--since", options->since,
                   "Only since a date, or within an age such as 24h or 7d")
      ->type_name("TIME");
  command->callback([options, &session] { print_statement(*options, session); });
}

}  // namespace

void add_wallet(CLI::App& app, Session& session) {
  CLI::App* group = add_command(app, "wallet", "Manage prepaid credits");
  CLI::App* all = add_command(*group, "ls", "List wallets and their balances",
                              {"limner wallet ls", "limner wallet ls --json"});
  all->callback([&session] { list_wallets(session); });
  add_topup(*group, session);
  add_statement(*group, session);
}

}  // namespace limner::cli
