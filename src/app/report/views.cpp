// A run as a task or job document of other image services.
#include "app/artifact_files.hpp"
#include "app/report/json_output.hpp"

#include <algorithm>
#include <array>

namespace limner::app {

namespace {

struct StatusViews {
  store::RunStatus run;
  std::string_view task, job;
};

constexpr std::array<StatusViews, 9> status_views{{
    {store::RunStatus::queued, "queued", "NOT_STARTED"},
    {store::RunStatus::running, "processing", "IN_PROGRESS"},
    {store::RunStatus::in_doubt, "processing", "IN_PROGRESS"},
    {store::RunStatus::review, "succeeded", "SUCCESS"},
    {store::RunStatus::completed, "succeeded", "SUCCESS"},
    {store::RunStatus::approved, "succeeded", "SUCCESS"},
    {store::RunStatus::rejected, "succeeded", "SUCCESS"},
    {store::RunStatus::failed, "failed", "FAILURE"},
    {store::RunStatus::canceled, "canceled", "FAILURE"},
}};

const StatusViews& views_of(store::RunStatus status) {
  const auto found = std::ranges::find(status_views, status, &StatusViews::run);
  return found == status_views.end() ? status_views[1] : *found;
}

// The call that generated pictures: it determines the task's capability and model.
const store::CallRow* making_call(const RunReport& report) {
  for (const store::CallRow& call : report.calls) {
    if (call.operation == "text_to_image" || call.operation == "image_to_image") return &call;
  }
  return nullptr;
}

ordered_json images_of(const RunReport& report, const store::BlobStore& blobs) {
  ordered_json images = ordered_json::array();
  for (const ArtifactReport& made : report.artifacts) {
    const ordered_json file = file_json(made, primary_file(made.artifact), blobs);
    images.push_back({{"url", file.is_null() ? ordered_json() : file["file_url"]},
                      {"artifact_id", made.artifact.id.str()}});
  }
  return images;
}

ordered_json task_error(const store::RunRow& run) {
  if (!run.failure.is_object()) return nullptr;
  const auto part = [&](const char* key) {
    return run.failure.contains(key) ? ordered_json(run.failure.at(key)) : ordered_json();
  };
  return {{"code", part("code")}, {"message", part("message")}};
}

// Jobs count whole credits; fractions are rounded up.
std::int64_t whole_credits(Credits credits) {
  constexpr std::int64_t one = 1'000'000'000;
  return credits.nanos() / one + (credits.nanos() % one == 0 ? 0 : 1);
}

}  // namespace

ordered_json task_view(const RunReport& report, const store::BlobStore& blobs) {
  const store::CallRow* call = making_call(report);
  return {{"task_id", report.run.id.str()},
          {"status", views_of(report.run.status).task},
          {"capability", call ? ordered_json(call->operation) : ordered_json()},
          {"model", call ? ordered_json(call->model) : ordered_json()},
          {"billing",
           {{"charged_credits", number(report.credits.charged)},
            {"refunded_credits", number(report.credits.refunded)}}},
          {"output", {{"images", images_of(report, blobs)}}},
          {"error", task_error(report.run)}};
}

ordered_json job_view(const RunReport& report) {
  return {{"request_id", report.run.request_id},
          {"job_id", report.run.id.str()},
          {"status", views_of(report.run.status).job},
          {"credits_cost", whole_credits(report.credits.charged)}};
}

}  // namespace limner::app
