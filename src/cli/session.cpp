// Writes JSON to stdout, and events to a log.
#include "cli/session.hpp"

#include "app/report/json_output.hpp"

namespace limner::cli {

namespace {

// "##[" starts a workflow command of GitHub Actions anywhere in a line. In JSON it can only be in
// a string.
std::string safe_json(const Session& session, std::string text) {
  if (!session.err.command) return text;
  for (std::size_t at = 0; (at = text.find("##[", at)) != std::string::npos; ++at)
    text.replace(at, 1, "\\u0023");
  return text;
}

}  // namespace

void print_json(const Session& session, const nlohmann::ordered_json& document) {
  if (session.flags.jsonl) return print_json_line(session, document);
  session.out.text << safe_json(session, app::json_text(document)) << '\n';
}

void print_json_line(const Session& session, const nlohmann::ordered_json& document) {
  session.out.text << safe_json(session, app::json_text(document, 0)) << '\n' << std::flush;
}

void open_log(Session& session, const std::string& name) {
  if (!name.empty())
    session.log = std::make_shared<app::LogFile>(session.directory, "--log-file", name);
}

bool wants_events(const Session& session) {
  return session.flags.jsonl || session.log != nullptr;
}

std::function<void(const ordered_json&)> event_writer(const Session& session) {
  return [&session](const ordered_json& event) {
    if (session.flags.jsonl) print_json_line(session, event);
    if (session.log) session.log->write(app::json_text(event, 0));
  };
}

}  // namespace limner::cli
