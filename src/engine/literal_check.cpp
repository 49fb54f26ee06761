// Finds literal values of a template that every run would refuse.
#include "engine/model_choice.hpp"
#include "engine/unsent_parameters.hpp"

#include <limner/document.hpp>
#include <limner/engine.hpp>
#include <limner/error.hpp>

#include <algorithm>

namespace limner::engine {

namespace {

using nlohmann::json;

using Path = std::vector<std::string>;

// A value of the template that a parameter can have.
struct Literal {
  json value;
  Path path;  // of its node in the document
};

bool is_literal_value(const json& value) {
  return templates::paths_in(value).empty() && value.dump().find("${{") == std::string::npos;
}

// The only path of a value that consists of one expression, which is that path.
std::string only_path(const json& value) {
  if (!value.is_string()) return "";
  const std::vector<std::string> paths = templates::paths_in(value);
  std::string text = value.get<std::string>();
  std::erase(text, ' ');
  return paths.size() == 1 && text == "${{" + paths.front() + "}}" ? paths.front() : "";
}

// An entry of a table that is looked up: "tables.size", and then a computed key.
std::string table_of(const json& value) {
  constexpr std::string_view root = "tables.";
  if (!value.is_string() || !value.get_ref<const std::string&>().starts_with("${{")) return "";
  const std::string& text = value.get_ref<const std::string&>();
  const std::size_t at = text.find(root);
  const std::size_t end = text.find('[', std::min(at, text.size()));
  if (at == text.npos || end == text.npos || text.find_first_not_of(' ', 3) != at) return "";
  return text.substr(at + root.size(), end - at - root.size());
}

Error unknown_model(const std::string& id, const provider::Catalogue& catalogue) {
  Error error(ErrorCode::unsupported_model, "unknown model \"{}\"", id);
  const std::string near = catalogue.nearest(id);
  error.with_help(near.empty() ? "list the models: limner models ls"
                               : fmt::format("did you mean \"{}\"?", near));
  return error;
}

// The error of a run with these parameters; absent: they are accepted. A value that the model
// does not take is one only if it is `written` for it.
std::optional<Error> refusal(const step::StepKind& kind, const json& known, const json& written,
                             const provider::Catalogue& catalogue) {
  try {
    if (kind.validate != nullptr) kind.validate(known);
    if (kind.operation == nullptr) return {};
    const std::string id = known.value("model", "auto");
    if (id == "auto") return {};
    const provider::Model* model = catalogue.find(id);
    if (model == nullptr) return unknown_model(id, catalogue);
    json sent = known;
    if (kind.unsent != nullptr) {
      for (const std::string& name : kind.unsent(known, *model)) {
        if (written.contains(name)) return unsent_error(*model, name, parameter_text(known[name]));
        sent.erase(name);
      }
    }
    if (kind.check != nullptr) kind.check(sent, *model, any_image_size);
    return {};
  } catch (const Error& error) {
    return error;
  }
}

// The literals of one step and the values that it can have by itself.
class StepLiterals {
 public:
  StepLiterals(const templates::Template& workflow, std::size_t index,
               const provider::Catalogue& catalogue)
      : workflow_(workflow),
        index_(index),
        kind_(step::find_step_kind(step().uses)),
        catalogue_(catalogue) {
    for (const auto& [name, value] : step().with.items()) {
      if (is_literal_value(value)) written_[name] = value;
    }
  }

  void add_problems(const Document& document, bool has_nodes, std::vector<Problem>& problems) {
    if (kind_ == nullptr) return;
    const std::size_t before = problems.size();
    json known = written_;
    if (const auto model = default_of("model"); model && !known.contains("model"))
      known["model"] = model->value;
    if (const auto error = refusal(*kind_, known, written_, catalogue_)) {
      const std::string name = refused_parameter(known);
      const auto preset = default_of(name);
      add(document, has_nodes, *error, preset ? preset->path : path_of(name), name, problems);
    }
    if (problems.size() > before) return;
    for (const auto& [name, value] : step().with.items()) {
      for (const Literal& one : alternatives(name)) {
        json other = known;
        other[name] = one.value;
        if (const auto error = refusal(*kind_, other, json::object(), catalogue_))
          add(document, has_nodes, *error, one.path, name, problems);
      }
    }
  }

 private:
  const templates::StepSpec& step() const { return workflow_.steps[index_]; }

  Path path_of(const std::string& name) const {
    Path path{"steps", std::to_string(index_), "with"};
    if (!name.empty()) path.push_back(name);
    return path;
  }

  // The default of the input that the parameter consists of.
  std::optional<Literal> default_of(const std::string& name) const {
    const auto value = step().with.find(name);
    if (value == step().with.end()) return {};
    const std::string read = only_path(*value);
    for (const templates::IntakeField& field : workflow_.intake) {
      std::string path = "intake";
      for (const std::string& key : field.path) path += "." + key;
      if (path != read || !field.has_default || field.default_value.is_null()) continue;
      Path place{"intake"};
      place.insert(place.end(), field.path.begin(), field.path.end());
      place.emplace_back("default");
      return Literal{field.default_value, std::move(place)};
    }
    return {};
  }

  std::vector<Literal> alternatives(const std::string& name) const {
    std::vector<Literal> found;
    const json& value = step().with.at(name);
    if (const auto preset = default_of(name)) found.push_back(*preset);
    const auto table = workflow_.tables.find(table_of(value));
    if (table == workflow_.tables.end() || !table->is_object()) return found;
    for (const auto& [key, entry] : table->items())
      found.push_back({entry, {"tables", table.key(), key}});
    return found;
  }

  // The parameter without which the others are accepted; empty: none alone.
  std::string refused_parameter(const json& known) const {
    for (const auto& [name, value] : known.items()) {
      json others = known;
      others.erase(name);
      if (name != "model" && !refusal(*kind_, others, written_, catalogue_)) return name;
    }
    return known.contains("model") ? "model" : "";
  }

  void add(const Document& document, bool has_nodes, const Error& error, const Path& path,
           const std::string& name, std::vector<Problem>& problems) const {
    Problem problem{.message = fmt::format("step {}: {}", step().id, error.what()),
                    .type = "value",
                    .loc = path_of(name),
                    .mark = has_nodes ? mark_at(document, path) : std::nullopt,
                    .help = std::string(error.help())};
    problems.push_back(std::move(problem));
  }

  // Of the deepest node that the path leads to.
  static std::optional<Mark> mark_at(const Document& document, const Path& path) {
    const Node* node = &document.root;
    for (const std::string& key : path) {
      const Node* next = nullptr;
      if (node->kind == NodeKind::map) next = node->find(key);
      if (node->kind == NodeKind::list) next = &node->items.at(std::stoul(key));
      if (next == nullptr) break;
      node = next;
    }
    return node == &document.root ? std::nullopt : std::optional(document.mark(*node));
  }

  const templates::Template& workflow_;
  const std::size_t index_;
  const step::StepKind* kind_;
  const provider::Catalogue& catalogue_;
  json written_ = json::object();
};

}  // namespace

std::vector<Problem> unusable_literals(const templates::Template& workflow,
                                       const provider::Catalogue& catalogue) {
  const Document document = parse_document(workflow.source, workflow.origin);
  const Node* steps = document.root.find("steps");
  const bool has_nodes = steps != nullptr && steps->items.size() == workflow.steps.size();
  std::vector<Problem> problems;
  for (std::size_t i = 0; i < workflow.steps.size(); ++i)
    StepLiterals(workflow, i, catalogue).add_problems(document, has_nodes, problems);
  return problems;
}

}  // namespace limner::engine
