// Output and exit code of `limner run` at the end of a run.
#pragma once

#include "app/exports.hpp"
#include "app/report/json_output.hpp"
#include "cli/session.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace limner::cli {

struct ResultOptions {
  std::string print = "path";               // path, id, url, none
  std::optional<app::ExportTarget> target;  // none: pictures stay in the store only
  bool open = false;
  bool counts_exports = true;  // says how many pictures were exported when there are several
};

// Prints the result on stdout, failures and next steps on stderr. Returns the exit
// code.
int print_result(const Session& session, const app::RunReport& report,
                 const store::BlobStore& blobs, const ResultOptions& options);

// The main picture of an artifact: its copy where it was exported, else the stored file.
struct HandedPicture {
  ArtifactId artifact;
  std::filesystem::path path;
};

// Exports the pictures of the run; prints, opens and returns the main picture of each artifact,
// that of the run's main artifact first. `columns`: as app::ExportSource::columns. An export that
// fails is reported, and sets `exit_code`.
std::vector<HandedPicture> hand_over(const Session& session, const app::RunReport& report,
                                     const store::BlobStore& blobs, const ResultOptions& options,
                                     const nlohmann::json* columns, int& exit_code);

// "50 credits of wallet main"; empty: none were charged.
std::string format_credits(const app::RunReport& report);

int exit_code_of(const app::RunReport& report);

}  // namespace limner::cli
