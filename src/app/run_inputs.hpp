// Run inputs from the command line: the template, its intake, models, tags.
#pragma once

#include "app/context.hpp"

#include <limner/document.hpp>
#include <limner/template.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace limner::app {

// A template and the values of its flags.
struct ChosenWorkflow {
  std::string name;  // as written on the command line
  templates::Template workflow;
  // Field of `workflow` and the text of its flag. The fields live in `workflow`: a copy
  // needs its own flags.
  std::vector<std::pair<const templates::IntakeField*, std::string>> given = {};
};

struct RunInputOptions {
  std::vector<std::string> sets;         // PATH=VALUE
  std::vector<std::string> images = {};  // for the template's pictures, in its order
  std::string intake;                    // file or "-"
  std::string request;                   // file or "-"
};

struct RunInputs {
  templates::Template workflow;
  nlohmann::json intake;                  // not yet checked
  std::optional<Document> document = {};  // the file with the intake, if there is one
  // The fields that flags have set: {"intake", "intent", "style"}. Others are those of the file.
  std::set<std::vector<std::string>> overridden = {};
  // Why the text of a flag or of --set is not a value of its field, by the field's place. The text
  // stays in the intake, so that validation reports all problems together.
  std::map<std::vector<std::string>, Problem> faults = {};
  // The flags that were given, by the path of their field: "outputFormat" → "--format".
  std::map<std::string, std::string> flags = {};
};

// `error` of a run with these inputs; its problems with the intake have the positions in the file,
// and the reasons of `faults`. What flags have set is named by the flag.
Error with_positions(const Error& error, const RunInputs& inputs);

// Later sources override earlier ones: files, flags, --image for missing pictures, --set.
// Throws Error{usage} for contradictory arguments, and for two --set of one input.
RunInputs read_run_inputs(const Context& context, const std::optional<ChosenWorkflow>& chosen,
                          const RunInputOptions& options);

[[noreturn]] void refuse_no_template();

// Sets `path` ("intent.prompt") within `intake`. Throws Error{usage} when a value
// already stands on the way.
void set_at(nlohmann::json& intake, const std::vector<std::string>& path, nlohmann::json value);

// "[STEP=]ID" → step → model; "" stands for every step.
std::map<std::string, std::string> parse_models(const std::vector<std::string>& texts);

// "KEY=VALUE" → key, value. Throws Error{usage} for another form, for a key that is given twice
// and for a text that is not UTF-8.
std::vector<std::pair<std::string, std::string>> parse_tags(const std::vector<std::string>& texts);

}  // namespace limner::app
