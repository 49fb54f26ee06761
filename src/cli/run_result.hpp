// What `limner run` says when a run is over, and with which exit code.
#pragma once

#include "cli/session.hpp"
#include "cli/shapes.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace limner {

struct ResultOptions {
  std::string print = "path";  // path, id, url, none
  std::filesystem::path out;   // empty: pictures stay in the store only
  bool open = false;
};

// Prints the result on stdout, failures and what to do next on stderr.
// Returns the exit code.
int print_result(const Session& session, const RunStory& story, const BlobStore& blobs,
                 const ResultOptions& options);

// "50 credits of wallet main"; empty: none were taken.
std::string credit_words(const RunStory& story);

int exit_code_of(const RunStory& story);

}  // namespace limner
