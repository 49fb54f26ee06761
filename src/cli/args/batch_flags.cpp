// The flags of commands that work on many rows.
#include "app/batch/row_file.hpp"
#include "cli/batch_command.hpp"

#include <limner/error.hpp>

#include <array>
#include <utility>

namespace limner::cli {

void add_row_flags(CLI::App& command, BatchFlags& flags) {
  const std::string group = "Rows";
  command
      .add_option("--rows", flags.rows,
                  "A run for each row of a .csv, .tsv, .jsonl, .yaml or .txt file, - for stdin")
      ->type_name("FILE")
      ->group(group);
  add_choice(command, "--rows-format", flags.format, list_words<app::RowFormat, std::string>(),
             "Format of the rows (default: by the name of the file)")
      ->group(group);
  add_list(command, "--map", flags.maps, "COLUMN=INPUT",
           "Use a column for an input, an option (seed, take, key, model, tag.NAME), or - for none")
      ->group(group);
  add_list(command, "--matrix", flags.matrix, "INPUT=A,B",
           "A run for each of these values, with every row")
      ->group(group);
  add_list(command, "--where", flags.where, "COLUMN=VALUE", "Only rows with this value")
      ->group(group);
  command.add_option("--range", flags.range, "Only these rows: A:B, A: or :B, counted from 1")
      ->type_name("ROWS")
      ->group(group);
  add_number(command, "--takes", flags.takes, 1, 1'000'000,
             "So many pictures of each row, or of the inputs: takes 1 to N, or from --take on")
      ->group(group);
  add_number(command, "--limit", flags.limit, 1, 1'000'000, "At most this many runs")->group(group);
  command.add_option("--key", flags.key, "The column that names the rows")
      ->type_name("COLUMN")
      ->group(group);
  command
      .add_flag("--skip-invalid", flags.skip_invalid,
                "Leave out rows that cannot be used, with a warning")
      ->group(group);
  add_jobs_flags(command, flags);
}

void add_jobs_flags(CLI::App& command, BatchFlags& flags) {
  const std::string group = "Rows";
  command
      .add_option(
          "-j,--jobs", flags.jobs,
          "Rows to work on at once (default auto: the cores, and the calls that a provider takes)")
      ->type_name("N")
      ->group(group);
  command
      .add_option("--max-failures", flags.max_failures,
                  "End the batch when more rows have failed, a number or a percentage")
      ->type_name("N|P%")
      ->group(group);
  add_choice(command, "--fail-on", flags.fail_on, {"any", "all", "never"},
             "Which failed rows make the exit code 4 or 3")
      ->group(group);
  command
      .add_option("--junit", flags.junit,
                  "Write a test report with a case for each row, as JUnit XML")
      ->type_name("FILE")
      ->group(group);
  command
      .add_option("--csv", flags.csv, "Write a table with the result of each row and its columns")
      ->type_name("FILE")
      ->group(group);
}

void refuse_row_flags(const BatchFlags& flags, std::string_view help) {
  const BatchFlags none;
  const std::array given{
      std::pair{"--rows-format", flags.format != none.format},
      std::pair{"--map", !flags.maps.empty()},
      std::pair{"--where", !flags.where.empty()},
      std::pair{"--range", flags.range != none.range},
      std::pair{"--limit", flags.limit.has_value()},
      std::pair{"--key", flags.key != none.key},
      std::pair{"--skip-invalid", flags.skip_invalid},
      std::pair{"--jobs", flags.jobs != none.jobs},
      std::pair{"--max-failures", flags.max_failures != none.max_failures},
      std::pair{"--fail-on", flags.fail_on != none.fail_on},
      std::pair{"--junit", !flags.junit.empty()},
      std::pair{"--csv", !flags.csv.empty()},
  };
  for (const auto& [name, is_given] : given) {
    if (is_given) {
      throw Error(ErrorCode::usage, "{} is for the rows of a file", name)
          .with_help(std::string(help));
    }
  }
}

bool has_rows(const BatchFlags& flags) {
  if (!flags.rows.empty() || !flags.matrix.empty() || flags.takes) return true;
  refuse_row_flags(flags, "add the file: --rows FILE, or --matrix INPUT=A,B, or --takes N");
  return false;
}

}  // namespace limner::cli
