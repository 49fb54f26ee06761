// A run as the task and the job of other image services.
#include "cli/pictures.hpp"
#include "cli/shapes.hpp"

#include <algorithm>
#include <array>

namespace limner {

namespace {

struct StatusViews {
  std::string_view run, task, job;
};

constexpr std::array<StatusViews, 9> views{{
    {"queued", "queued", "NOT_STARTED"},
    {"running", "processing", "IN_PROGRESS"},
    {"in_doubt", "processing", "IN_PROGRESS"},
    {"review", "succeeded", "SUCCESS"},
    {"completed", "succeeded", "SUCCESS"},
    {"approved", "succeeded", "SUCCESS"},
    {"rejected", "succeeded", "SUCCESS"},
    {"failed", "failed", "FAILURE"},
    {"canceled", "canceled", "FAILURE"},
}};

const StatusViews& views_of(std::string_view status) {
  const auto found = std::ranges::find(views, status, &StatusViews::run);
  return found == views.end() ? views[1] : *found;
}

// The call that made pictures: its capability and model are those of the task.
const CallRow* making_call(const RunStory& story) {
  for (const CallRow& call : story.calls) {
    if (call.operation == "text_to_image" || call.operation == "image_to_image") return &call;
  }
  return nullptr;
}

Shape images_of(const RunStory& story, const BlobStore& blobs) {
  Shape images = Shape::array();
  for (const ArtifactStory& made : story.artifacts) {
    const Shape file = file_shape(made, primary_file(made.artifact), blobs);
    images.push_back({{"url", file.is_null() ? Shape() : file["file_url"]},
                      {"artifact_id", made.artifact.id.str()}});
  }
  return images;
}

Shape error_of(const RunRow& run) {
  if (!run.failure.is_object()) return nullptr;
  const auto part = [&](const char* key) {
    return run.failure.contains(key) ? Shape(run.failure.at(key)) : Shape();
  };
  return {{"code", part("code")}, {"message", part("message")}};
}

}  // namespace

Shape task_view(const RunStory& story, const BlobStore& blobs) {
  const CallRow* call = making_call(story);
  return {{"task_id", story.run.id.str()},
          {"status", views_of(story.run.status).task},
          {"capability", call ? Shape(call->operation) : Shape()},
          {"model", call ? Shape(call->model) : Shape()},
          {"billing",
           {{"charged_credits", number(Credits())}, {"refunded_credits", number(Credits())}}},
          {"output", {{"images", images_of(story, blobs)}}},
          {"error", error_of(story.run)}};
}

Shape job_view(const RunStory& story) {
  return {{"request_id", story.run.request_id},
          {"job_id", story.run.id.str()},
          {"status", views_of(story.run.status).job},
          {"credits_cost", 0}};
}

}  // namespace limner
