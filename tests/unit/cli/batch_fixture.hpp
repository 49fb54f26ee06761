#pragma once

#include "unit/cli/cli_fixture.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace limner::cli {

using nlohmann::json;

// `limner run` with the rows of a file, one at a time.
struct BatchFixture : CliFixture {
  BatchFixture() {
    write("picture.yaml", R"(schema: 1
id: picture
version: 1.0.0
name: A picture
review: required
intake:
  intent:
    prompt: {type: string, required: true, flag: prompt}
    style: {type: string, enum: [cartoon, flat], default: cartoon, flag: style}
steps:
  - id: image
    uses: image.generate
    with: {model: openai/gpt-image-2, prompt: "${{ intake.intent.style }} ${{ intake.intent.prompt }}", size: 1024x1024, quality: low}
  - id: artifact
    uses: artifact.create
    with: {files: {raw: "${{ steps.image.images }}"}}
)");
    reply = otherwise = [this](const provider::ModelCall& call, const std::stop_token&) {
      return answer(call);
    };
  }

  provider::ModelAnswer answer(const provider::ModelCall& call) {
    const std::string& prompt = std::get<provider::GenerateImage>(call.operation).prompt;
    asked.push_back(prompt);
    for (const auto& [word, failure] : failures) {
      if (contains(prompt, word)) throw failure;
    }
    provider::ModelAnswer made = fakes::small_answer(call);
    made.charged = Money::parse("0.004");
    return made;
  }

  void fail(const std::string& word, ErrorCode code, Billing billing = Billing::rejected) {
    failures.insert_or_assign(word, CallError(Error(code, "scripted failure"), billing));
  }

  CommandResult run_rows(std::string_view rows, std::vector<std::string> more = {}) {
    write("p.csv", rows);
    std::vector<std::string> arguments{"run", "picture.yaml", "--rows", "p.csv", "-j", "1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  json counts() { return run({"batch", "show", "@last", "--json"}).document()["counts"]; }

  std::vector<std::string> asked;  // prompts, in the order of the requests
  std::map<std::string, CallError> failures;
};

}  // namespace limner::cli
