// The price of a picture in wallet credits.
#include "provider/map_reader.hpp"

#include <limner/embedded.hpp>
#include <limner/provider.hpp>

#include <algorithm>
#include <stdexcept>

namespace limner::provider {

namespace {

RateCard read_rate_card(const EmbeddedFile& file) {
  const Document document = parse_data_file(std::string(file.content), std::string(file.name));
  std::vector<Problem> problems;
  RateCard card;
  MapReader fields(document, document.root, {}, problems);
  fields.find("schema");
  fields.require({"asOf", "creditsPerUsd", "rates"});
  fields.date("asOf", card.as_of);
  fields.integer("creditsPerUsd", card.credits_per_dollar);
  for (const Node* node : fields.maps("rates")) {
    Rate& rate = card.rates.emplace_back();
    MapReader row(document, *node, {"rates"}, problems);
    row.require({"capability", "quality", "credits"});
    row.choice("capability", rate.capability);
    row.choice("quality", rate.quality);
    row.amount("credits", rate.credits);
    row.refuse_unknown();
  }
  fields.refuse_unknown();
  throw_if_any(std::move(problems), file.name);
  return card;
}

}  // namespace

std::optional<Credits> RateCard::price(Capability capability, Quality quality) const {
  const auto found = std::ranges::find_if(rates, [&](const Rate& rate) {
    return rate.capability == capability && rate.quality == quality;
  });
  if (found == rates.end()) return {};
  return found->credits;
}

RateCard built_in_rate_card() {
  const auto files = embedded_catalog();
  const auto found = std::ranges::find(files, "rate-card.yaml", &EmbeddedFile::name);
  if (found == files.end()) throw std::logic_error("rate-card.yaml is not built in");
  return read_rate_card(*found);
}

}  // namespace limner::provider
