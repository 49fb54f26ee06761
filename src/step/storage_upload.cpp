// Publishes a picture under a durable reference: kind, bucket and object key.
#include "step/kinds.hpp"
#include "step/params.hpp"

#include <limner/error.hpp>
#include <limner/step.hpp>

#include <algorithm>

namespace limner::step {

namespace {

constexpr std::string_view default_bucket = "artifacts";

// Bucket names are parts of paths and URLs.
void check_bucket_name(const std::string& bucket) {
  constexpr std::size_t longest = 63;
  const bool plain = std::ranges::all_of(
      bucket, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
  if (plain && !bucket.empty() && bucket.size() <= longest && bucket.front() != '-') return;
  throw Error(ErrorCode::invalid_input, "storage.upload: \"{}\" is not a bucket name", bucket)
      .with_help("use small letters, digits and hyphens: bucket: artifacts");
}

StepOutput run_storage_upload(const StepInput& in) {
  const Params params = Params::complete(storage_upload.signature, in.with);
  const std::string bucket = params.text("bucket", default_bucket);
  check_bucket_name(bucket);
  StepOutput output;
  output.objects.push_back(
      in.publish(asset_from(*params.find("input")), bucket, params.text("role", "file")));
  return output;
}

void validate_storage_upload(const nlohmann::json& with) {
  check_bucket_name(Params::part(storage_upload.signature, with).text("bucket", default_bucket));
}

}  // namespace

const StepKind storage_upload{
    .signature =
        {.name = "storage.upload",
         .summary = "Publish a picture under a durable reference",
         .params = {{"input", templates::ParamType::image, "the picture to publish", true},
                    {"bucket", templates::ParamType::text, "name of the bucket; default artifacts"},
                    {"role", templates::ParamType::text, "role of the file: raw, processed, …"}},
         .outputs = {{"objects", templates::ParamType::images, "kind, bucket and object key"}}},
    .run = run_storage_upload,
    .validate = validate_storage_upload,
};

}  // namespace limner::step
