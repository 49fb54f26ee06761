// Chooses the display of progress.
#include "cli/batch_command.hpp"

#include <utility>

namespace limner::cli {

namespace {

std::unique_ptr<Progress> people_progress(const Session& session, const ProgressOptions& options) {
  const std::string_view choice = session.settings.text("progress");
  if (session.flags.quiet || choice == "none") return std::make_unique<NoProgress>(session.err);
  const bool live = session.err.terminal && session.variable("TERM").value_or("dumb") != "dumb";
  if (live && choice == "auto" && session.flags.verbose == 0)
    return std::make_unique<LiveProgress>(session.err, session.clock, options);
  return std::make_unique<PlainProgress>(session.err, session.clock, options);
}

std::unique_ptr<BatchProgress> people_progress(const Session& session,
                                               const BatchProgressOptions& options) {
  const std::string_view choice = session.settings.text("progress");
  if (session.flags.quiet || choice == "none")
    return std::make_unique<QuietBatchProgress>(session.err, options);
  const bool live = session.err.terminal && session.variable("TERM").value_or("dumb") != "dumb";
  if (live && choice == "auto" && session.flags.verbose == 0)
    return std::make_unique<LiveBatchProgress>(session.err, session.clock, options);
  return std::make_unique<PlainBatchProgress>(session.err, session.clock, options);
}

}  // namespace

std::unique_ptr<Progress> make_progress(const Session& session, const ProgressOptions& options) {
  auto inner = people_progress(session, options);
  if (!wants_events(session)) return inner;
  return std::make_unique<JsonProgress>(event_writer(session), session.clock, std::move(inner));
}

std::unique_ptr<BatchProgress> make_batch_progress(const Session& session, const BatchId& batch,
                                                   const BatchProgressOptions& options) {
  auto inner = people_progress(session, options);
  if (!wants_events(session)) return inner;
  return std::make_unique<JsonBatchProgress>(event_writer(session), session.clock, batch,
                                             std::move(inner));
}

}  // namespace limner::cli
