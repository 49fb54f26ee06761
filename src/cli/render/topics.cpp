// The topics of `limner help`, generated from the program's tables where possible.
#include "cli/render/topics.hpp"

#include "app/keys.hpp"
#include "app/settings.hpp"
#include "cli/render/format.hpp"
#include "cli/render/help_page.hpp"

#include <limner/error.hpp>
#include <limner/provider.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <vector>

namespace limner::cli {

namespace {

void add_entry(std::string& text, std::string_view name, std::string_view about, int left) {
  const bool fits = name.size() + 3 <= static_cast<std::size_t>(left);
  text += fmt::format("  {}", name);
  text += fits ? std::string(static_cast<std::size_t>(left) - 2 - name.size(), ' ')
               : "\n" + std::string(static_cast<std::size_t>(left), ' ');
  text += wrapped(about, topic_width, left) + "\n";
}

// ---- exit-codes ----

constexpr std::array exit_table{
    ExitMeaning{0, "success: in review, completed, approved or reused"},
    ExitMeaning{1, "unexpected failure: a bug in limner, or a disk or database error"},
    ExitMeaning{2, "invalid usage or input: nothing was started or spent"},
    ExitMeaning{3, "the run failed; see runs show"},
    ExitMeaning{4, "partial success: the run continued after a failed step"},
    ExitMeaning{5, "refused by a spending limit, a price or the wallet: nothing more was started"},
    ExitMeaning{6, "in doubt: a request may have been billed; do not run it again"},
    ExitMeaning{7, "still pending: a wait that timed out"},
    ExitMeaning{8, "unknown or ambiguous id, or nothing matched"},
    ExitMeaning{9, "the store is damaged, or newer than this program; nothing was written"},
    ExitMeaning{10, "a check failed"},
    ExitMeaning{75, "temporary failure: a provider is unavailable; retry later"},
    ExitMeaning{
        77,
        "a key is missing or was rejected, or a project asks for what only limner trust allows"},
    ExitMeaning{78, "the provider's account has no credit or quota left: waiting does not help"},
    ExitMeaning{130,
                "ended by Ctrl-C; 143: ended by SIGTERM. The signal is raised again, so a "
                "shell's loop stops too. 130 without a signal: canceled by limner runs cancel"},
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
  std::string text =
      "Exit codes of limner. Later versions may add codes; treat an unknown one as a\n"
      "failure. Below each code: the values of error.code in --json.\n\n";
  for (const ExitMeaning& row : exit_table) {
    add_entry(text, std::to_string(row.code), row.meaning, 8);
    const std::string names = errors_with(row.code);
    if (!names.empty()) text += "        " + wrapped(names, topic_width, 8) + "\n";
  }
  return text;
}

// ---- environment, config ----

constexpr std::array variable_table{
    VariableMeaning{"NO_COLOR", "not empty: no colour"},
    VariableMeaning{"FORCE_COLOR", "not empty and not 0: colour even without a terminal"},
    VariableMeaning{"CLICOLOR_FORCE", "same as FORCE_COLOR"},
    VariableMeaning{"CLICOLOR", "0: no colour"},
    VariableMeaning{"TERM", "dumb or unset: no colour, no live progress"},
    VariableMeaning{"LC_ALL, LC_CTYPE, LANG", "UTF-8: symbols such as ✓; otherwise ASCII"},
    VariableMeaning{"HOME", "home directory"},
    VariableMeaning{"XDG_CONFIG_HOME",
                    "directory of limner/, with config.yaml, keys.json and trust.json; default "
                    "~/.config"},
    VariableMeaning{"XDG_DATA_HOME", "directory of the user store; default ~/.local/share"},
    VariableMeaning{"USER, LOGNAME", "name of the reviewer when --by is not given"},
    VariableMeaning{"PATH", "where programs such as xdg-open and key_command are found"},
    VariableMeaning{"TMPDIR", "directory for temporary files; default /tmp"},
    VariableMeaning{"CURL_CA_BUNDLE, SSL_CERT_FILE", "file with the trusted certificates, in PEM"},
    VariableMeaning{"SSL_CERT_DIR", "directory with trusted certificates"},
    VariableMeaning{"http_proxy", "proxy for http URLs, never for this machine"},
    VariableMeaning{"https_proxy, HTTPS_PROXY", "proxy for https URLs"},
    VariableMeaning{"all_proxy, ALL_PROXY", "proxy for URLs without a proxy of their scheme"},
    VariableMeaning{"no_proxy, NO_PROXY", "hosts that are connected to without a proxy"},
    VariableMeaning{"SUDO_UID", "under sudo: the user whose projects are used as well"},
    VariableMeaning{
        "SOURCE_DATE_EPOCH",
        "seconds since 1970: the time in files of metadata: full, instead of the run's"},
    VariableMeaning{"GITHUB_ACTIONS",
                    "true: failures are also annotations, batches are groups, and keys that no "
                    "variable has are masked"},
    VariableMeaning{"GITHUB_STEP_SUMMARY", "there: the file that a table of results is added to"},
    VariableMeaning{"GITHUB_WORKSPACE", "there: the directory that annotations name files from"},
};

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
  text += "  Read once at the start, then removed from the environment of limner and\n"
          "  of the programs that it starts.\n";
  text += "\nBase URLs of providers, instead of their own\n";
  for (const provider::ProviderFacts& provider : catalogue.providers()) {
    if (!provider.key_variables.empty())
      add_entry(text, app::base_url_variable(provider.name), provider.title, 28);
  }
  text += "  A key stored by limner keys set is sent only where requests went when it\n"
          "  was stored: store it while the variable is set.\n";
  text += "\nShared with other programs\n";
  for (const VariableMeaning& row : variable_table) add_entry(text, row.names, row.meaning, 28);
  return text + "\nColour is decided for each stream: --color, then NO_COLOR, then FORCE_COLOR or\n"
                "CLICOLOR_FORCE, then TERM, then CLICOLOR, then whether it is a terminal.\n";
}

std::string config_topic() {
  std::string text = R"(The first of these that sets a value wins:
  1. its flag
  2. its LIMNER_… variable
  3. limner.yaml of the project: in the nearest directory at or above this
  4. config.yaml in $XDG_CONFIG_HOME/limner (default ~/.config/limner)
  5. the default

Both files are YAML, one "name: value" per line. An unknown name is an error;
a name with a dot may be written as a map: "wallet: {name: main}".
Paths are relative to the file that contains them.

)";
  for (const app::SettingRow& row : app::setting_rows()) {
    const std::string choices =
        row.choices.empty() ? "" : fmt::format(" ({})", fmt::join(row.choices, ", "));
    add_entry(text, row.name, std::string(row.help) + choices, 26);
  }
  return text + R"(
Limits end what a damaged or hostile file can cost; what exceeds one is refused
with the limit and the flag that raises it. Bytes are written as 1048576,
512KiB or 64MiB. A project may lower a limit; one that raises it has to be trusted.

The store is --store DIR, or LIMNER_STORE, or .limner of the project, or the
user store in $XDG_DATA_HOME/limner (default ~/.local/share/limner).

For each provider, under "providers":
  base_url       URL to use instead of its own: https, or http on this
                 machine; variables such as OPENAI_BASE_URL override it
  key_file       file whose first line is the key
  key_command    program that prints the key, as a list; it runs in the
                 directory of the file that names it
  command        of exec: the program: limner help exec
  concurrency    calls in flight at once, of all runs of a process: 1 to
                 256; the default is the catalogue's, 2 to 16. After a rate
                 limit (429) all calls pause, then half as many are made at
                 once, then one more for each round of answers
  per_minute     calls that start in a minute; default: any number

Everything in config.yaml is your own decision. A project comes with a clone:
its base_url, key_file, key_command, command, catalog, inDoubt and
credits_per_usd, a limit above yours, offline: false and charge where config.yaml
says otherwise, a store outside of it, a template that replaces a built-in one or
sends pictures from elsewhere, and symbolic links in its store or in place of
templates are used only after `limner trust`, until one of the files changes. So
is a store in it that you did not create: before that it can only be read. A
base_url on this machine needs no trust for a provider without a key. A project
of another user is ignored.

  providers:
    openai: {key_command: [pass, show, openai], concurrency: 20}
    openai-compatible: {base_url: "http://127.0.0.1:1234/v1"}

  limner config ls --origin    show all values and their origin
  limner trust                 show what the project asks for, and allow it
  limner init                  create a project in this directory
)";
}

// ---- topics without tables ----

std::string pricing_topic() {
  return R"(The maximum cost of a run is computed before it starts: each paid step is priced
from the catalogue by its size, quality and count. A run is refused (exit 5) when
a step has no known price, or when the cost exceeds --max-cost, the template's
limits.maxUsd, a spending limit or the balance of the wallet.

  limner run NAME … --dry-run     show the price of each step, run nothing
  limner models ls                list models and prices
  limner models show MODEL        show one model and its price sources
  limner models prices PROVIDER   show billing units and unit prices
  limner ledger                   show costs

~$0.0533 is an estimate, $0.0521 was reported by the provider. "unknown, up to
$0.0533" is a request that is under way or in doubt: it may cost its reserve.
Amounts are stored in billionths of a dollar. A ledger entry is one component of
a price: its quantity times its unit price is its cost.

  limner ledger reconcile --from FILE   compare with the provider's bill
  limner ledger resolve CALL            decide a dispute: no bill ends one
  limner ledger export --format focus   CSV for cost tools

With --offline only the embedded providers are used, and runs are free.

Your own prices go in catalog.yaml next to config.yaml, or in the file named by
the setting `catalog`; they are merged over the built-in ones, model by model.
)";
}

std::string json_topic() {
  return R"(With --json a command prints one document on stdout; with --jsonl, one line per
row or event. Progress is printed on stderr.

  limner run … --json             id, status, artifactId, totalCosts, …
  limner run … --jsonl            run.started, step.started, step.partial,
                                  step.finished, call.queued,
                                  call.dequeued, call.waiting and, last,
                                  run.finished, which contains exitCode
  limner runs show ID --json      the same with steps, calls and entries
  limner runs why ID --json       why each step was executed or reused
  limner artifacts show ID --json one artifact with its files

Money is a number with all its digits, times are RFC 3339 in UTC with
milliseconds, ids are complete. Keys may be added but are never renamed; absent
values are null.
The JSON Schemas are in schema/ of the sources and of the installation.

A failure is printed as a document too. With --jsonl it is the last line and
contains event ("error"), exitCode and totalCosts:

  {"error": {"code": "invalid_intake", "message": "…", "recovery": "…",
             "retryable": false, "charged": "no", "detail": […]},
   "detail": [{"loc": ["intake", "intent", "style"], "msg": "…",
               "type": "enum"}]}
)";
}

std::string ci_topic() {
  return R"(In scripts and pipelines:

  limner run NAME --offline --prompt "…" -q     prints only the path
  limner run NAME … --json | jq -r .artifactId

* Without a terminal, progress is not live and nothing is coloured; -q prints only
  errors and the result.
* stdin is read only when an argument is "-", so loops keep their input.
* Piped tables have complete ids and tab-separated columns; nothing is cut.
  --header adds a line with the column names.
* Every failure has an exit code (limner help exit-codes). Code 75 can be retried
  later. Code 6 must not be retried: a request may have been billed.
* Ctrl-C and SIGTERM let the current step finish, record it, and raise the signal
  again, so that a loop around limner ends too. limner resume then continues the
  run and reuses the answers that were already billed.
* limner run … --detach checks, prices and submits, and leaves the work to a process
  in the background. It prints the id; limner runs wait ID waits and exits with the
  code of the run or batch, runs watch ID shows its progress, runs cancel ID stops
  it. Its output is in logs/ of the store. After a reboot, limner resume ID goes on.
* limner run … --once-per day makes it once per local day (or hour, week, KEY, or
  KEY=20h): a finished or running one is left alone, a failed one is continued.
* Several processes can use one store at the same time.
* --junit and --csv report the rows of a batch, --log-file FILE has every event
  as a line of JSON. Recipes for GitHub, GitLab, cron and make: docs/ci.md.
* What a project asks for about money, keys and programs ends with code 77, file
  and line until you trust it (limner help config). A job has no terminal: review
  the change, then run limner trust --yes DIR in the job.
* Keys come from variables such as OPENAI_API_KEY, which limner removes from its
  own environment once it has read them, so that no program that it starts and no
  reader of /proc finds them there.
* Answers of providers can be recorded once and replayed for free: --record DIR,
  then --replay DIR. The directory contains no keys and can be committed.
)";
}

std::string rows_topic() {
  return R"(A run for each row of a file:

  limner run NAME --rows prompts.csv --dry-run    check and price every row
  limner run NAME --rows prompts.csv --out pictures --name "{row.file}"
  limner run NAME --matrix style=flat,cartoon --prompt "…"
  limner run NAME --takes 4 --prompt "…"          four of the same inputs

Files: .csv and .tsv with a header, as spreadsheets write them (commas,
semicolons or tabs, UTF-8 or UTF-16), .jsonl, .json, .yaml (a list), and .txt
with a prompt on each line. - is stdin; --rows-format names its format.

A column is an input by its path (intent.style), its flag (style) or its last
name, or an option: seed, take, key, model, tag.NAME. --map COLUMN=INPUT names
another, --map COLUMN=- ignores the column. An empty cell is not given. Pictures
are paths relative to the file. Flags of the command are for every row.

  --where COLUMN=VALUE   only rows with this value
  --range A:B            only these rows, counted from 1
  --matrix INPUT=A,B     each row with each of the values
  --takes N              takes 1 to N of each; with --take K, from K
  --limit N              at most this many runs
  --key COLUMN           names the rows; without it the inputs do

Every row is checked and priced before anything starts; --skip-invalid leaves
wrong rows out. One row that fails does not end the batch. A key or an account
that is refused (exit 77, 78), a spending limit (5) and a provider that is down
for five rows (75) end it at once; the other rows stay queued. --max-cost is for
all rows together.

The same template, file name and options again are the same batch: rows that
were made are not paid for again, new or changed rows are made, and removed ones
are left. What other batches and runs have made is reused and not priced. --take N
makes other pictures, a larger --takes only those that are missing. limner resume
makes the stored rows that are missing; -j sets how many rows are worked on at
once: auto, the default, is the processor cores and the calls that the providers
take at once. A call that finds a spending limit full of what others may cost
waits until they are billed. Two processes may work on one batch.

When a batch ends, also early or by Ctrl-C, --junit FILE has a test case for each
row, and --csv FILE a line with its run, picture, cost, failure and columns.

Exit codes: 0 all rows are made, 4 some have failed, 3 all have, 6 one is in
doubt. --fail-on all lets single failures pass, --fail-on never all of them.

  limner batch ls                   list batches
  limner batch show @last           show the rows of one
  limner run NAME --rows FILE --detach     work in the background
)";
}

std::string testing_topic() {
  return R"(Ways to try a template for free:

  limner templates check mine.yaml                report all problems
  limner run mine.yaml --dry-run --prompt "…"     show models and prices
  limner run mine.yaml --offline --prompt "…"     make pictures here

Offline pictures are the same on every machine for the same prompt, style and
--seed, so a script can compare their pixels. A prompt that the embedded artist
cannot draw is refused, and the error lists the unknown words.

Recorded answers of providers are replayed without a connection, a key or a cost.
A request that was not recorded is refused; the error shows the difference:

  limner run mine.yaml --prompt "…" --record recordings
  limner run mine.yaml --prompt "…" --replay recordings

A separate store isolates experiments:

  limner --store /tmp/try run mine.yaml --offline --prompt "…"
)";
}

const std::array topic_table{
    Topic{"exit-codes", "Exit codes and their meaning", exit_codes_topic},
    Topic{"environment", "Environment variables", environment_topic},
    Topic{"config", "Settings, their files and precedence", config_topic},
    Topic{"templates", "The template format: keys, steps and expressions", templates_topic},
    Topic{"models", "Model selection and --model auto", models_topic},
    Topic{"catalogue", "Adding your own models and prices", catalogue_topic},
    Topic{"exec", "Using your own program as a provider", exec_topic},
    Topic{"pricing", "Estimates, prices and spending limits", pricing_topic},
    Topic{"wallet", "Prepaid credits, hosted and personal calls", wallet_topic},
    Topic{"json", "JSON output", json_topic},
    Topic{"warnings", "Codes of the warnings of a step", warnings_topic},
    Topic{"rows", "A run for each row of a file", rows_topic},
    Topic{"ci", "Scripts, pipelines and cron", ci_topic},
    Topic{"testing", "Testing templates for free", testing_topic},
};

// Whether `line` continues the paragraph of the line before it. Examples and table rows
// are indented, items of a list begin with "* " and continue indented by two.
bool continues_paragraph(std::string_view line, bool is_item) {
  if (line.empty() || line.starts_with("* ")) return false;
  return is_item ? line.starts_with("  ") && !line.starts_with("   ") : line.front() != ' ';
}

// Wraps the paragraphs that have a line wider than a page; everything else stays as it is.
std::string with_wrapped_paragraphs(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream input(text);
  for (std::string line; std::getline(input, line);) lines.push_back(line);
  std::string result;
  for (std::size_t at = 0; at < lines.size();) {
    const bool is_item = lines[at].starts_with("* ");
    const bool is_prose = is_item || (!lines[at].empty() && lines[at].front() != ' ');
    std::size_t end = at + 1;
    while (is_prose && end < lines.size() && continues_paragraph(lines[end], is_item)) ++end;
    const bool is_wide =
        std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(at),
                    lines.begin() + static_cast<std::ptrdiff_t>(end),
                    [](const std::string& line) { return display_width(line) > topic_width; });
    if (is_prose && is_wide) {
      std::string words = lines[at].substr(is_item ? 2 : 0);
      for (std::size_t i = at + 1; i < end; ++i) words += ' ' + lines[i].substr(is_item ? 2 : 0);
      result += (is_item ? "* " : "") + wrapped(words, topic_width, is_item ? 2 : 0) + '\n';
    } else {
      for (std::size_t i = at; i < end; ++i) result += lines[i] + '\n';
    }
    at = end;
  }
  return result;
}

}  // namespace

std::span<const ExitMeaning> exit_meanings() {
  return exit_table;
}

std::span<const VariableMeaning> shared_variables() {
  return variable_table;
}

std::span<const Topic> topics() {
  return topic_table;
}

const Topic* find_topic(std::string_view name) {
  const auto row = std::ranges::find(topic_table, name, &Topic::name);
  return row == topic_table.end() ? nullptr : &*row;
}

std::string topic_text(const Topic& topic) {
  return with_wrapped_paragraphs(topic.write());
}

}  // namespace limner::cli
