#include "cli/detach.hpp"

#include "app/named_work.hpp"
#include "app/once_period.hpp"
#include "app/provider_check.hpp"
#include "cli/launch.hpp"
#include "cli/render/batch_result.hpp"
#include "cli/render/format.hpp"
#include "cli/render/run_result.hpp"
#include "cli/render/screen.hpp"

#include <limner/error.hpp>
#include <limner/json.hpp>

#include <fmt/ranges.h>

#include <charconv>
#include <utility>

namespace limner::cli {

namespace fs = std::filesystem;

namespace {

// What a worker for a run or batch is started with.
struct WorkerOrder {
  app::WorkId id;
  std::vector<std::string> arguments;  // besides the id and the global flags
  ordered_json document;               // for --json
};

void add_flag(std::vector<std::string>& arguments, std::string_view flag, std::string value) {
  arguments.emplace_back(flag);
  arguments.push_back(std::move(value));
}

std::string absolute(const Session& session, const std::string& path) {
  const bool is_directory = path.ends_with('/');
  std::string text = (session.directory / path).lexically_normal().string();
  if (is_directory && !text.ends_with('/')) text += '/';
  return text;
}

// Those that the worker needs in the same words.
std::vector<std::string> run_arguments(const Session& session, const RunFlags& flags) {
  std::vector<std::string> arguments;
  if (!flags.out.empty()) add_flag(arguments, "--out", absolute(session, flags.out));
  if (!flags.name.empty()) add_flag(arguments, "--name", flags.name);
  if (flags.overwrite) arguments.emplace_back("--overwrite");
  if (flags.strict) arguments.emplace_back("--strict");
  if (flags.max_wait)
    add_flag(arguments, "--max-wait", fmt::format("{}ms", flags.max_wait->count()));
  if (flags.grace) add_flag(arguments, "--grace", fmt::format("{}ms", flags.grace->count()));
  return arguments;
}

std::vector<std::string> batch_arguments(const Session& session, const RunFlags& flags,
                                         const BatchFlags& rows) {
  std::vector<std::string> arguments = run_arguments(session, flags);
  add_flag(arguments, "--jobs", rows.jobs);
  if (!rows.max_failures.empty()) add_flag(arguments, "--max-failures", rows.max_failures);
  add_flag(arguments, "--fail-on", rows.fail_on);
  return arguments;
}

std::vector<std::string> global_arguments(const Session& session) {
  std::vector<std::string> arguments{"--color", "never", "--progress", "plain"};
  if (session.settings.is_on("offline")) arguments.emplace_back("--offline");
  add_flag(arguments, "--store", absolute(session, app::store_location(session).path.string()));
  if (!session.replay_directory.empty())
    add_flag(arguments, "--replay", absolute(session, session.replay_directory));
  if (!session.record_directory.empty())
    add_flag(arguments, "--record", absolute(session, session.record_directory));
  for (const auto& [name, text] : session.flags.limits) {
    for (const app::SettingRow& row : app::setting_rows()) {
      if (row.name == name) add_flag(arguments, row.flag, text);
    }
  }
  return arguments;
}

fs::path log_file(const Session& session, const app::WorkId& id) {
  return app::store_location(session).path / "logs" / (app::full_id(id) + ".log");
}

void print_started(const Session& session, const WorkerOrder& order) {
  const std::string id = app::full_id(order.id);
  if (session.flags.json || session.flags.jsonl) {
    print_json(session, order.document);
  } else {
    session.out.text << id << '\n' << std::flush;
  }
  note(session, fmt::format("wait: limner runs wait {0}   watch: limner runs watch {0}",
                            std::visit([](const auto& one) { return one.short_id(); }, order.id)));
}

// Returns when the worker has begun, or could not: then its output and exit code are this
// process's.
void start_worker_for(Session& session, const WorkerOrder& order) {
  const bool is_run = std::holds_alternative<RunId>(order.id);
  std::vector<std::string> arguments{"worker", is_run ? "--run" : "--batch", app::full_id(order.id),
                                     "--report-ready"};
  for (const std::vector<std::string>& more : {global_arguments(session), order.arguments})
    arguments.insert(arguments.end(), more.begin(), more.end());
  const WorkerStart start = start_worker(session, arguments, log_file(session, order.id));
  if (start.is_ready) return print_started(session, order);
  session.err.text << start.output << std::flush;
  note(session, fmt::format("nothing works on {0} now; continue: limner resume {1}",
                            app::short_name(order.id), app::full_id(order.id)));
  session.exit_code = start.exit_code;
}

void refuse_contradictory_flags(const RunFlags& flags) {
  if (flags.detach && flags.open) {
    throw Error(ErrorCode::usage, "--open and --detach cannot be combined")
        .with_help("open it later: limner artifacts open @last");
  }
  if (flags.again && !flags.once_per.empty()) {
    throw Error(ErrorCode::usage, "--again and --once-per cannot be combined")
        .with_help("name the sample instead: --take N");
  }
}

WorkerOrder order_for(const Session& session, const store::Records& records, const RunId& id,
                      const RunFlags& flags) {
  const app::RunReport report = app::load_run_report(records, id);
  return {.id = id,
          .arguments = run_arguments(session, flags),
          .document = flags.format == "job" ? app::job_view(report)
                                            : app::task_view(report, app::open_blobs(session))};
}

WorkerOrder order_for(const Session& session, const store::Records& records, const BatchId& id,
                      const RunFlags& flags, const BatchFlags& rows) {
  return {
      .id = id,
      .arguments = batch_arguments(session, flags, rows),
      .document = app::batch_document(records, records.batch(id).value(), records.batch_items(id))};
}

// ---- once ----

std::optional<store::OnceKey> once_key(const Session& session, const RunFlags& flags) {
  if (flags.once_per.empty()) return std::nullopt;
  return app::parse_once_period(flags.once_per, session.clock.now());
}

app::WorkId work_of(const store::OnceEntry& entry) {
  if (entry.run) return *entry.run;
  return entry.batch.value();
}

bool is_finished(const store::Records& records, const store::OnceEntry& entry) {
  if (entry.run) {
    const store::RunRow run = records.run(*entry.run).value();
    return app::has_ended(run) && !app::can_be_resumed(run);
  }
  const store::BatchCounts counts = records.count_items(*entry.batch);
  return counts.succeeded == counts.total();
}

void say_made(const Session& session, const store::Records& records, const store::OnceKey& key,
              const store::OnceEntry& entry, std::string_view how) {
  note(session,
       fmt::format("{} for {}: {}", how, plain(key.period), app::short_name(work_of(entry))));
  if (!session.flags.json && !session.flags.jsonl) return;
  if (entry.run) {
    print_json(session, app::run_summary(app::load_run_report(records, *entry.run)));
  } else {
    print_json(session, app::batch_document(records, records.batch(*entry.batch).value(),
                                            records.batch_items(*entry.batch)));
  }
}

void continue_once(Session& session, store::Records& records, const store::OnceEntry& entry,
                   const RunFlags& flags, const BatchFlags& rows) {
  note(session,
       fmt::format("continuing {}, which was not finished", app::short_name(work_of(entry))));
  if (flags.detach) {
    WorkerOrder order = entry.run ? order_for(session, records, *entry.run, flags)
                                  : order_for(session, records, *entry.batch, flags, rows);
    order.arguments.emplace_back("--continue");
    return start_worker_for(session, order);
  }
  if (entry.batch) return resume_batch(session, *entry.batch, flags, rows, app::RetryPolicy::safe);
  resume_run(session, records.run(*entry.run).value(), records, flags, app::RetryPolicy::safe);
}

}  // namespace

std::optional<store::OnceKey> once_key_of_run(const Session& session, const engine::Plan& plan,
                                              const RunFlags& flags) {
  refuse_contradictory_flags(flags);
  std::optional<store::OnceKey> key = once_key(session, flags);
  if (!key) return key;
  key->template_id = plan.workflow.id;
  if (app::is_own_key(*key)) return key;
  nlohmann::json what = plan.specification();
  for (const char* other : {"catalogVersion", "catalogDigest", "estimatedUsd", "limits", "steps"})
    what.erase(other);
  what["models"] = run_settings(session, flags).models;
  key->name = Digest::of(canonical(what)).hex();
  return key;
}

std::optional<store::OnceKey> once_key_of_batch(const Session& session,
                                                const std::string& template_id,
                                                const std::string& name, const RunFlags& flags) {
  refuse_contradictory_flags(flags);
  std::optional<store::OnceKey> key = once_key(session, flags);
  if (!key) return key;
  key->template_id = template_id;
  key->name = name;
  return key;
}

bool is_made_once(Session& session, const store::OnceKey& key, const RunFlags& flags,
                  const BatchFlags& batch_flags) {
  std::optional<store::OnceEntry> entry;
  {
    const std::optional<store::Records> before = app::existing_records(session);
    if (before) entry = before->find_once(key, session.clock.now());
    if (!entry) return false;
    if (is_finished(*before, *entry)) {
      say_made(session, *before, key, *entry, "already made");
      return true;
    }
    if (entry->has_worker) {
      say_made(session, *before, key, *entry, "another process works on it");
      return true;
    }
  }
  store::Records records = app::open_records(session);
  if (records.take_over(key, *entry)) {
    continue_once(session, records, *entry, flags, batch_flags);
  } else {
    say_made(session, records, key, *entry, "another process works on it");
  }
  return true;
}

void submit_run(Session& session, const engine::Plan& plan, const provider::Catalogue& catalogue,
                app::ImageInputs& references, const RunFlags& flags,
                const std::optional<store::OnceKey>& once) {
  {
    const provider::Providers providers = session.make_providers();
    app::check_providers(session, plan, catalogue, providers,
                         session.workflow ? session.workflow->name : plan.workflow.id);
  }
  checked_target(session, flags, plan);
  store::Records records = app::open_records(session);
  engine::refuse_repeated_requests(plan, records);
  store::BlobStore blobs = app::open_blobs(session);
  references.keep(records, blobs);
  const engine::Submission submitted = engine::submit(plan, {.records = records,
                                                             .clock = session.clock,
                                                             .ids = session.ids,
                                                             .request_id = session.ids.next(),
                                                             .tags = app::parse_tags(flags.tags),
                                                             .once = once});
  if (submitted.taken) {  // by a process that was faster
    is_made_once(session, *once, flags, {});
    return;
  }
  if (flags.detach)
    return start_worker_for(session, order_for(session, records, submitted.run, flags));
  resume_run(session, records.run(submitted.run).value(), records, flags, app::RetryPolicy::safe);
}

void detach_batch(Session& session, const store::Records& records, const BatchId& id,
                  const std::vector<int>& ordinals, const RunFlags& flags,
                  const BatchFlags& batch_flags) {
  WorkerOrder order = order_for(session, records, id, flags, batch_flags);
  if (ordinals.size() != records.batch_items(id).size())
    add_flag(order.arguments, "--ordinals", format_ordinals(ordinals));
  start_worker_for(session, order);
}

std::string format_ordinals(const std::vector<int>& ordinals) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < ordinals.size();) {
    std::size_t last = at;
    while (last + 1 < ordinals.size() && ordinals[last + 1] == ordinals[last] + 1) ++last;
    parts.push_back(last == at ? std::to_string(ordinals[at])
                               : fmt::format("{}-{}", ordinals[at], ordinals[last]));
    at = last + 1;
  }
  return fmt::format("{}", fmt::join(parts, ","));
}

std::vector<int> parse_ordinals(std::string_view text) {
  constexpr int most_rows = 1'000'000;
  const auto refuse = [&] {
    throw Error(ErrorCode::usage, "--ordinals cannot be \"{}\"", text)
        .with_help("write numbers and ranges, from 0: 0-2,5");
  };
  const char* at = text.data();
  const char* end = at + text.size();
  const auto number = [&] {
    int value = -1;
    const auto [stop, failure] = std::from_chars(at, end, value);
    if (failure != std::errc() || value < 0 || value > most_rows) refuse();
    at = stop;
    return value;
  };
  std::vector<int> ordinals;
  while (at != end) {
    const int first = number();
    int last = first;
    if (at != end && *at == '-') last = (++at, number());
    for (int one = first; one <= last; ++one) ordinals.push_back(one);
    if (at != end && *at++ != ',') refuse();
  }
  return ordinals;
}

}  // namespace limner::cli
