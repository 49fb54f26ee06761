// limner models ls
#include "cli/command/models.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <limner/suggest.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

namespace limner::cli {

namespace {

struct ListModelsOptions {
  std::string provider, task, mode, input, modalities;
  std::optional<Money> most;
  bool all = false;
};

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

std::vector<std::string> split_at_commas(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char letter : text) {
    if (letter == ',') {
      words.emplace_back();
    } else if (letter != ' ') {
      words.back() += letter;
    }
  }
  return words;
}

// Output modalities; a model matches when it has any of them.
bool gives_one_of(const provider::Model& model, const std::string& modalities) {
  return std::ranges::any_of(split_at_commas(modalities), [&](const std::string& word) {
    return contains(provider::to_strings(model.output_modalities), word);
  });
}

bool is_cheap_enough(const provider::Model& model, Money most) {
  const std::optional<Money> price = price_of_one(model);
  return price && *price <= most;
}

bool matches(const provider::Model& model, const ListModelsOptions& options) {
  return (options.provider.empty() || model.provider == options.provider) &&
         (options.task.empty() ||
          contains(provider::to_strings(model.capabilities), options.task)) &&
         (options.mode.empty() || to_string(model.mode) == options.mode) &&
         (options.input.empty() ||
          contains(provider::to_strings(model.input_modalities), options.input)) &&
         (options.modalities.empty() || gives_one_of(model, options.modalities)) &&
         (!options.most || is_cheap_enough(model, *options.most));
}

std::string format_key_presence(std::optional<bool> key) {
  if (!key) return "not required";
  return *key ? "yes" : "no";
}

Cell price_cell(const provider::Model& model) {
  const std::optional<Money> price = price_of_one(model);
  if (!price) return {"", "?", TextStyle::faint};
  return {price->str(), price->is_zero() ? "$0" : dollars(*price)};
}

void print_models_table(const std::vector<const provider::Model*>& found,
                        const provider::Catalogue& catalogue, const Session& session) {
  Table table({{"MODEL"},
               {"MAX PRICE", true},
               {.title = "KEY", .optional = true},
               {.title = "STATUS", .optional = true},
               {"CAN", false, true, true}});
  const std::string date = app::today(session);
  for (const provider::Model* model : found) {
    const std::optional<bool> key = key_present(session, catalogue, model->provider);
    const bool retired = model->retired_on(date);
    table.add({{model->id},
               price_cell(*model),
               {format_key_presence(key), key ? "" : "-",
                key == false ? TextStyle::faint : TextStyle::plain},
               {std::string(to_string(retired ? provider::ModelStatus::retired : model->status)),
                "", retired ? TextStyle::faint : TextStyle::plain},
               {fmt::format("{}", fmt::join(provider::to_strings(model->capabilities), ", "))}});
  }
  table.print(session.out);
}

void refuse_unknown_provider(const provider::Catalogue& catalogue, const std::string& provider) {
  if (provider.empty() || catalogue.provider(provider)) return;
  std::vector<std::string> names;
  for (const provider::ProviderFacts& facts : catalogue.providers()) names.push_back(facts.name);
  const std::string near = nearest(provider, names);
  throw Error(ErrorCode::usage, "unknown provider \"{}\"", provider)
      .with_help(near.empty() ? fmt::format("one of: {}", fmt::join(names, ", "))
                              : fmt::format("did you mean \"{}\"?", near));
}

void list_models(const ListModelsOptions& options, const Session& session) {
  const provider::Catalogue catalogue = app::load_catalogue(session);
  refuse_unknown_provider(catalogue, options.provider);
  const std::string date = app::today(session);
  std::vector<const provider::Model*> found;
  std::size_t hidden = 0;
  for (const provider::Model& model : catalogue.models()) {
    if (!matches(model, options)) continue;
    if (!options.all && model.retired_on(date)) {
      ++hidden;
    } else {
      found.push_back(&model);
    }
  }
  const bool as_json = printed_as_json(session, "models", found, [&](const provider::Model* model) {
    return app::model_json(*model, key_present(session, catalogue, model->provider));
  });
  if (!as_json && !found.empty()) print_models_table(found, catalogue, session);
  if (found.empty())
    note_empty(session, "no model matches", "remove a filter: limner models ls --all");
  if (hidden > 0)
    note(session, fmt::format("{} retired {} not shown; use --all", hidden,
                              either(hidden, "model is", "models are")));
}

}  // namespace

void add_models_ls(CLI::App& group, Session& session) {
  auto options = std::make_shared<ListModelsOptions>();
  CLI::App* command =
      add_command(group, "ls", "List models; MAX PRICE is for one 1024x1024 picture",
                  {"limner models ls", "limner models ls --can image_to_image --max-usd 0.05",
                   "limner models ls --modalities text,image --json"});
  command->add_option("--provider", options->provider, "Only models of this provider")
      ->type_name("NAME");
  command
      ->add_option("--modalities", options->modalities,
                   "Only models with one of these output types")
      ->type_name("WORDS");
  add_choice(*command, "--can", options->task,
             {"text_to_image", "image_to_image", "edit", "background_removal"},
             "Only models that can do this task: limner help models");
  add_choice(*command, "--mode", options->mode,
             {"none", "direct_image_model", "hosted_image_generation_tool"},
             "Only models with this generation mode");
  add_choice(*command, "--input", options->input, {"text", "image"},
             "Only models that accept this input");
  add_money(*command, "--max-usd", options->most,
            "Only models with at most this price per picture");
  command->add_flag("--all", options->all, "Include retired models");
  command->callback([options, &session] { list_models(*options, session); });
}

}  // namespace limner::cli
