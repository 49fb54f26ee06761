// limner models prices: billing units and prices.
#include "cli/command/models.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <limner/suggest.hpp>

#include <memory>

namespace limner::cli {

namespace {

struct ListedPrice {
  const provider::Model* model;
  const provider::Price* price;
};

// Prices of one model, of one provider's models, or of all models.
std::vector<ListedPrice> prices_of(const provider::Catalogue& catalogue, const std::string& what,
                                   const std::string& date) {
  std::vector<ListedPrice> found;
  for (const provider::Model& model : catalogue.models()) {
    const bool is_meant =
        what.empty() ? !model.retired_on(date) : model.id == what || model.provider == what;
    if (!is_meant) continue;
    for (const provider::Price& price : model.prices) found.push_back({&model, &price});
  }
  return found;
}

void refuse_unknown_model_or_provider(const provider::Catalogue& catalogue,
                                      const std::string& what) {
  if (what.empty() || catalogue.find(what) || catalogue.provider(what)) return;
  std::vector<std::string> names;
  for (const provider::Model& model : catalogue.models()) names.push_back(model.id);
  for (const provider::ProviderFacts& facts : catalogue.providers()) names.push_back(facts.name);
  const std::string near = nearest(what, names);
  throw Error(ErrorCode::not_found, "unknown model or provider \"{}\"", plain(what))
      .with_help(near.empty() ? "list the models: limner models ls"
                              : fmt::format("did you mean \"{}\"?", near));
}

ordered_json price_json(const ListedPrice& row) {
  const provider::Price& price = *row.price;
  return {{"model", row.model->id},
          {"item", price.item},
          {"unit", price.unit},
          {"quality", app::text_or_null(price.quality)},
          {"size", app::text_or_null(price.size)},
          {"usd", app::number(price.amount)},
          {"from", price.from},
          {"source", price.source}};
}

void print_prices_table(const std::vector<ListedPrice>& rows, const Session& session) {
  Table table({{"MODEL", false, true},
               {"ITEM", false, true},
               {"UNIT"},
               {.title = "QUALITY", .optional = true},
               {.title = "SIZE", .optional = true},
               {"USD", true},
               {.title = "FROM", .optional = true},
               {.title = "SOURCE", .flexible = true, .optional = true}});
  for (const ListedPrice& row : rows) {
    const provider::Price& price = *row.price;
    table.add({{row.model->id},
               {price.item},
               {price.unit},
               {price.quality},
               {price.size},
               {price.amount.str(), dollars(price.amount)},
               {price.from},
               {price.source, "", TextStyle::faint}});
  }
  table.print(session.out);
}

void list_prices(const std::string& what, const Session& session) {
  const provider::Catalogue catalogue = app::load_catalogue(session);
  refuse_unknown_model_or_provider(catalogue, what);
  const std::vector<ListedPrice> rows = prices_of(catalogue, what, app::today(session));
  if (printed_as_json(session, "prices", rows, price_json)) return;
  if (rows.empty()) return note_empty(session, "no known price", "limner models show " + what);
  print_prices_table(rows, session);
}

}  // namespace

void add_models_prices(CLI::App& group, Session& session) {
  auto what = std::make_shared<std::string>();
  CLI::App* command =
      add_command(group, "prices", "List prices with date and source",
                  {"limner models prices", "limner models prices openai/gpt-image-2",
                   "limner models prices fal --json"});
  command->add_option("of", *what, "A model or a provider (default: all usable models)")
      ->type_name("MODEL");
  command->callback([what, &session] { list_prices(*what, session); });
}

}  // namespace limner::cli
