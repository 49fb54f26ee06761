// Parses the arguments, runs the command and reports errors.
#include "cli/program.hpp"

#include "app/directories.hpp"
#include "app/report/json_output.hpp"
#include "app/run_inputs.hpp"
#include "cli/args/arguments.hpp"
#include "cli/args/complete.hpp"
#include "cli/args/intake_flags.hpp"
#include "cli/args/long_arguments.hpp"
#include "cli/command/commands.hpp"
#include "cli/render/failure.hpp"
#include "cli/render/format.hpp"
#include "cli/render/github.hpp"
#include "cli/render/help_page.hpp"
#include "cli/signals.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace limner::cli {

namespace {

constexpr int exit_unexpected = 1;
constexpr int request_log_verbosity = 2;  // -vv

void add_global_flags(CLI::App& program, Session& session) {
  GlobalFlags& flags = session.flags;
  program.add_option("--store", flags.store, "Store directory")->type_name("DIR");
  program.add_flag("--json", flags.json, "Print the result as one JSON document");
  program.add_flag("--jsonl", flags.jsonl, "Print JSON lines: rows, or events of a run");
  program.add_flag("-q,--quiet", flags.quiet, "Print only errors and the result");
  program.add_flag("-v,--verbose", flags.verbose,
                   "Print one line per step; twice: also each request to a provider");
  program.add_flag("--header", flags.header, "Print column names in piped tables");
  add_choice(program, "--color", flags.color, {"auto", "always", "never"}, "When to use colour");
  add_choice(program, "--progress", flags.progress, {"auto", "plain", "none"},
             "How to show progress");
  program.add_flag("--offline", flags.offline, "Open no connections; use the embedded providers");
  program
      .add_option("--record", session.record_directory,
                  "Record requests and answers of providers in this directory")
      ->type_name("DIR");
  program
      .add_option("--replay", session.replay_directory,
                  "Replay answers recorded by --record: no connection, no key, no cost")
      ->type_name("DIR");
  for (const app::SettingRow& row : app::setting_rows()) {
    if (!row.name.starts_with("limits.")) continue;
    program
        .add_option_function<std::string>(
            std::string(row.flag),
            [&flags, name = row.name](const std::string& text) {
              flags.limits.emplace_back(name, text);
            },
            "Set " + std::string(row.name) + ": limner help config")
        ->type_name(row.type == app::SettingType::bytes ? "BYTES" : "N");
  }
  program.add_flag("-y,--yes", flags.yes, "Answer yes to every question");
}

app::SettingSources setting_sources(const Session& session, const app::TrustList& trust) {
  app::SettingSources sources{
      .variable = session.variable, .directory = session.directory, .trust = &trust};
  if (session.project) sources.project_file = *session.project / "limner.yaml";
  if (session.variable("HOME") || session.variable("XDG_CONFIG_HOME"))
    sources.user_file = app::config_directory(session.variable) / "config.yaml";
  const GlobalFlags& flags = session.flags;
  if (!flags.store.empty()) sources.flags.emplace_back("store", flags.store);
  if (!flags.color.empty()) sources.flags.emplace_back("color", flags.color);
  if (!flags.progress.empty()) sources.flags.emplace_back("progress", flags.progress);
  sources.flags.insert(sources.flags.end(), flags.limits.begin(), flags.limits.end());
  if (flags.offline) sources.flags.emplace_back("offline", "true");
  return sources;
}

void choose_colours(Session& session, std::string_view choice) {
  for (Output* output : {&session.out, &session.err})
    output->colour = use_colour(choice, session.variable, output->terminal);
}

// Commands that must work with invalid settings.
bool works_without_settings(const CLI::App& command) {
  constexpr std::array<std::string_view, 7> paths = {
      "limner version", "limner help",     "limner config path", "limner doctor",
      "limner trust",   "limner trust ls", "limner trust rm"};
  return std::ranges::find(paths, command_path(command)) != paths.end();
}

void refuse_contradictions(const Session& session) {
  const bool offline = session.settings.is_on("offline");
  if (!session.record_directory.empty() && !session.replay_directory.empty()) {
    throw Error(ErrorCode::usage, "--record and --replay cannot be combined")
        .with_help("record first, then replay");
  }
  if (offline && !session.record_directory.empty()) {
    throw Error(ErrorCode::usage,
                "--record and --offline cannot be combined: --offline sends no requests")
        .with_help("remove one of the two");
  }
  if (offline && !session.replay_directory.empty()) {
    throw Error(ErrorCode::usage,
                "--replay and --offline cannot be combined: --offline would not use the recording")
        .with_help("remove --offline: --replay opens no connections either");
  }
}

void load_settings(const CLI::App& command, Session& session) {
  try {
    const app::TrustList trust = app::TrustList::load(session.variable);
    session.settings = app::Settings::load(setting_sources(session, trust));
  } catch (const Error& broken) {
    if (!works_without_settings(command)) throw;
    session.settings = app::Settings::load({.variable = [](auto) { return std::nullopt; }});
    session.settings_failure = broken;
  }
  session.trace_requests = session.flags.verbose >= request_log_verbosity;
  session.out.header = session.flags.header;
  choose_colours(session, session.settings.text("color"));
  refuse_contradictions(session);
}

// Inputs of a template are flags, so a template is read before the command line is parsed; its
// limit comes from here. load_settings() reports what is wrong with the settings.
void load_settings_for_templates(Session& session, const std::vector<std::string>& given) {
  for (const app::SettingRow& row : app::setting_rows()) {
    if (!row.name.starts_with("limits.")) continue;
    const std::string text = value_of(given, std::string(row.flag));
    if (!text.empty()) session.flags.limits.emplace_back(row.name, text);
  }
  try {
    const app::TrustList trust = app::TrustList::load(session.variable);
    session.settings = app::Settings::load(setting_sources(session, trust));
  } catch (const Error&) {
    session.settings = app::Settings::load({.variable = [](auto) { return std::nullopt; }});
  }
  session.flags.limits.clear();
}

void refuse_group(CLI::App& group) {
  std::string names;
  for (const CLI::App* child : group.get_subcommands({}))
    names += (names.empty() ? "" : ", ") + child->get_name();
  throw Error(ErrorCode::usage, "{} needs a command", command_path(group))
      .with_help("one of: " + names);
}

void check_positionals(const CLI::App& command, const Arguments& arguments) {
  std::size_t given = arguments.words.size();
  for (const CLI::Option* word : command.get_options()) {
    if (!word->get_positional()) continue;
    if (given == 0 && word->get_required()) {
      const std::string name = value_name(*word);
      const bool vowel = std::string_view("AEIOU").find(name.front()) != std::string_view::npos;
      const std::string_view article = name.ends_with('S') ? "" : vowel ? "an " : "a ";
      throw Error(ErrorCode::usage, "{} needs {}{}", command_path(command), article, name)
          .with_help(fmt::format("see the usage: {} --help", command_path(command)));
    }
    if (word->get_items_expected_max() > 1) return;
    given -= std::min<std::size_t>(given, 1);
  }
  if (given == 0) return;
  const std::string& extra = arguments.words[arguments.words.size() - given];
  if (command.get_name() == "image") {
    const std::string all = fmt::format("{}", fmt::join(arguments.words, " "));
    throw Error(ErrorCode::usage, "{}: unexpected argument \"{}\"", command_path(command), extra)
        .with_help(all.find_first_of("\"\\$`!\n") == std::string::npos
                       ? fmt::format("put the prompt in quotes: limner image \"{}\"", all)
                       : "put the prompt in quotes");
  }
  throw Error(ErrorCode::usage, "{}: unexpected argument \"{}\"", command_path(command), extra)
      .with_help(fmt::format("see the usage: {} --help", command_path(command)));
}

// A missing required flag is reported with an example of the command.
void check_required(const CLI::App& command, const Arguments& arguments) {
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional() || !option->get_required()) continue;
    const bool given = std::ranges::any_of(arguments.flags, [&](const std::string& flag) {
      return flag.starts_with('-') && option->check_name(flag);
    });
    if (given) continue;
    const std::string example = command.get_footer().substr(0, command.get_footer().find('\n'));
    throw Error(ErrorCode::usage, "{} needs --{} {}", command_path(command),
                option->get_lnames().front(), value_name(*option))
        .with_help(fmt::format("for example: {}", example));
  }
}

// An empty id would mean the default, or every row that has a prefix: a script whose variable
// is not set must not reach either.
void refuse_empty_ids(const CLI::App& command) {
  constexpr std::array<std::string_view, 6> ids = {"RUN", "ARTIFACT", "CALL",
                                                   "CAP", "ID",       "WALLET"};
  for (const CLI::Option* option : command.get_options()) {
    const std::string type = option->get_type_name();
    if (std::ranges::find(ids, type) == ids.end()) continue;
    if (std::ranges::find(option->results(), "") == option->results().end()) continue;
    const bool is_flag = !option->get_positional();
    throw Error(ErrorCode::not_found, "{} is empty",
                is_flag ? "--" + option->get_lnames().front() : type)
        .with_help(
            is_flag ? fmt::format("leave out {} to name none", "--" + option->get_lnames().front())
                    : fmt::format("see the usage: {} --help", command_path(command)));
  }
}

// Answers the completion scripts; the words that follow may be incomplete.
void answer_completion(std::vector<std::string> given, Session& session) {
  given.erase(given.begin());
  const auto store = std::ranges::find(given, "--store");
  if (given.end() - store > 2) session.flags.store = *(store + 1);
  try {
    const app::TrustList trust = app::TrustList::load(session.variable);
    session.settings = app::Settings::load(setting_sources(session, trust));
  } catch (const Error&) {
    session.settings = app::Settings::load({.variable = [](auto) { return std::nullopt; }});
  }
  print_answers(complete(given, session), session);
}

void run_command(CLI::App& program, std::vector<std::string> given, Session& session) {
  Arguments arguments = scan_arguments(program, given, Unknown::ignore);
  if (std::ranges::find(arguments.flags, "--version") != arguments.flags.end()) {
    given.insert(given.begin(), "version");
    arguments = scan_arguments(program, given, Unknown::ignore);
  }
  if (arguments.command == &program && !arguments.help) {
    scan_arguments(program, given, Unknown::refuse);
    session.err.text << first_words();
    session.exit_code = traits(ErrorCode::usage).exit_code;
    return;
  }
  if (arguments.command->get_name() == "run") {
    session.workflow = choose_workflow(session, arguments);
    if (session.workflow) add_intake_flags(*arguments.command, *session.workflow);
    // Without a template its flags are unknown: report the missing template instead.
    const bool from_request = std::ranges::count(arguments.flags, "--request") > 0;
    if (!session.workflow && !from_request && !arguments.help) app::refuse_no_template();
  }
  if (arguments.help) {
    const std::string name = session.workflow ? session.workflow->name : "";
    session.out.text << help_page(*arguments.command, session.out, name);
    return;
  }
  arguments = scan_arguments(program, given, Unknown::refuse);
  CLI::App& command = *arguments.command;
  if (!command.get_subcommands({}).empty()) refuse_group(command);
  check_positionals(command, arguments);
  check_required(command, arguments);

  program.parse_complete_callback([&] {
    refuse_empty_ids(command);
    load_settings(command, session);
  });
  std::vector<std::string> for_parser = arguments.for_parser();
  std::ranges::reverse(for_parser);  // CLI11 expects them in reverse order
  program.parse(std::move(for_parser));
}

// A project of another user is ignored; `say` it.
void choose_project(Session& session, bool say) {
  const auto is_trusted = [&](const std::filesystem::path& directory) {
    return app::TrustList::load(session.variable).has(app::trusted_path(directory));
  };
  app::ProjectSearch search = app::find_project(session.directory, session.variable, is_trusted);
  session.project = std::move(search.project);
  if (search.ignored.empty() || !say) return;
  const app::ForeignProject& nearest = search.ignored.front();
  session.report(fmt::format(
      "note: {} belongs to another user ({}): the project is ignored; to use it: limner trust {}",
      nearest.path.string(), nearest.owner, nearest.directory.string()));
}

// A JSON document, or with --jsonl a last line that carries the exit code.
void print_failure_json(const Error& error, Session& session,
                        const std::vector<std::string>& given) {
  const bool is_line = mentions(given, "--jsonl");
  if (is_line || session.log) {
    ordered_json line = {{"at", rfc3339(session.clock.now())}, {"event", "error"}};
    line.update(app::failure_document(error));
    line["exitCode"] = traits(error.code()).exit_code;
    // Of a run that has started, only the store knows.
    line["totalCosts"] = session.has_started ? ordered_json() : app::cost_json({});
    if (is_line) print_json_line(session, line);
    if (session.log) session.log->write(app::json_text(line, 0));
  }
  if (!is_line && mentions(given, "--json")) print_json(session, app::failure_document(error));
}

// Reports the error as text and, when requested, as JSON.
int report_failure(const Error& failure, Session& session, const std::vector<std::string>& given) {
  const Error error = with_short_arguments(failure, given);
  session.out.text << std::flush;
  print_failure_json(error, session, given);
  session.err.text << failure_text(error, session.err);
  session.err.text << std::flush;
  if (session.err.command) session.err.command(annotations(session, error));
  return traits(error.code()).exit_code;
}

int report_internal_error(const char* what, Session& session) {
  session.err.text << "error: internal error: " << plain(what) << "\n"
                   << "help: this is a bug in limner; please report it with the command line\n";
  return exit_unexpected;
}

std::unique_ptr<CLI::App> make_bare_program(Session& session) {
  auto program = std::make_unique<CLI::App>(
      "Runs image-generation workflows from a shell and tracks their cost.", "limner");
  program->set_help_flag("-h,--help", "Print this help");
  program->option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  program->fallthrough();
  add_global_flags(*program, session);
  program->add_flag("--version")->description("Print the version");
  return program;
}

// An empty HOME names no directory: it counts as not set.
app::Environment without_empty_home(app::Environment inner) {
  return [inner = std::move(inner)](std::string_view name) {
    std::optional<std::string> value = inner(name);
    return name == "HOME" && value && value->empty() ? std::nullopt : value;
  };
}

// Whether the output of the command is for people: files and documents keep their bytes.
bool prints_log_lines(const std::vector<std::string>& arguments) {
  constexpr std::array<std::string_view, 5> commands = {"run", "image", "resume", "runs", "batch"};
  return !arguments.empty() && std::ranges::find(commands, arguments.front()) != commands.end();
}

}  // namespace

std::unique_ptr<CLI::App> make_program(Session& session) {
  auto program = make_bare_program(session);
  add_commands(*program, session);
  return program;
}

int run_program(std::vector<std::string> arguments, Session& session) {
  const std::string colour = value_of(arguments, "--color");
  const std::vector<std::string> given = arguments;
  session.variable = without_empty_home(session.variable);
  std::optional<WorkflowGuard> err_guard, out_guard;
  if (is_github(session.variable)) {
    err_guard.emplace(session.err);
    if (prints_log_lines(arguments)) out_guard.emplace(session.out);
  }
  try {
    choose_colours(session, colour);
    session.report = [&session](std::string_view line) {
      session.err.text << for_locale(plain(line), session.err) + '\n' << std::flush;
    };
    choose_project(session, arguments.empty() || arguments.front() != "__complete");
    load_settings_for_templates(session, arguments);
    if (!arguments.empty() && arguments.front() == "__complete") {
      answer_completion(std::move(arguments), session);
      return 0;
    }
    const auto program = make_bare_program(session);
    add_commands(*program, session, arguments.empty() ? "" : arguments.front());
    run_command(*program, std::move(arguments), session);
  } catch (const Error& error) {
    session.exit_code = report_failure(error, session, given);
  } catch (const CLI::Error& error) {
    session.exit_code = report_failure(Error(ErrorCode::usage, "{}", error.what()), session, given);
  } catch (const std::filesystem::filesystem_error& error) {
    session.exit_code = report_failure(Error(ErrorCode::store_failed, "cannot use {}: {}",
                                             error.path1().string(), error.code().message())
                                           .with_help("check its permissions and the free space"),
                                       session, given);
  } catch (const std::exception& bug) {
    session.exit_code = report_internal_error(bug.what(), session);
  }
  if (session.log && !session.log->failure().empty())
    session.report(fmt::format("warning: --log-file is incomplete: {}", session.log->failure()));
  session.out.text << std::flush;
  session.err.text << std::flush;
  return session.exit_code;
}

void mask_key(const Session& session, std::string_view key) {
  if (session.err.command) session.err.command(mask(key));
}

int end_program(const Session& session, const FileBuffer& out, int exit_code) {
  if (out.failure() == 0) return ended_by(session.signal, exit_code);
  session.err.text
      << "error: cannot write the result: " << std::strerror(out.failure()) << "\n"
      << (out.failure() == EBADF
              ? "help: stdout is closed; the results are in the store\n"
              : "help: free some space where stdout is written; the results are in the store\n")
      << std::flush;
  return exit_code == 0 ? exit_unexpected : exit_code;
}

}  // namespace limner::cli
