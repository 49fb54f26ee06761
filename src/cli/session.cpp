// Writes JSON to stdout.
#include "cli/session.hpp"

#include "app/report/json_output.hpp"

namespace limner::cli {

void print_json(const Session& session, const nlohmann::ordered_json& document) {
  if (session.flags.jsonl) return print_json_line(session, document);
  session.out.text << app::json_text(document) << '\n';
}

void print_json_line(const Session& session, const nlohmann::ordered_json& document) {
  session.out.text << app::json_text(document, 0) << '\n' << std::flush;
}

}  // namespace limner::cli
