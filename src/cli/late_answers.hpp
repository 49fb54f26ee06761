// Answers that processes which died were still waiting for.
#pragma once

#include "cli/progress.hpp"
#include "cli/session.hpp"

#include <optional>
#include <stop_token>

namespace limner {

// What collect() works with, beside the stores: nobody is shown its progress.
class Collecting {
 public:
  Collecting(const Session& session, Providers& providers, Records& records);

  RunEnv env(const std::stop_token& stop);

 private:
  const Session& session_;
  Providers& providers_;
  Records& records_;
  BlobStore blobs_;
  NoProgress nobody_;
};

// Asks the providers for what they have accepted from processes that died, and says in
// one line what came of it. Nothing is sent again, nothing is taken back, a few seconds
// are waited at most, and nothing is thrown: what is not there yet is asked for another
// time. `own` is a run that asks for its own. Asks nobody for a plan that asks nobody, nor
// where a provider's key is not here.
void ask_for_late_answers(const Session& session, const Plan& plan, const Catalogue& catalogue,
                          Collecting collecting, const std::optional<RunId>& own);

}  // namespace limner
