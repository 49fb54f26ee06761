// Parses and checks templates.
#include "template/checked_text.hpp"
#include "template/extends.hpp"
#include "template/intake_fields.hpp"
#include "template/messages.hpp"
#include "template/reader.hpp"
#include "template/steps.hpp"

#include <limner/json.hpp>
#include <limner/template.hpp>

#include <fmt/format.h>

namespace limner::templates {

namespace {

using nlohmann::json;

constexpr std::string_view no_version = "0.0.0";

void fill_template(Template& workflow, const json& top) {
  workflow.id = top.value("id", "");
  workflow.version = top.value("version", std::string(no_version));
  workflow.name = top.value("name", workflow.id);
  workflow.description = top.value("description", "");
  workflow.artifact_class = top.value("artifactClass", "visual");
  workflow.review = parse_enum<Review>(top.value("review", "")).value_or(Review::required);
  const json limits = top.value("limits", json::object());
  if (limits.contains("maxUsd"))
    workflow.max_cost = Money::parse(limits["maxUsd"].get<std::string>());
  if (limits.contains("maxDuration"))
    workflow.max_duration = parse_duration(limits["maxDuration"].get<std::string>());
  if (!top.contains("pricing") || !top["pricing"].contains("credits")) return;
  const json& pricing = top["pricing"];
  workflow.pricing = Pricing{
      .credits = Credits::parse(pricing["credits"].get<std::string>()),
      .refund_on_any_failure = pricing.value("refundOn", "any_failure") == "any_failure",
  };
}

class Loader {
 public:
  Loader(const Node& root, std::span<const StepSignature* const> kinds, Problems& problems)
      : root_(root), kinds_(kinds), problems_(problems) {}

  Template load() {
    if (is_null(root_)) {
      problems_.add(root_, {}, "missing", "the file is empty",
                    "see how one looks: limner templates new NAME");
      return {};
    }
    if (expect(&root_, NodeKind::map, "a template", {}, problems_) == nullptr) return {};
    json canonical = read_map(root_, template_keys(), {}, problems_);
    canonical.erase("extends");
    Template workflow;
    fill_template(workflow, canonical);
    if (const Node* intake = part("intake")) {
      ParsedIntake read = read_intake(*intake, problems_);
      workflow.intake = std::move(read.fields);
      canonical["intake"] = std::move(read.canonical);
    }
    if (const Node* tables = part("tables"))
      canonical["tables"] = workflow.tables = read_tables(*tables);
    ValueType scope = scope_type(workflow.intake, workflow.tables);
    if (const Node* steps = part("steps")) {
      ParsedSteps read = read_steps(*steps, kinds_, scope, problems_);
      workflow.steps = std::move(read.steps);
      canonical["steps"] = std::move(read.canonical);
    }
    if (const Node* output = part("output"))
      canonical["output"] = workflow.output = read_output(*output, scope);
    workflow.canonical = limner::canonical(canonical);
    return workflow;
  }

 private:
  const Node* part(std::string_view key) const {
    const Node* node = find_value(root_, key);
    return node == nullptr || is_blank(*node) ? nullptr : node;
  }

  json read_tables(const Node& tables) {
    if (expect(&tables, NodeKind::map, "tables", {"tables"}, problems_) == nullptr)
      return json::object();
    for (const auto& [name, table] : tables.entries) {
      expect(&table, NodeKind::map, name.text, Loc{"tables"} / name.text, problems_);
      refuse_expressions(table, Loc{"tables"} / name.text);
    }
    return tables.to_json_as_written();
  }

  // Tables are constant.
  void refuse_expressions(const Node& node, const Loc& loc) {
    if (holds_expression(node))
      problems_.add(node, loc, "expression", "a table cannot contain an expression",
                    "write the value itself, or $${{ for a literal ${{");
    for (const Node& item : node.items) refuse_expressions(item, loc);
    for (const auto& [name, value] : node.entries) refuse_expressions(value, loc / name.text);
  }

  json read_output(const Node& output, const ValueType& scope) {
    if (expect(&output, NodeKind::map, "output", {"output"}, problems_) == nullptr)
      return json::object();
    // Without steps each path into them would be reported too.
    if (part("steps") == nullptr) return output.to_json();
    check_texts(output, {.names = scope, .later_steps = {}}, {"output"}, problems_);
    return output.to_json();
  }

  const Node& root_;
  std::span<const StepSignature* const> kinds_;
  Problems& problems_;
};

}  // namespace

Template load_template(TemplateText text, std::span<const StepSignature* const> kinds,
                       const TemplateFinder& find) {
  std::vector<Document> documents;
  documents.push_back(parse_document(std::move(text.text), std::move(text.origin)));
  const Node root = merge_extended(documents, find);
  Problems problems(documents);
  Template workflow = Loader(root, kinds, problems).load();
  problems.throw_if_any();
  workflow.source = documents.front().text;
  workflow.origin = documents.front().name;
  for (std::size_t i = 1; i < documents.size(); ++i)
    workflow.extended.push_back({documents[i].text, documents[i].name});
  return workflow;
}

}  // namespace limner::templates
