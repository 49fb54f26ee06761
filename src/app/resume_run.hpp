// Plans the rest of an interrupted or failed run.
#pragma once

#include "app/context.hpp"

#include <limner/engine.hpp>
#include <limner/enum_text.hpp>

#include <optional>
#include <string>

namespace limner::app {

// Which failed steps are repeated.
enum class RetryPolicy {
  safe,  // those that were not billed, and not refused because of their prompt
  all,
  none,
};
constexpr EnumWords<RetryPolicy::none> enum_words(RetryPolicy) {
  return {"safe", "all", "none"};
}

// A template as runs recorded it, independent of its file. Throws Error{store_damaged}.
templates::Template recorded_template(const store::Records& records, const std::string& digest);

// The run is failed, canceled, in doubt, or queued.
bool can_be_resumed(const store::RunRow& run);

// Neither queued nor running. A run in doubt has ended.
bool has_ended(const store::RunRow& run);

// The run that `named` means (as for store::Records::find_run()), or when it is nullopt the
// newest that can be resumed; nullopt when no run can. Throws Error{not_found} or
// Error{ambiguous}, and Error{usage} when a process works on the run.
std::optional<store::RunRow> find_run_to_resume(const store::Records& records,
                                                const std::optional<std::string>& named);

struct ResumePlan {
  engine::Plan plan;       // as it was: what engine::resume() expects
  engine::Plan remaining;  // the same with the finished steps skipped: they need no key
};

// Plans the run again, from its recorded template and specification. Throws Error{usage} when
// `policy` forbids to repeat one of the steps that would run, Error{store_damaged} when the
// recorded template is missing.
ResumePlan plan_resume(const Context& context, const store::Records& records,
                       const store::RunRow& run, const provider::Catalogue& catalogue,
                       RetryPolicy policy);

}  // namespace limner::app
