// The upper bound of the cost of one call, from a model's price list.
#include "provider/price.hpp"

#include "provider/usage_cost.hpp"

#include <limner/image.hpp>
#include <limner/provider.hpp>
#include <limner/provider/options.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace limner::provider {

namespace {

constexpr std::int64_t megapixel = 1 << 20;  // 1024×1024 counts as one
constexpr std::int64_t largest_priced_edge = 100'000;
constexpr std::int64_t partial_tokens = 100;  // image tokens of an unfinished picture

// A sum of components that is unknown as soon as one is unknown or it overflows.
class CostSum {
 public:
  // `quantity` things of which the unit of `price` has `per`. No price: the sum is unknown.
  void add(const Price* price, std::int64_t quantity, std::int64_t per = 1) {
    std::int64_t nanos = 0;
    if (!price || __builtin_mul_overflow(quantity, nanos_per_unit / per, &nanos))
      return make_unknown();
    PricedComponent& part = component_of(*price);
    part.quantity += Quantity::nanos(nanos);
  }
  void make_unknown() { known_ = false; }

  std::optional<PricedCost> total() const {
    std::int64_t sum = 0;
    for (const PricedComponent& part : components_) {
      const std::optional<Money> cost = limner::cost_of(part.quantity, part.unit_price);
      if (!cost || __builtin_add_overflow(sum, cost->nanos(), &sum)) return std::nullopt;
    }
    if (!known_) return std::nullopt;
    return PricedCost(Money::nanos(sum), components_);
  }

 private:
  static constexpr std::int64_t nanos_per_unit = 1'000'000'000;

  PricedComponent& component_of(const Price& price) {
    const auto known = std::ranges::find_if(components_, [&](const PricedComponent& part) {
      return part.item == price.item && part.unit_price == price.amount;
    });
    if (known != components_.end()) return *known;
    components_.push_back({.item = price.item,
                           .unit = price.unit,
                           .quantity = {},
                           .unit_price = price.amount,
                           .source = price.source,
                           .from = price.from});
    return components_.back();
  }

  std::vector<PricedComponent> components_;
  bool known_ = true;
};

// One call to price.
struct PriceQuery {
  const GenerateImage& request;
  std::vector<std::string>
      qualities;  // any of these may be made; empty: prices do not depend on it
  std::vector<const Picture*> references;  // with the mask

  std::int64_t count() const { return request.count; }
  std::int64_t width() const { return request.width; }
  std::int64_t height() const { return request.height; }
};

std::vector<std::string> words(const Model& model, const char* limit) {
  return model.limits.contains(limit) ? model.limits.at(limit).get<std::vector<std::string>>()
                                      : std::vector<std::string>();
}

// The model's word for the requested quality; for `auto` all that it may use.
std::vector<std::string> qualities(const Model& model, Quality asked) {
  std::vector<std::string> own = words(model, "qualities");
  std::erase(own, to_string(Quality::automatic));
  if (asked == Quality::automatic || own.empty()) return own;
  return {std::string(model_quality(model, asked))};
}

PriceQuery query_of(const Model& model, const GenerateImage& operation) {
  PriceQuery query{
      .request = operation, .qualities = qualities(model, operation.quality), .references = {}};
  for (const Picture& picture : operation.references) query.references.push_back(&picture);
  if (operation.mask) query.references.push_back(&*operation.mask);
  return query;
}

// A cut-out has no size, prompt or quality that a price could depend on.
PriceQuery query_of(const Model&, const RemoveBackground&) {
  static const GenerateImage one_picture{.width = 0, .height = 0};
  return {.request = one_picture, .qualities = {}, .references = {}};
}

// "1024x1024" is one size. "2K" is a class: pictures whose longer edge is nearer to 2048
// than to the next class; the smallest class has no lower bound.
bool fits_size(std::string_view size, const PriceQuery& query) {
  if (size.empty() || query.request.is_auto_size()) return true;
  if (!size.ends_with('K')) return size == fmt::format("{}x{}", query.width(), query.height());
  std::int64_t thousands = 0;
  std::from_chars(size.data(), size.data() + size.size() - 1, thousands);
  const std::int64_t edge = std::max(query.width(), query.height());
  return edge <= thousands * 1536 && (thousands == 1 || edge > thousands * 768);
}

bool fits_quality(const std::string& quality, const PriceQuery& query) {
  return quality.empty() || query.qualities.empty() ||
         std::ranges::find(query.qualities, quality) != query.qualities.end();
}

// The highest matching price of `item`; null: there is none.
const Price* price(const Model& model, std::string_view item, const PriceQuery& query) {
  const Price* highest = nullptr;
  for (const Price& row : model.prices) {
    const bool fits =
        row.item == item && fits_quality(row.quality, query) && fits_size(row.size, query);
    if (fits && (!highest || row.amount > highest->amount)) highest = &row;
  }
  return highest;
}

// A token is at least one byte.
void add_input(CostSum& sum, const Model& model, const PriceQuery& query) {
  if (const Price* text = price(model, "text_input", query))
    sum.add(text, std::ssize(query.request.prompt), million);
  if (const Price* reference = price(model, "reference", query))
    sum.add(reference, std::ssize(query.references));
}

CostSum unknown() {
  CostSum sum;
  sum.make_unknown();
  return sum;
}

CostSum per_image(const Model& model, const PriceQuery& query) {
  CostSum sum;
  sum.add(price(model, "image", query), query.count());
  add_input(sum, model, query);
  return sum;
}

// A token-priced model: references have a price of their own or an unknown one.
CostSum fixed_table(const Model& model, const PriceQuery& query) {
  CostSum sum = per_image(model, query);
  if (!query.references.empty() && !price(model, "reference", query)) sum.make_unknown();
  return sum;
}

// The size of the most output tokens that the request allows: when the model decides, the
// largest square. Nothing where the catalogue does not bound it.
std::optional<std::pair<std::int64_t, std::int64_t>> most_expensive_size(const Model& model,
                                                                         const PriceQuery& query) {
  const auto is_edge = [](std::int64_t edge) { return edge > 0 && edge <= largest_priced_edge; };
  std::pair<std::int64_t, std::int64_t> size{query.width(), query.height()};
  if (query.request.is_auto_size()) {
    const std::int64_t most =
        model.limits.value(nlohmann::json::json_pointer("/flexible/maxPixels"), std::int64_t{0});
    while (size.first * size.first < most && is_edge(size.first + 1)) ++size.first;
    size.second = size.first;
  }
  if (!is_edge(size.first) || !is_edge(size.second)) return std::nullopt;
  return size;
}

CostSum grid(const Model& model, const PriceQuery& query, std::int64_t patches) {
  CostSum sum;
  const auto size = most_expensive_size(model, query);
  if (!size || patches == 0 || (!query.references.empty() && !price(model, "reference", query)))
    return unknown();
  sum.add(price(model, "image_output", query),
          grid_tokens(size->first, size->second, patches) * query.count(), million);
  add_input(sum, model, query);
  return sum;
}

std::int64_t patches_of(std::string_view quality) {
  if (quality == "low") return 16;
  if (quality == "medium") return 48;
  return quality == "high" ? 96 : 0;
}

// The maximum over the possible qualities; 0 when one of them is not known.
std::int64_t max_patches(const PriceQuery& query) {
  std::int64_t patches = 0;
  for (const std::string& quality : query.qualities) {
    if (patches_of(quality) == 0) return 0;
    patches = std::max(patches, patches_of(quality));
  }
  return patches;
}

CostSum gpt_image_2_grid(const Model& model, const PriceQuery& query) {
  return grid(model, query, max_patches(query));
}

// The picture, and the tokens of the chat model.
CostSum hosted_image_tool(const Model& model, const PriceQuery& query) {
  CostSum sum = grid(model, query, max_patches(query));
  sum.add(price(model, "text_input", query), tool_input_tokens, million);
  sum.add(price(model, "text_output", query), tool_output_tokens, million);
  return sum;
}

// Measured below `high` of the grid for every quality up to it. Qualities above `high` were
// not measured.
CostSum gpt_image_2_grid_high(const Model& model, const PriceQuery& query) {
  const bool asked = query.qualities.size() == 1;
  if (asked && patches_of(query.qualities.front()) == 0) return unknown();
  return grid(model, query, patches_of("high"));
}

std::int64_t started_megapixels(std::int64_t width, std::int64_t height) {
  return std::max<std::int64_t>(1, (width * height + megapixel - 1) / megapixel);
}

// A picture that is empty, as in a plan, counts as the largest that the model accepts.
std::int64_t megapixels_of(const Picture& picture, const Model& model) {
  if (picture.pixels) return started_megapixels(picture.pixels->width, picture.pixels->height);
  if (const auto info = image::probe(picture.bytes))
    return started_megapixels(info->width, info->height);
  const std::int64_t most =
      model.limits.value(nlohmann::json::json_pointer("/flexible/maxPixels"), 4 * megapixel);
  return started_megapixels(most, 1);
}

CostSum per_megapixel(const Model& model, const PriceQuery& query) {
  if (query.width() <= 0 || query.height() <= 0 || query.width() > largest_priced_edge ||
      query.height() > largest_priced_edge)
    return unknown();
  CostSum sum;
  std::int64_t further = started_megapixels(query.width(), query.height()) * query.count();
  if (const Price* first = price(model, "first_megapixel", query)) {
    sum.add(first, query.count());
    further -= query.count();
    for (const Picture* picture : query.references) further += megapixels_of(*picture, model);
    if (further > 0) sum.add(price(model, "further_megapixel", query), further);
  } else {
    sum.add(price(model, "megapixel", query), further);
  }
  add_input(sum, model, query);
  return sum;
}

CostSum per_second(const Model& model, const PriceQuery& query) {
  const Price* rate = price(model, "second", query);
  if (!rate) return unknown();
  const std::int64_t most = model.limits.value("maxSeconds", std::int64_t{0});
  CostSum sum;
  if (!rate->amount.is_zero()) sum.add(most == 0 ? nullptr : rate, most);
  return sum;
}

CostSum estimate(const Model& model, const PriceQuery& query) {
  switch (model.estimator) {
    case Estimator::unknown: break;
    case Estimator::free: return {};
    case Estimator::per_image: return per_image(model, query);
    case Estimator::fixed_table: return fixed_table(model, query);
    case Estimator::per_megapixel: return per_megapixel(model, query);
    case Estimator::per_second: return per_second(model, query);
    case Estimator::gpt_image_2_grid: return gpt_image_2_grid(model, query);
    case Estimator::gpt_image_2_grid_high: return gpt_image_2_grid_high(model, query);
    case Estimator::hosted_image_tool: return hosted_image_tool(model, query);
  }
  return unknown();
}

}  // namespace

std::span<const std::string_view> price_items() {
  static constexpr std::array<std::string_view, 13> items{
      "image",       "reference",          "text_input",        "text_input_cached",
      "image_input", "image_input_cached", "image_output",      "text_output",
      "megapixel",   "first_megapixel",    "further_megapixel", "second",
      "credit"};
  return items;
}

std::int64_t grid_tokens(std::int64_t width, std::int64_t height, std::int64_t quality) {
  const std::int64_t longer = std::max(width, height);
  const std::int64_t shorter = std::min(width, height);
  const std::int64_t other = (2 * quality * shorter + longer) / (2 * longer);  // rounded
  return (quality * other * (2 * million + width * height) + 4 * million - 1) / (4 * million);
}

Capability capability_of(const Operation& operation) {
  const auto* generate = std::get_if<GenerateImage>(&operation);
  if (generate == nullptr) return Capability::background_removal;
  return generate->references.empty() ? Capability::text_to_image : Capability::image_to_image;
}

std::optional<PricedCost> priced_worst_case(const Model& model, const Operation& operation) {
  const PriceQuery query =
      std::visit([&](const auto& asked) { return query_of(model, asked); }, operation);
  CostSum sum = estimate(model, query);
  const std::int64_t partial_images = query.request.partial_images * query.count();
  if (partial_images > 0)
    sum.add(price(model, "image_output", query), partial_images * partial_tokens, million);
  // Thoughts and words beside the picture, as many as the model can make.
  const std::int64_t most_text = model.limits.value("maxOutputTokens", std::int64_t{0});
  if (most_text > 0) sum.add(price(model, "text_output", query), most_text, million);
  return sum.total();
}

std::optional<Money> worst_case(const Model& model, const Operation& operation) {
  const std::optional<PricedCost> cost = priced_worst_case(model, operation);
  return cost ? std::optional(cost->total) : std::nullopt;
}

}  // namespace limner::provider
