// The most one call may cost, from a model's price list.
#include "provider/price.hpp"

#include "provider/usage_cost.hpp"

#include <limner/image.hpp>
#include <limner/provider.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace limner::provider {

namespace {

constexpr std::int64_t megapixel = 1 << 20;  // 1024×1024 counts as one
constexpr std::int64_t largest_priced_edge = 100'000;
constexpr std::int64_t partial_tokens = 100;  // image tokens of an unfinished picture

// A sum that turns into "cannot be said" as soon as one part of it cannot.
class Bill {
 public:
  // `quantity` units of which `price` buys `per`; rounded up to a nano-dollar.
  void add(const std::optional<Money>& price, std::int64_t quantity, std::int64_t per = 1) {
    std::int64_t nanos = 0;
    if (!price || __builtin_mul_overflow(price->nanos(), quantity, &nanos)) {
      known_ = false;
    } else {
      const std::int64_t part = nanos / per + (nanos % per == 0 ? 0 : 1);
      known_ = known_ && !__builtin_add_overflow(nanos_, part, &nanos_);
    }
  }

  std::optional<Money> total() const {
    return known_ ? std::optional(Money::nanos(nanos_)) : std::nullopt;
  }

 private:
  std::int64_t nanos_ = 0;
  bool known_ = true;
};

// What a call asks for, as far as money is concerned.
struct PriceQuery {
  std::int64_t count = 1;
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::int64_t partials = 0;           // of all pictures together
  std::vector<std::string> qualities;  // any of these may be made; empty: the word means nothing
  std::string_view prompt;
  std::vector<const Picture*> references;  // the mask among them
};

std::vector<std::string> words(const Model& model, const char* limit) {
  return model.limits.contains(limit) ? model.limits.at(limit).get<std::vector<std::string>>()
                                      : std::vector<std::string>();
}

// The model's own word for the quality asked; for `auto` all it may choose from.
std::vector<std::string> qualities(const Model& model, const std::string& asked) {
  std::vector<std::string> own = words(model, "qualities");
  std::erase(own, "auto");
  if (asked == "auto" || own.empty()) return own;
  if (std::ranges::find(own, asked) != own.end()) return {asked};
  const std::string mapped = asked == "standard" ? "medium" : asked == "hd" ? "high" : asked;
  return {mapped};
}

PriceQuery order_of(const Model& model, const GenerateImage& operation) {
  PriceQuery order{.count = operation.count,
                   .width = operation.width,
                   .height = operation.height,
                   .partials = std::int64_t{operation.partials} * operation.count,
                   .qualities = qualities(model, operation.quality),
                   .prompt = operation.prompt};
  for (const Picture& picture : operation.references) order.references.push_back(&picture);
  if (operation.mask) order.references.push_back(&*operation.mask);
  return order;
}

PriceQuery order_of(const Model&, const RemoveBackground&) {
  return {};
}

// "1024x1024" is that size alone. "2K" is a class: pictures whose longer edge is
// nearer to 2048 than to the next class; the smallest class takes what is smaller.
bool fits_size(std::string_view size, const PriceQuery& order) {
  if (size.empty()) return true;
  if (!size.ends_with('K')) return size == fmt::format("{}x{}", order.width, order.height);
  std::int64_t thousands = 0;
  std::from_chars(size.data(), size.data() + size.size() - 1, thousands);
  const std::int64_t edge = std::max(order.width, order.height);
  return edge <= thousands * 1536 && (thousands == 1 || edge > thousands * 768);
}

bool fits_quality(const std::string& quality, const PriceQuery& order) {
  return quality.empty() || order.qualities.empty() ||
         std::ranges::find(order.qualities, quality) != order.qualities.end();
}

// The dearest row of `item` that fits.
std::optional<Money> price(const Model& model, std::string_view item, const PriceQuery& order) {
  std::optional<Money> dearest;
  for (const Price& row : model.prices) {
    if (row.item == item && fits_quality(row.quality, order) && fits_size(row.size, order))
      dearest = std::max(dearest.value_or(Money()), row.amount);
  }
  return dearest;
}

void add_input(Bill& bill, const Model& model, const PriceQuery& order) {
  if (const auto text = price(model, "text_input", order))
    bill.add(text, text_tokens(order.prompt), million);
  if (const auto reference = price(model, "reference", order))
    bill.add(reference, std::ssize(order.references));
}

Bill free_of_charge(const Model&, const PriceQuery&) {
  return {};
}

Bill unknown(const Model&, const PriceQuery&) {
  Bill bill;
  bill.add({}, 1);
  return bill;
}

Bill per_image(const Model& model, const PriceQuery& order) {
  Bill bill;
  bill.add(price(model, "image", order), order.count);
  add_input(bill, model, order);
  return bill;
}

// A token-priced model: what is sent along has a price of its own or none at all.
Bill fixed_table(const Model& model, const PriceQuery& order) {
  Bill bill = per_image(model, order);
  if (!order.references.empty() && !price(model, "reference", order)) bill.add({}, 1);
  return bill;
}

Bill grid(const Model& model, const PriceQuery& order, std::int64_t patches) {
  Bill bill;
  const bool sized = order.width > 0 && order.height > 0 && order.width <= largest_priced_edge &&
                     order.height <= largest_priced_edge;
  if (!sized || patches == 0 || (!order.references.empty() && !price(model, "reference", order)))
    return unknown(model, order);
  bill.add(price(model, "image_output", order),
           grid_tokens(order.width, order.height, patches) * order.count, million);
  add_input(bill, model, order);
  return bill;
}

std::int64_t patches_of(std::string_view quality) {
  if (quality == "low") return 16;
  if (quality == "medium") return 48;
  return quality == "high" ? 96 : 0;
}

// Of all that may be made; 0 when one of them is not known.
std::int64_t most_patches(const PriceQuery& order) {
  std::int64_t patches = 0;
  for (const std::string& quality : order.qualities) {
    if (patches_of(quality) == 0) return 0;
    patches = std::max(patches, patches_of(quality));
  }
  return patches;
}

Bill gpt_image_2_grid(const Model& model, const PriceQuery& order) {
  return grid(model, order, most_patches(order));
}

// The picture, and the chat model that has it made.
Bill hosted_image_tool(const Model& model, const PriceQuery& order) {
  Bill bill = grid(model, order, most_patches(order));
  bill.add(price(model, "text_input", order), tool_input_tokens, million);
  bill.add(price(model, "text_output", order), tool_output_tokens, million);
  return bill;
}

// Measured below the grid's `high` whatever quality was asked for or none; what is
// sold as better than `high` was never measured.
Bill gpt_image_2_grid_high(const Model& model, const PriceQuery& order) {
  const bool asked = order.qualities.size() == 1;
  if (asked && patches_of(order.qualities.front()) == 0) return unknown(model, order);
  return grid(model, order, patches_of("high"));
}

std::int64_t begun_megapixels(std::int64_t width, std::int64_t height) {
  return std::max<std::int64_t>(1, (width * height + megapixel - 1) / megapixel);
}

// One that is not there yet, as when a run is planned, is as large as may be.
std::int64_t megapixels_of(const Picture& picture, const Model& model) {
  if (picture.pixels) return begun_megapixels(picture.pixels->width, picture.pixels->height);
  if (const auto info = image::probe(picture.bytes))
    return begun_megapixels(info->width, info->height);
  const std::int64_t most =
      model.limits.value(nlohmann::json::json_pointer("/flexible/maxPixels"), 4 * megapixel);
  return begun_megapixels(most, 1);
}

Bill per_megapixel(const Model& model, const PriceQuery& order) {
  if (order.width <= 0 || order.height <= 0 || order.width > largest_priced_edge ||
      order.height > largest_priced_edge)
    return unknown(model, order);
  Bill bill;
  std::int64_t further = begun_megapixels(order.width, order.height) * order.count;
  if (const auto first = price(model, "first_megapixel", order)) {
    bill.add(first, order.count);
    further -= order.count;
    for (const Picture* picture : order.references) further += megapixels_of(*picture, model);
    if (further > 0) bill.add(price(model, "further_megapixel", order), further);
  } else {
    bill.add(price(model, "megapixel", order), further);
  }
  add_input(bill, model, order);
  return bill;
}

Bill per_second(const Model& model, const PriceQuery& order) {
  const auto rate = price(model, "second", order);
  if (!rate) return unknown(model, order);
  const std::int64_t most = model.limits.value("maxSeconds", std::int64_t{0});
  Bill bill;
  if (!rate->is_zero()) bill.add(most == 0 ? std::nullopt : rate, most);
  return bill;
}

struct Estimator {
  std::string_view name;
  Bill (*estimate)(const Model&, const PriceQuery&);
};

constexpr std::array<Estimator, 9> estimators{{{"free", free_of_charge},
                                               {"per_image", per_image},
                                               {"fixed_table", fixed_table},
                                               {"per_megapixel", per_megapixel},
                                               {"per_second", per_second},
                                               {"gpt-image-2-grid", gpt_image_2_grid},
                                               {"gpt-image-2-grid-high", gpt_image_2_grid_high},
                                               {"hosted-image-tool", hosted_image_tool},
                                               {"unknown", unknown}}};

}  // namespace

std::span<const std::string_view> estimator_names() {
  static const auto names = [] {
    std::array<std::string_view, estimators.size()> all;
    std::ranges::transform(estimators, all.begin(), &Estimator::name);
    return all;
  }();
  return names;
}

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

std::int64_t text_tokens(std::string_view text) {
  const auto ascii = std::ranges::count_if(text, [](char c) { return (c & 0x80) == 0; });
  return (ascii + 2 * (std::ssize(text) - ascii) + 3) / 4;
}

std::string_view capability_of(const Operation& operation) {
  const auto* generate = std::get_if<GenerateImage>(&operation);
  if (generate == nullptr) return "background_removal";
  return generate->references.empty() ? "text_to_image" : "image_to_image";
}

std::optional<Money> worst_case(const Model& model, const Operation& operation) {
  const auto found = std::ranges::find(estimators, model.estimator, &Estimator::name);
  if (found == estimators.end()) return {};
  const PriceQuery order =
      std::visit([&](const auto& asked) { return order_of(model, asked); }, operation);
  Bill bill = found->estimate(model, order);
  if (order.partials > 0)
    bill.add(price(model, "image_output", order), order.partials * partial_tokens, million);
  return bill.total();
}

}  // namespace limner::provider
