// limner models prices: what is counted, and what one of it costs.
#include "cli/models.hpp"
#include "cli/screens.hpp"
#include "cli/style.hpp"
#include "cli/table.hpp"

#include <limner/suggest.hpp>

#include <memory>

namespace limner {

namespace {

struct ListedPrice {
  const Model* model;
  const Price* price;
};

// Of one model, or of the models of one provider, or all.
std::vector<ListedPrice> prices_of(const Catalogue& catalogue, const std::string& what,
                                   const std::string& date) {
  std::vector<ListedPrice> found;
  for (const Model& model : catalogue.models()) {
    const bool is_meant =
        what.empty() ? !model.retired_on(date) : model.id == what || model.provider == what;
    if (!is_meant) continue;
    for (const Price& price : model.prices) found.push_back({&model, &price});
  }
  return found;
}

void refuse_unknown_model_or_provider(const Catalogue& catalogue, const std::string& what) {
  if (what.empty() || catalogue.find(what) || catalogue.provider(what)) return;
  std::vector<std::string> names;
  for (const Model& model : catalogue.models()) names.push_back(model.id);
  for (const ProviderFacts& facts : catalogue.providers()) names.push_back(facts.name);
  const std::string near = nearest(what, names);
  throw Error(ErrorCode::not_found, "there is no model or provider \"{}\"", plain(what))
      .with_help(near.empty() ? "see what there is: limner models ls"
                              : fmt::format("did you mean \"{}\"?", near));
}

ordered_json price_shape(const ListedPrice& row) {
  const Price& price = *row.price;
  return {{"model", row.model->id},
          {"item", price.item},
          {"unit", price.unit},
          {"quality", text_or_null(price.quality)},
          {"size", text_or_null(price.size)},
          {"usd", number(price.amount)},
          {"from", price.from},
          {"source", price.source}};
}

void print_prices_table(const std::vector<ListedPrice>& rows, const Session& session) {
  Table table({{"MODEL", false, true},
               {"ITEM"},
               {"FOR ONE"},
               {.title = "QUALITY", .optional = true},
               {.title = "SIZE", .optional = true},
               {"USD", true},
               {"FROM"},
               {.title = "SOURCE", .flexible = true, .optional = true}});
  for (const ListedPrice& row : rows) {
    const Price& price = *row.price;
    table.add({{row.model->id},
               {price.item},
               {price.unit},
               {price.quality},
               {price.size},
               {price.amount.str(), dollars(price.amount)},
               {price.from},
               {price.source, "", Ink::faint}});
  }
  table.print(session.out);
}

void list_prices(const std::string& what, const Session& session) {
  const Catalogue catalogue = load_catalogue(session);
  refuse_unknown_model_or_provider(catalogue, what);
  const std::vector<ListedPrice> rows = prices_of(catalogue, what, today(session));
  if (printed_as_json(session, "prices", rows, price_shape)) return;
  if (rows.empty()) return note_empty(session, "no price is known", "limner models show " + what);
  print_prices_table(rows, session);
}

}  // namespace

void add_models_prices(CLI::App& group, Session& session) {
  auto what = std::make_shared<std::string>();
  CLI::App* command =
      add_command(group, "prices", "List what models charge for, with date and source",
                  {"limner models prices", "limner models prices openai/gpt-image-2",
                   "limner models prices fal --json"});
  command->add_option("of", *what, "A model or a provider (default: all that can be used)")
      ->type_name("MODEL");
  command->callback([what, &session] { list_prices(*what, session); });
}

}  // namespace limner
