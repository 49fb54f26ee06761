#include "cli/args/complete.hpp"

#include "app/template_lookup.hpp"
#include "cli/args/arguments.hpp"
#include "cli/args/intake_flags.hpp"
#include "cli/command/commands.hpp"
#include "cli/program.hpp"
#include "cli/render/format.hpp"
#include "cli/render/topics.hpp"

#include <limner/error.hpp>
#include <limner/step.hpp>

#include <algorithm>
#include <iterator>

namespace limner::cli {

namespace {

using Answers = std::vector<Answer>;

constexpr int max_ids = 50;  // the newest: more would not fit a screen

Answers template_candidates(const Session& session) {
  Answers answers;
  for (const app::ListedTemplate& listed : app::list_templates(session))
    answers.push_back({listed.name, listed.origin});
  answers.push_back({":files", ""});
  return answers;
}

Answers model_candidates(const Session& session) {
  Answers answers;
  const provider::Catalogue catalogue = app::load_catalogue(session);
  for (const provider::Model& model : catalogue.models()) {
    if (!model.retired_on(app::today(session)))
      answers.push_back({model.id, std::string(to_string(model.status))});
  }
  return answers;
}

Answers run_candidates(const Session& session) {
  Answers answers;
  const std::optional<store::Records> records = app::existing_records(session);
  if (!records) return answers;
  for (const store::RunRow& run : records->runs({.limit = max_ids}))
    answers.push_back(
        {std::string(run.id.short_id()), fmt::format("{}, {}", to_string(run.status), run.title)});
  if (!answers.empty()) answers.push_back({"@last", "the newest"});
  return answers;
}

Answers artifact_candidates(const Session& session) {
  Answers answers;
  const std::optional<store::Records> records = app::existing_records(session);
  if (!records) return answers;
  for (const store::ArtifactRow& artifact : records->artifacts({.limit = max_ids})) {
    answers.push_back(
        {std::string(artifact.id.short_id()),
         fmt::format("{}, {}", to_string(artifact.status), artifact.context.value("title", ""))});
  }
  if (!answers.empty()) answers.push_back({"@last", "the newest"});
  return answers;
}

Answers provider_candidates(const Session& session) {
  Answers answers;
  const provider::Catalogue catalogue = app::load_catalogue(session);
  for (const provider::ProviderFacts& provider : catalogue.providers()) {
    if (!provider.key_variables.empty()) answers.push_back({provider.name, provider.title});
  }
  return answers;
}

Answers scope_candidates(const Session& session) {
  Answers answers{{"store", ""}, {"run", ""}, {"batch", ""}};
  const provider::Catalogue catalogue = app::load_catalogue(session);
  for (const std::string& name : app::template_names(session))
    answers.push_back({"template:" + name, ""});
  for (const provider::ProviderFacts& provider : catalogue.providers())
    answers.push_back({"provider:" + provider.name, provider.title});
  for (const provider::Model& model : catalogue.models()) {
    if (!model.retired_on(app::today(session))) answers.push_back({"model:" + model.id, ""});
  }
  return answers;
}

// Runs and artifacts that are waiting for review.
Answers review_candidates(const Session& session) {
  Answers answers;
  const std::optional<store::Records> records = app::existing_records(session);
  if (!records) return answers;
  for (const store::ArtifactRow& artifact :
       records->artifacts({.status = store::ArtifactStatus::review, .limit = max_ids})) {
    answers.push_back({std::string(artifact.id.short_id()), artifact.context.value("title", "")});
  }
  return answers;
}

Answers topic_candidates(const Session&) {
  Answers answers;
  for (const Topic& topic : topics())
    answers.push_back({std::string(topic.name), std::string(topic.summary)});
  return answers;
}

Answers setting_candidates(const Session&) {
  Answers answers;
  for (const app::SettingRow& row : app::setting_rows())
    answers.push_back({std::string(row.name), std::string(row.help)});
  return answers;
}

Answers concatenated(Answers first, Answers second) {
  std::ranges::move(second, std::back_inserter(first));
  return first;
}

// A topic and a command may have the same name: help shows the topic.
Answers without_repeated_names(const Answers& answers) {
  Answers result;
  for (const Answer& answer : answers) {
    const auto is_same = [&](const Answer& other) { return other.word == answer.word; };
    if (std::ranges::none_of(result, is_same)) result.push_back(answer);
  }
  return result;
}

// The placeholder of a value in usage lines, and the source of its completions.
struct CandidateSource {
  std::string_view name;
  Answers (*values)(const Session&);
};
constexpr CandidateSource candidate_sources[] = {
    {"TEMPLATE", template_candidates},
    {"MODEL", model_candidates},
    {"[STEP=]ID", model_candidates},
    {"TOPIC", topic_candidates},
    {"PROVIDER", provider_candidates},
    {"SCOPE", scope_candidates},
    {"SETTING", setting_candidates},
    {"SHELL",
     [](const Session&) {
       return Answers{{"bash", ""}, {"zsh", ""}, {"fish", ""}};
     }},
    {"RUN", run_candidates},
    {"ARTIFACT", artifact_candidates},
    {"ID",
     [](const Session& session) {
       Answers runs = run_candidates(session);
       if (!runs.empty()) runs.pop_back();  // @last is listed once
       return concatenated(std::move(runs), artifact_candidates(session));
     }},
    {"FILE",
     [](const Session&) {
       return Answers{{":files", ""}};
     }},
    {"IMAGE",
     [](const Session&) {
       return Answers{{":files", ""}};
     }},
    {"PATH",
     [](const Session&) {
       return Answers{{":files", ""}};
     }},
    {"DIR",
     [](const Session&) {
       return Answers{{":directories", ""}};
     }},
};

// Only decisions on waiting artifacts; `reopen` and `show` take any id.
bool decides_review(const CLI::App& command) {
  const CLI::App* group = command.get_parent();
  return group && group->get_name() == "review" &&
         (command.get_name() == "approve" || command.get_name() == "reject");
}

Answers values_of(const CLI::Option& option, const Session& session) {
  Answers answers;
  for (std::string& choice : choices_of(option)) answers.push_back({std::move(choice), ""});
  if (!answers.empty()) return answers;
  const auto source =
      std::ranges::find(candidate_sources, value_name(option), &CandidateSource::name);
  return source == std::end(candidate_sources) ? Answers() : source->values(session);
}

const CLI::Option* find_option(const CLI::App* command, const std::string& name) {
  for (; command != nullptr; command = command->get_parent()) {
    if (const CLI::Option* option = command->get_option_no_throw(name)) return option;
  }
  return nullptr;
}

// The option that the word at the cursor is the value of.
const CLI::Option* open_option(const CLI::App& command, const std::vector<std::string>& before) {
  if (before.empty() || !before.back().starts_with('-')) return nullptr;
  const CLI::Option* option = find_option(&command, before.back());
  return option && !value_name(*option).empty() ? option : nullptr;
}

Answers flags_of(const CLI::App* command) {
  Answers answers;
  for (; command != nullptr; command = command->get_parent()) {
    for (const CLI::Option* option : command->get_options()) {
      if (option->get_group().empty()) continue;
      for (const std::string& name : option->get_lnames())
        answers.push_back({"--" + name, option->get_description()});
    }
  }
  return answers;
}

Answers commands_of(const CLI::App& group) {
  Answers answers;
  for (const CLI::App* child : group.get_subcommands([](const CLI::App*) { return true; })) {
    if (!child->get_group().empty())
      answers.push_back({child->get_name(), child->get_description()});
  }
  return answers;
}

// The positional that comes after `given` words; the last may take several.
const CLI::Option* next_positional(const CLI::App& command, std::size_t given) {
  const CLI::Option* last = nullptr;
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    if (given == 0) return option;
    --given;
    last = option;
  }
  return last && last->get_items_expected_max() > 1 ? last : nullptr;
}

// "--style=ca" asks for values that begin with "--style=".
Answers after_equals(const CLI::App& command, const std::string& word, const Session& session) {
  const std::string name = word.substr(0, word.find('='));
  const CLI::Option* option = find_option(&command, name);
  if (!option) return {};
  Answers answers = values_of(*option, session);
  for (Answer& answer : answers) {
    if (!answer.word.starts_with(':')) answer.word.insert(0, name + "=");
  }
  return answers;
}

// "intent.style=" and, once that stands, its values.
Answers assignments(const app::ChosenWorkflow& chosen, const std::string& word) {
  Answers answers;
  for (const templates::IntakeField& field : chosen.workflow.intake) {
    const std::string path = fmt::format("{}=", fmt::join(field.path, "."));
    if (!word.starts_with(path)) {
      answers.push_back({path, field.help});
      continue;
    }
    for (const nlohmann::json& choice : field.choices)
      answers.push_back(
          {path + (choice.is_string() ? choice.get<std::string>() : choice.dump()), ""});
  }
  return answers;
}

// Model ids, or "image=" and then "image=ID" for the steps that take a model.
Answers model_assignments(const Session& session, const std::string& word) {
  Answers models = model_candidates(session);
  const std::size_t equals = word.find('=');
  if (equals != word.npos) {
    for (Answer& answer : models) answer.word.insert(0, word.substr(0, equals + 1));
    return models;
  }
  Answers steps;
  if (session.workflow) {
    for (const templates::StepSpec& step : session.workflow->workflow.steps) {
      const step::StepKind* kind = step::find_step_kind(step.uses);
      if (kind && kind->capability) steps.push_back({step.id + "=", step.uses});
    }
  }
  return concatenated(std::move(steps), std::move(models));
}

Answers all_answers(CLI::App& program, const std::vector<std::string>& words, Session& session) {
  const std::vector<std::string> before(words.begin(), words.end() - 1);
  const std::string& word = words.back();
  std::vector<std::string> whole = before;  // without a flag that still waits for its value
  if (!whole.empty() && whole.back().starts_with('-')) whole.pop_back();
  const Arguments arguments = scan_arguments(program, whole, Unknown::ignore);
  CLI::App& command = *arguments.command;
  if (command.get_name() == "run") {
    session.workflow = choose_workflow(session, arguments);
    if (session.workflow) add_intake_flags(command, *session.workflow);
  }
  if (!before.empty() && before.back() == "--set")
    return session.workflow ? assignments(*session.workflow, word) : Answers();
  if (!before.empty() && before.back() == "--model" && command.get_name() == "run")
    return model_assignments(session, word);
  if (const CLI::Option* option = open_option(command, before)) return values_of(*option, session);
  if (word.starts_with('-'))
    return word.find('=') == word.npos ? flags_of(&command) : after_equals(command, word, session);
  if (Answers below = commands_of(command); !below.empty()) return below;
  const CLI::Option* positional = next_positional(command, arguments.words.size());
  if (positional && decides_review(command)) return review_candidates(session);
  if (command.get_name() == "help" && arguments.words.empty())
    return without_repeated_names(concatenated(topic_candidates(session), commands_of(program)));
  return positional ? values_of(*positional, session) : flags_of(&command);
}

}  // namespace

Answers complete(const std::vector<std::string>& words, Session& session) {
  if (words.empty()) return {};
  Answers answers;
  try {
    const auto program = make_program(session);
    answers = all_answers(*program, words, session);
  } catch (const Error&) {
    return {};  // half a command line is allowed to be wrong
  }
  std::erase_if(answers, [&](const Answer& answer) {
    return !answer.word.starts_with(':') && !answer.word.starts_with(words.back());
  });
  return answers;
}

void print_answers(const Answers& answers, Session& session) {
  for (const Answer& answer : answers) {
    session.out.text << plain(answer.word);
    if (!answer.about.empty()) session.out.text << '\t' << plain(answer.about);
    session.out.text << '\n';
  }
}

}  // namespace limner::cli
