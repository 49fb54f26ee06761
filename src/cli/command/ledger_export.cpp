// limner ledger export
#include "app/ledger_export.hpp"

#include "cli/command/ledger.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"

#include <memory>

namespace limner::cli {

namespace {

struct ExportLedgerOptions {
  std::string format = "csv";
  LedgerFilter filter;
};

void export_entries(const ExportLedgerOptions& options, const Session& session) {
  const store::CostFilter filter = cost_filter(options.filter, session);
  const std::optional<store::Records> records = app::existing_records(session);
  if (!records) return note(session, "no costs recorded yet");
  const auto format =
      parse_enum<app::LedgerFormat>(options.format).value_or(app::LedgerFormat::csv);
  session.out.text << app::export_ledger(*records, filter, format);
  const store::CostTotal total = records->total(filter);
  if (total.open_calls == 0) return;
  note(session, fmt::format("not included: {} {} without an entry, {}", total.open_calls,
                            either(static_cast<std::size_t>(total.open_calls), "call", "calls"),
                            unknown_dollars(total.reserved)));
}

}  // namespace

void add_ledger_export(CLI::App& group, Session& session) {
  auto options = std::make_shared<ExportLedgerOptions>();
  CLI::App* command = add_command(group, "export", "Print ledger entries as CSV",
                                  {"limner ledger export --since 2026-11-01 > costs.csv",
                                   "limner ledger export --format focus > focus.csv"});
  add_choice(*command, "--format", options->format, list_words<app::LedgerFormat, std::string>(),
             "csv: all fields of the entries; focus: the columns of FOCUS 1.2, the FinOps Open "
             "Cost and Usage Specification (default: csv)");
  add_filter(*command, options->filter);
  command->callback([options, &session] { export_entries(*options, session); });
}

}  // namespace limner::cli
