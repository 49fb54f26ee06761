#include "provider/catalogue_file.hpp"

#include "provider/limits.hpp"
#include "provider/map_reader.hpp"
#include "provider/price.hpp"

#include <limner/document.hpp>
#include <limner/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace limner::provider {

namespace {

template <class Row>
auto find_row(std::vector<Row>& rows, std::string Row::*name, std::string_view name_to_find) {
  return std::ranges::find(rows, name_to_find, name);
}

// "500", or "5xx" for all of 500 to 599.
std::optional<StatusRange> status_range(std::string_view text) {
  if (text == "5xx") return StatusRange{500, 599};
  int status = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), status);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (status < 500 || status > 599) return std::nullopt;
  return StatusRange{status, status};
}

// Reads one file. Names of sources are local to the file.
class CatalogueReader {
 public:
  CatalogueReader(const Document& document, std::vector<Model>& models,
                  std::vector<ProviderFacts>& providers)
      : document_(document), models_(models), providers_(providers) {}

  void read() {
    MapReader file(document_, document_.root, {}, problems_);
    file.find("schema");
    read_sources(file);
    for (const Node* node : file.maps("providers")) read_provider(*node);
    for (const Node* node : file.maps("models")) read_model(*node);
    file.refuse_unknown();
    throw_if_any(std::move(problems_), document_.name);
  }

 private:
  void read_sources(MapReader& file) {
    const Node* node = file.find("sources");
    if (node == nullptr) return;
    MapReader sources(document_, *node, {"sources"}, problems_);
    for (const auto& [key, value] : node->entries) sources.text(key.text, sources_[key.text]);
  }

  void read_source(MapReader& fields, std::string& into) {
    fields.text("source", into);
    if (const auto known = sources_.find(into); known != sources_.end()) into = known->second;
  }

  void read_provider(const Node& node) {
    ProviderFacts facts;
    MapReader fields(document_, node, {"providers"}, problems_);
    fields.text("name", facts.name);
    const auto known = find_row(providers_, &ProviderFacts::name, facts.name);
    if (known == providers_.end()) {
      fields.require({"name", "title", "docs", "keyVariables"});
    } else {
      facts = *known;
    }
    fields.text("title", facts.title);
    fields.text("docs", facts.docs);
    fields.words("keyVariables", facts.key_variables);
    fields.boolean("keyOptional", facts.key_optional);
    fields.boolean("needsBaseUrl", facts.needs_base_url);
    fields.boolean("needsCommand", facts.needs_command);
    read_unbilled_errors(fields, facts.unbilled_errors);
    read_call_limits(fields, facts);
    fields.refuse_unknown();
    if (known == providers_.end()) {
      providers_.push_back(std::move(facts));
    } else {
      *known = std::move(facts);
    }
  }

  // A whole number from 1 to `most`; absent without the key.
  std::optional<int> read_count(MapReader& fields, std::string_view key, int most) {
    const Node* node = fields.find(key);
    if (node == nullptr) return std::nullopt;
    std::int64_t count = 1;
    fields.integer(key, count);
    if (count >= 1 && count <= most) return static_cast<int>(count);
    fields.refuse(*node, key, "range", fmt::format("\"{}\" must be from 1 to {}", key, most));
    return std::nullopt;
  }

  void read_call_limits(MapReader& fields, ProviderFacts& facts) {
    facts.concurrency =
        read_count(fields, "concurrency", max_concurrency).value_or(facts.concurrency);
    if (const auto count = read_count(fields, "perMinute", max_per_minute))
      facts.per_minute = count;
  }

  void read_unbilled_errors(MapReader& provider, UnbilledErrors& errors) {
    const Node* node = provider.find("unbilledErrors");
    if (node == nullptr) return;
    MapReader fields(document_, *node, provider.path_to("unbilledErrors"), problems_);
    fields.require({"statuses", "from", "source"});
    fields.date("from", errors.from);
    read_source(fields, errors.source);
    std::vector<std::string> statuses;
    fields.words("statuses", statuses);
    errors.statuses.clear();
    for (const std::string& status : statuses) {
      if (const auto range = status_range(status)) {
        errors.statuses.push_back(*range);
      } else {
        fields.refuse(*fields.find("statuses"), "statuses", "form",
                      fmt::format("\"{}\" is not a status of a server error", status),
                      "write a status, \"500\", or all of them: \"5xx\"");
      }
    }
    fields.refuse_unknown();
  }

  void read_model(const Node& node) {
    std::string id;
    MapReader(document_, node, {"models"}, problems_).text("id", id);
    MapReader fields(document_, node, {"models", id}, problems_);
    fields.require({"id"});
    const Node* id_node = fields.find("id");
    if (id.empty() || !read_id(fields, *id_node, id)) return;

    const auto known = find_row(models_, &Model::id, id);
    const Node* like = fields.find("like");
    Model model = known != models_.end() && like == nullptr ? *known : start(fields, like);
    if (known == models_.end()) fields.require({"apiModel", "status"});
    model.id = id;
    model.provider = id.substr(0, id.find('/'));
    if (const auto facts = find_row(providers_, &ProviderFacts::name, model.provider);
        facts != providers_.end())
      model.unbilled_errors = facts->unbilled_errors;
    read_fields(fields, model);
    fields.refuse_unknown();
    check(fields, *id_node, model);
    if (known == models_.end()) {
      models_.push_back(std::move(model));
    } else {
      *known = std::move(model);
    }
  }

  bool read_id(MapReader& fields, const Node& node, const std::string& id) {
    if (std::ranges::find(seen_, id) != seen_.end()) {
      fields.refuse(node, "id", "duplicate", fmt::format("{} is in this file twice", id));
      return false;
    }
    seen_.push_back(id);
    const std::string provider = id.substr(0, id.find('/'));
    if (provider.empty() || provider.size() + 1 >= id.size()) {
      fields.refuse(node, "id", "form", fmt::format("\"{}\" is not a model id", id),
                    "write provider/name");
      return false;
    }
    if (find_row(providers_, &ProviderFacts::name, provider) != providers_.end()) return true;
    std::vector<std::string> names;
    for (const ProviderFacts& facts : providers_) names.push_back(facts.name);
    const std::string near = nearest(provider, names);
    fields.refuse(node, "id", "enum", fmt::format("there is no provider \"{}\"", provider),
                  near.empty() ? "describe it under \"providers\""
                               : fmt::format("did you mean \"{}\"?", near));
    return false;
  }

  // The initial value of a new model: empty, or a copy of another one without its dates,
  // replacement, rank and notes.
  Model start(MapReader& fields, const Node* like) {
    if (like == nullptr) {
      fields.require({"supportsImageGeneration", "supportsImageInput", "imageGenerationMode",
                      "inputModalities", "outputModalities", "capabilities", "estimator", "prices",
                      "asOf", "source"});
      return {};
    }
    const auto other = find_row(models_, &Model::id, like->text);
    if (other == models_.end()) {
      std::vector<std::string> names;
      for (const Model& model : models_) names.push_back(model.id);
      const std::string near = nearest(like->text, names);
      fields.refuse(*like, "like", "enum",
                    fmt::format("there is no model \"{}\" above", like->text),
                    near.empty() ? "" : fmt::format("did you mean \"{}\"?", near));
      return {};
    }
    Model model = *other;
    model.from.reset();
    model.until.reset();
    model.replacement.clear();
    model.auto_rank = 0;
    model.notes.clear();
    return model;
  }

  void read_fields(MapReader& fields, Model& model) {
    fields.text("apiModel", model.api_model);
    fields.boolean("supportsImageGeneration", model.supports_image_generation);
    fields.boolean("supportsImageInput", model.supports_image_input);
    fields.choice("imageGenerationMode", model.mode);
    fields.words("inputModalities", model.input_modalities);
    fields.words("outputModalities", model.output_modalities);
    fields.words("capabilities", model.capabilities);
    if (const Node* limits = fields.find("limits"))
      model.limits = read_limits(document_, *limits, fields.path_to("limits"), problems_);
    fields.choice("estimator", model.estimator);
    fields.date("from", model.from);
    fields.date("until", model.until);
    fields.date("asOf", model.as_of);
    read_source(fields, model.source);
    fields.choice("status", model.status);
    fields.integer("autoRank", model.auto_rank);
    fields.text("replacement", model.replacement);
    fields.text("notes", model.notes);
    fields.seconds("usualSeconds", model.usual_duration);
    read_prices(fields, model);
  }

  void read_prices(MapReader& fields, Model& model) {
    if (fields.find("prices") == nullptr) return;
    model.prices.clear();
    for (const Node* node : fields.maps("prices")) {
      Price price{.from = model.as_of, .source = model.source};
      MapReader row(document_, *node, fields.path_to("prices"), problems_);
      row.require({"item", "unit", "amount"});
      row.choice("item", price.item, price_items());
      row.text("unit", price.unit);
      row.amount("amount", price.amount);
      row.text("quality", price.quality);
      row.text("size", price.size);
      row.date("from", price.from);
      read_source(row, price.source);
      row.refuse_unknown();
      model.prices.push_back(std::move(price));
    }
  }

  void check(MapReader& fields, const Node& node, const Model& model) {
    if (model.supports_image_generation == (model.mode == GenerationMode::none)) {
      fields.refuse(
          node, "imageGenerationMode", "contradiction",
          fmt::format("the mode of {} must be none if, and only if, it generates no pictures",
                      model.id));
    }
    if (model.status == ModelStatus::retired && !model.until)
      fields.refuse(node, "until", "missing",
                    fmt::format("{} is retired and needs the date \"until\"", model.id));
  }

  const Document& document_;
  std::vector<Model>& models_;
  std::vector<ProviderFacts>& providers_;
  std::map<std::string, std::string, std::less<>> sources_;
  std::vector<std::string> seen_;
  std::vector<Problem> problems_;
};

}  // namespace

void merge_catalogue_file(std::string text, std::string name, std::vector<Model>& models,
                          std::vector<ProviderFacts>& providers) {
  const Document document = parse_data_file(std::move(text), std::move(name));
  CatalogueReader(document, models, providers).read();
}

}  // namespace limner::provider
