// limner ledger check
#include "cli/command/ledger.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"

namespace limner::cli {

namespace {

void check_ledger(Session& session) {
  const std::optional<store::Records> records = app::existing_records(session);
  const std::vector<std::string> problems = records ? records->check() : std::vector<std::string>();
  const std::vector<std::string> remarks =
      records ? records->remarks() : std::vector<std::string>();
  if (!problems.empty()) session.exit_code = traits(ErrorCode::store_damaged).exit_code;
  if (session.flags.json || session.flags.jsonl) {
    print_json(session, {{"schemaVersion", 1},
                         {"ok", problems.empty()},
                         {"problems", problems},
                         {"remarks", remarks}});
    return;
  }
  for (const std::string& problem : problems)
    session.out.text << for_locale(plain(problem), session.out) << '\n';
  for (const std::string& remark : remarks) note(session, remark);
  if (problems.empty()) {
    note(session, "the ledger is consistent");
    return;
  }
  throw Error(ErrorCode::store_damaged, "the ledger in {} is inconsistent: {} {}",
              app::store_location(session).path.string(), problems.size(),
              either(problems.size(), "problem", "problems"))
      .with_help("keep a copy of the store, then restore limner.db from a backup");
}

}  // namespace

void add_ledger_check(CLI::App& group, Session& session) {
  CLI::App* command =
      add_command(group, "check", "Check that the ledger is consistent; exit 9 if it is not",
                  {"limner ledger check", "limner ledger check --json"});
  command->callback([&session] { check_ledger(session); });
}

}  // namespace limner::cli
