// Builds the final prompt from style, subject and content type.
#include "step/kinds.hpp"
#include "step/params.hpp"

#include <limner/error.hpp>
#include <limner/step.hpp>
#include <limner/utf8.hpp>

namespace limner::step {

namespace {

using nlohmann::json;

// One line without control characters, with single spaces.
std::string normalise_whitespace(std::string_view line) {
  std::string normalised;
  while (!line.empty()) {
    const Character next = first_character(line);
    const std::string_view as_written = line.substr(0, next.bytes);
    line.remove_prefix(next.bytes);
    const bool space = next.code == ' ' || next.code == '\t';
    if (space && !normalised.empty() && normalised.back() != ' ') normalised += ' ';
    if (!next.valid) append_utf8(normalised, U'\ufffd');
    if (next.valid && !space && !is_control(next.code)) normalised += as_written;
  }
  if (normalised.ends_with(' ')) normalised.pop_back();
  return normalised;
}

// Without empty lines.
json lines_of(std::string_view text) {
  json lines = json::array();
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('\n'), text.size());
    std::string line = normalise_whitespace(text.substr(0, length));
    if (!line.empty()) lines.push_back(std::move(line));
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  return lines;
}

StepOutput run_prompt_resolve(const StepInput& in) {
  const Params params = Params::complete(prompt_resolve.signature, in.with);
  const json lines = lines_of(params.text("text"));
  if (lines.empty()) {
    throw Error(ErrorCode::invalid_input, "the prompt is empty")
        .with_help("describe the picture: --prompt \"a fox in a forest\"");
  }
  std::string text;
  for (const json& line : lines) {
    if (!text.empty()) text += '\n';
    text += line.get_ref<const std::string&>();
  }
  return {.values = {{"text", text},
                     {"parts",
                      {{"contentType", params.text("contentType")},
                       {"subject", normalise_whitespace(params.text("subject"))},
                       {"lines", lines}}},
                     {"sha256", Digest::of(text).hex()}}};
}

}  // namespace

const StepKind prompt_resolve{
    .signature =
        {.name = "prompt.resolve",
         .summary = "Put style, subject and content type together into the final prompt",
         .params = {{"text", templates::ParamType::text, "the prompt, its parts filled in", true},
                    {"subject", templates::ParamType::text, "the user's own words"},
                    {"contentType", templates::ParamType::text,
                     "what kind of picture: clip-art, photo"}},
         .outputs = {{"text", templates::ParamType::text, "the final prompt"},
                     {"parts", templates::ParamType::object, "contentType, subject and lines"},
                     {"sha256", templates::ParamType::text, "digest of the text"}}},
    .run = run_prompt_resolve,
    .pure = true,
};

}  // namespace limner::step
