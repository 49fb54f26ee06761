// States and kinds of rows. Their words are used in the database, whose checks list them too,
// and in the JSON output.
#pragma once

#include <limner/enum_text.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace limner::store {

enum class RunStatus {
  queued,
  running,
  review,  // at least one artifact waits for a verdict
  completed,
  approved,
  rejected,
  failed,
  canceled,
  in_doubt,  // the billing of a call is unknown
};
constexpr EnumWords<RunStatus::in_doubt> enum_words(RunStatus) {
  return {"queued",   "running", "review",   "completed", "approved",
          "rejected", "failed",  "canceled", "in_doubt"};
}

enum class StepStatus {
  pending,
  running,
  waiting,
  succeeded,
  failed,
  skipped,
  reused,
  in_doubt,
  canceled,
};
constexpr EnumWords<StepStatus::canceled> enum_words(StepStatus) {
  return {"pending", "running", "waiting",  "succeeded", "failed",
          "skipped", "reused",  "in_doubt", "canceled"};
}

// The table call_moves has the permitted transitions.
enum class CallState {
  intent,       // written, not sent
  dispatching,  // may have been sent
  accepted,     // the provider has accepted it
  succeeded,
  failed,
  in_doubt,  // may have been billed: the user or the provider decides
  voided,    // never sent
};
constexpr EnumWords<CallState::voided> enum_words(CallState) {
  return {"intent", "dispatching", "accepted", "succeeded", "failed", "in_doubt", "void"};
}

// From the least settled to the most settled.
enum class CostStatus { disputed, estimated, provider_reported, reconciled };
constexpr EnumWords<CostStatus::reconciled> enum_words(CostStatus) {
  return {"disputed", "estimated", "provider_reported", "reconciled"};
}

// The author of a ledger entry: limner when the call ended, a bill, or a person who resolved a
// doubt or a dispute.
enum class CostOrigin { call, bill, person };
constexpr EnumWords<CostOrigin::person> enum_words(CostOrigin) {
  return {"call", "bill", "person"};
}

enum class ArtifactStatus { pending, review, approved, rejected, superseded, completed };
constexpr EnumWords<ArtifactStatus::completed> enum_words(ArtifactStatus) {
  return {"pending", "review", "approved", "rejected", "superseded", "completed"};
}

enum class ReviewVerdict { approved, rejected, reopened };
constexpr EnumWords<ReviewVerdict::reopened> enum_words(ReviewVerdict) {
  return {"approved", "rejected", "reopened"};
}

// The kind of a journal entry. All but `expense` move credits of a wallet.
enum class JournalKind { topup, hold, capture, release, refund, expense };
constexpr EnumWords<JournalKind::expense> enum_words(JournalKind) {
  return {"topup", "hold", "capture", "release", "refund", "expense"};
}

enum class CapScopeKind { store, run, batch, template_id, provider, model };
constexpr EnumWords<CapScopeKind::model> enum_words(CapScopeKind) {
  return {"store", "run", "batch", "template", "provider", "model"};
}

// Days and months are those of UTC.
enum class CapPeriod { run, day, month, ever };
constexpr EnumWords<CapPeriod::ever> enum_words(CapPeriod) {
  return {"run", "day", "month", "ever"};
}

// The spending that a cap limits: "store", "run", "batch", "template:ID", "provider:ID" or
// "model:ID".
struct CapScope {
  CapScopeKind kind = CapScopeKind::store;
  std::string name = {};  // empty for the first three

  std::string str() const;
  bool operator==(const CapScope&) const = default;
};
// Nothing when the text is not one of those six forms.
std::optional<CapScope> parse_cap_scope(std::string_view text);

}  // namespace limner::store
