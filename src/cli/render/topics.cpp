// The topics of `limner help`. What stands in a table of the program is read from it.
#include "cli/render/topics.hpp"

#include "app/keys.hpp"
#include "app/settings.hpp"
#include "cli/render/format.hpp"
#include "cli/render/help_page.hpp"

#include <limner/error.hpp>
#include <limner/provider.hpp>
#include <limner/step.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace limner::cli {

namespace {

void add_entry(std::string& text, std::string_view name, std::string_view about, int left) {
  text += fmt::format("  {:<{}} {}\n", name, left - 3, wrapped(about, page_width, left));
}

// ---- exit-codes ----

struct ExitMeaning {
  int code;
  std::string_view meaning;
};

constexpr std::array exit_meanings{
    ExitMeaning{0, "everything asked for is done: in review, completed, approved or reused"},
    ExitMeaning{1, "unexpected failure: a fault in limner, or the disk or database failed"},
    ExitMeaning{2, "wrong usage or invalid input: nothing was started, nothing was spent"},
    ExitMeaning{3, "the run failed; the reason is in its record"},
    ExitMeaning{4, "partly done: the run went on past a failed step"},
    ExitMeaning{5, "refused because of money: nothing more was started"},
    ExitMeaning{6, "in doubt: a paid request may be live; do not run it again"},
    ExitMeaning{7, "still pending"},
    ExitMeaning{8, "no such id, an ambiguous id, or nothing matched"},
    ExitMeaning{9, "the store is damaged, or newer than this program; nothing was written"},
    ExitMeaning{10, "a check did not pass"},
    ExitMeaning{75, "temporary: a provider is unavailable; try again later"},
    ExitMeaning{77, "a key is missing or was refused"},
    ExitMeaning{130, "ended by Ctrl-C; 143: ended by SIGTERM. The signal is raised again, so a "
                     "shell's loop stops too"},
};

std::string errors_with(int exit_code) {
  std::vector<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(ErrorCode::timed_out); ++i) {
    const ErrorTraits& row = traits(static_cast<ErrorCode>(i));
    if (row.exit_code == exit_code) names.push_back(row.name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string exit_codes_topic() {
  std::string text = "What the exit code of limner says. New codes may come; treat an unknown one\n"
                     "as a failure. Below each: the values of error.code in --json.\n\n";
  for (const ExitMeaning& row : exit_meanings) {
    add_entry(text, std::to_string(row.code), row.meaning, 8);
    const std::string names = errors_with(row.code);
    if (!names.empty()) text += "        " + wrapped(names, page_width, 8) + "\n";
  }
  return text;
}

// ---- environment, config ----

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> shared_variables{{
    {"NO_COLOR", "not empty: no colour"},
    {"FORCE_COLOR", "not empty and not 0: colour even where there is no terminal"},
    {"CLICOLOR_FORCE", "the same"},
    {"CLICOLOR", "0: no colour"},
    {"TERM", "dumb or unset: no colour, no live progress"},
    {"LC_ALL, LC_CTYPE, LANG", "UTF-8: marks such as ✓; else ASCII"},
    {"XDG_CONFIG_HOME", "where limner/config.yaml is; default ~/.config"},
    {"XDG_DATA_HOME", "where the user store is; default ~/.local/share"},
    {"HOME", "the home directory"},
}};

std::string environment_topic() {
  std::string text = "Settings\n";
  for (const app::SettingRow& row : app::setting_rows())
    add_entry(text, row.variable, row.help, 28);
  text += "\nKeys of providers\n";
  const provider::Catalogue catalogue = provider::Catalogue::built_in();
  for (const provider::ProviderFacts& provider : catalogue.providers()) {
    if (provider.key_variables.empty()) continue;
    add_entry(text, fmt::format("{}", fmt::join(provider.key_variables, ", ")), provider.title, 28);
  }
  text += "\nAddresses of providers, instead of their own\n";
  for (const provider::ProviderFacts& provider : catalogue.providers()) {
    if (!provider.key_variables.empty())
      add_entry(text, app::base_url_variable(provider.name), provider.title, 28);
  }
  text += "\nShared with other programs\n";
  for (const auto& [name, about] : shared_variables) add_entry(text, name, about, 28);
  return text + "\nColour is decided for each stream: --color, then NO_COLOR, then FORCE_COLOR or\n"
                "CLICOLOR_FORCE, then TERM, then CLICOLOR, then whether it is a terminal.\n";
}

std::string config_topic() {
  std::string text = R"(A setting comes from the first of these that names it:
  1. its flag
  2. its LIMNER_… variable
  3. limner.yaml of the project: the nearest one at or above here
  4. config.yaml in $XDG_CONFIG_HOME/limner (default ~/.config/limner)
  5. the default

Both files are YAML, one "name: value" a line. An unknown name is an error;
a name with a dot may be written as a map: "wallet: {name: main}".
Paths are relative to the file they stand in.

)";
  for (const app::SettingRow& row : app::setting_rows()) {
    const std::string choices =
        row.choices.empty() ? "" : fmt::format(" ({})", fmt::join(row.choices, ", "));
    add_entry(text, row.name, std::string(row.help) + choices, 26);
  }
  return text + R"(
The store is --store DIR, or LIMNER_STORE, or .limner of the project, or the
user store in $XDG_DATA_HOME/limner (default ~/.local/share/limner).

Of each provider, under "providers":
  base_url       where it is asked instead of its own address: https, or http on
                 this machine; the variable OPENAI_BASE_URL and its like win
  key_file       file whose first line is the key; only in your own config.yaml
  key_command    program that prints the key, as a list; the same
  command        of exec: the program itself; the same: limner help exec

  providers:
    openai: {key_command: [pass, show, openai]}
    openai-compatible: {base_url: "http://127.0.0.1:1234/v1"}

  limner config ls --origin    what is set, and where
  limner init                  make this directory a project
)";
}

// ---- templates ----

std::string templates_topic() {
  std::string text =
      R"(A template is a workflow: what it asks for, and its steps in order. It is found
by name in the project's templates/ and among those built in, or by its path.

  limner templates ls                    what there is
  limner templates show NAME             its inputs and steps
  limner run NAME --help                 its own flags
  limner templates new mine              begin one
  limner templates check mine            all mistakes at once, with their places
  limner templates vars mine             what ${{ … }} may name

A step:

  - id: image                 used as ${{ steps.image.images }}
    uses: image.generate      one of the kinds below
    if: ${{ intake.draft }}   optional; a skipped step's outputs are null
    on_failure: continue      default: terminate
    with: {prompt: "${{ steps.prompt.text }}", model: auto}

Step kinds, * those that can cost money
)";
  for (const step::StepKind* kind : step::step_kinds()) {
    add_entry(text, fmt::format("{}{}", kind->shape.name, kind->shape.metered ? " *" : ""),
              kind->shape.summary, 28);
  }
  return text;
}

// ---- the rest is prose ----

std::string pricing_topic() {
  return R"(Before a run starts, the most it can cost is known: each step that buys
something is priced from the catalogue at its size, quality and count. What
cannot be priced is refused (exit 5); so is what passes --max-cost, the
template's limits.maxUsd or a cap, and what the wallet cannot pay.

  limner run NAME … --dry-run     price of each step; nothing is sent or written
  limner models ls                what models cost, and as of when
  limner models show MODEL        all that is known of one, with the sources
  limner models prices PROVIDER   what is counted, and what one of it costs
  limner ledger                   what was spent

~$0.0533 is an estimate, $0.0521 was reported by the provider. Amounts are kept
in billionths of a dollar and never rounded.

With --offline nothing costs anything: the embedded providers do the work.

A price list of your own goes to catalog.yaml beside config.yaml, or wherever
the setting `catalog` points; it is laid over the built-in one, model by model.
)";
}

std::string json_topic() {
  return R"(With --json a command prints one document on stdout; with --jsonl, a line for
each row or event. Progress stays on stderr.

  limner run … --json             id, status, artifactId, totalCosts and more
  limner run … --jsonl            run.started, step.started, step.partial,
                                  step.finished, call.waiting and, last,
                                  run.finished, which carries exitCode
  limner runs show ID --json      the same, with every step, call and entry
  limner artifacts show ID --json one artifact with its files

Money is a number with all its digits, times are RFC 3339 in UTC with
milliseconds, ids are whole. Keys are added, never renamed; absent is null.
The JSON Schemas are in schema/ of the sources and of the installation.

A failure is also a document, and the exit code says the same. With --jsonl it
is the last line, and carries exitCode:

  {"error": {"code": "invalid_intake", "message": "…", "recovery": "…",
             "retryable": false, "charged": "no", "detail": […]},
   "detail": [{"loc": ["intake", "intent", "style"], "msg": "…",
               "type": "enum"}]}
)";
}

std::string ci_topic() {
  return R"(In scripts and pipelines:

  limner run NAME --offline --prompt "…" -q     prints the path and nothing else
  limner run NAME … --json | jq -r .artifactId

* Without a terminal there is no live block and no colour; -q leaves only
  errors and the result.
* stdin is read only where "-" asks for it, so loops keep their input.
* Ids in pipes are whole, columns are separated by tabs, nothing is cut.
* Every failure has an exit code (limner help exit-codes). Code 75 may be tried
  again later. Code 6 must not: something may have been paid for.
* Ctrl-C and SIGTERM let the step at work finish, record it, and raise the
  signal again, so that a loop around limner ends too. limner resume does what
  is missing then, with the answers that were paid for.
* Two runs at once in one store are fine.
* What providers answered can be recorded once and replayed for nothing:
  --record DIR, then --replay DIR. Commit the directory: no key is in it.
)";
}

std::string testing_topic() {
  return R"(A template can be tried for nothing:

  limner templates check mine.yaml                all mistakes at once
  limner run mine.yaml --dry-run --prompt "…"     models, prices, skipped steps
  limner run mine.yaml --offline --prompt "…"     real pictures, made here

Offline pictures are the same on every machine for the same prompt, style and
--seed, so a script can compare their pixels. A prompt that the embedded
artist cannot draw is refused with the words it does not know.

Answers of real providers, recorded once, are replayed without a connection, a
key or a price. What was never recorded is refused, with what differs:

  limner run mine.yaml --prompt "…" --record recordings
  limner run mine.yaml --prompt "…" --replay recordings

A store of its own keeps experiments apart:

  limner --store /tmp/try run mine.yaml --offline --prompt "…"
)";
}

const std::array topic_table{
    Topic{"exit-codes", "What each exit code means", exit_codes_topic},
    Topic{"environment", "Variables that are read", environment_topic},
    Topic{"config", "Settings, their files, and which wins", config_topic},
    Topic{"templates", "Workflows: finding, reading, writing them", templates_topic},
    Topic{"models", "Which model makes a picture, and what auto means", models_topic},
    Topic{"catalogue", "Models and prices of your own", catalogue_topic},
    Topic{"exec", "A program of your own that makes pictures", exec_topic},
    Topic{"pricing", "Estimates, prices and limits", pricing_topic},
    Topic{"json", "Output for programs", json_topic},
    Topic{"ci", "Use in scripts, pipelines and cron", ci_topic},
    Topic{"testing", "Trying things for nothing", testing_topic},
};

}  // namespace

std::span<const Topic> topics() {
  return topic_table;
}

const Topic* find_topic(std::string_view name) {
  const auto row = std::ranges::find(topic_table, name, &Topic::name);
  return row == topic_table.end() ? nullptr : &*row;
}

std::string topic_text(const Topic& topic) {
  return topic.write();
}

}  // namespace limner::cli
