// One table of columns per row type, from which select, insert, update and reading are
// generated: a new column is one line here, one member in rows.hpp and one migration.
#pragma once

#include <limner/store/batches.hpp>
#include <limner/store/rows.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

namespace limner::store {

enum class ColumnUse : std::uint8_t {
  fixed,    // written by insert_row() only
  updated,  // update_row() writes it too
  large,    // fixed, and null in short_select_list()
  derived,  // only read
};

template <class Row, class T>
struct Column {
  static constexpr bool is_stored = true;
  std::string_view name;
  T Row::*member = nullptr;
  ColumnUse use = ColumnUse::fixed;
  std::string_view expression;  // selected instead of the column; empty: the column itself
  bool is_hex = false;          // the column has the bytes of a text of hexadecimal digits
};

template <class Row, class T>
constexpr Column<Row, T> column(std::string_view name, T Row::*member,
                                ColumnUse use = ColumnUse::fixed,
                                std::string_view expression = {}) {
  return {name, member, use, expression};
}

template <class Row>
constexpr Column<Row, std::string> hex_column(std::string_view name, std::string Row::*member,
                                              ColumnUse use, std::string_view expression) {
  return {name, member, use, expression, true};
}

// A member that is only read: `expression` computes it from another table.
template <class Row, class T>
struct DerivedColumn : Column<Row, T> {
  static constexpr bool is_stored = false;
};

template <class Row, class T>
constexpr DerivedColumn<Row, T> derived(std::string_view name, T Row::*member,
                                        std::string_view expression) {
  return {{name, member, ColumnUse::derived, expression}};
}

// An id that is overwritten as soon as the row is read.
template <class Tag>
Id<Tag> blank_id() {
  static const Id<Tag> id =
      Id<Tag>::parse(std::string(Tag::prefix) + std::string(ulid_length, '0'));
  return id;
}

// `name`: the table; `columns`: a tuple of Column, in the order in which they are selected;
// blank(): a row to read into, of a type that has no default constructor.
template <class Row>
struct RowTable;

template <>
struct RowTable<RunRow> {
  static constexpr std::string_view name = "runs";
  static constexpr std::tuple columns{
      column("id", &RunRow::id),
      column("request_id", &RunRow::request_id),
      column("template_id", &RunRow::template_id),
      derived("template_digest", &RunRow::template_digest,
              "(select digest from template_versions as v where v.id = runs.template)"),
      column("title", &RunRow::title, ColumnUse::updated),
      column("status", &RunRow::status, ColumnUse::updated),
      column("specification", &RunRow::specification, ColumnUse::large),
      column("intake", &RunRow::intake, ColumnUse::large),
      column("take", &RunRow::take),
      column("queued", &RunRow::queued),
      column("started", &RunRow::started, ColumnUse::updated),
      column("first_artifact", &RunRow::first_artifact, ColumnUse::updated),
      column("completed", &RunRow::completed, ColumnUse::updated),
      column("duration_ms", &RunRow::duration_ms, ColumnUse::updated),
      column("failure", &RunRow::failure, ColumnUse::updated),
      column("output", &RunRow::output, ColumnUse::updated),
      derived("tags", &RunRow::tags,
              "(select json_group_object(key, value) from tags where run = runs.id)"),
  };

  static RunRow blank() { return {.id = blank_id<RunTag>()}; }
};

template <>
struct RowTable<StepRow> {
  static constexpr std::string_view name = "steps";
  static constexpr std::tuple columns{
      column("ordinal", &StepRow::ordinal),
      derived("id", &StepRow::id, "(select id from step_names where number = names)"),
      derived("name", &StepRow::name, "(select name from step_names where number = names)"),
      derived("uses", &StepRow::uses, "(select uses from step_names where number = names)"),
      column("status", &StepRow::status, ColumnUse::updated),
      column("provider", &StepRow::provider, ColumnUse::updated),
      column("model", &StepRow::model, ColumnUse::updated),
      column("model_execution", &StepRow::model_execution, ColumnUse::updated),
      column("started", &StepRow::started, ColumnUse::updated),
      column("finished", &StepRow::finished, ColumnUse::updated),
      column("duration_ms", &StepRow::duration_ms, ColumnUse::updated),
      column("attempts", &StepRow::attempts, ColumnUse::updated),
      hex_column("cache_key", &StepRow::cache_key, ColumnUse::updated, "lower(hex(cache_key))"),
      column("key_facts", &StepRow::key_facts, ColumnUse::updated),
      column("reused_from", &StepRow::reused_from, ColumnUse::updated),
      column("inputs", &StepRow::inputs, ColumnUse::updated),
      column("outputs", &StepRow::outputs, ColumnUse::updated),
      column("lineage", &StepRow::lineage, ColumnUse::updated),
      column("usage", &StepRow::usage, ColumnUse::updated),
      column("warnings", &StepRow::warnings, ColumnUse::updated),
      column("failure", &StepRow::failure, ColumnUse::updated),
  };
};

template <>
struct RowTable<CallRow> {
  static constexpr std::string_view name = "calls";
  static constexpr std::tuple columns{
      column("id", &CallRow::id),
      column("run", &CallRow::run),
      column("step", &CallRow::step),
      column("attempt", &CallRow::attempt),
      column("state", &CallRow::state),
      column("provider", &CallRow::provider),
      column("model", &CallRow::model),
      column("operation", &CallRow::operation),
      column("request", &CallRow::request),
      column("request_digest", &CallRow::request_digest),
      column("idempotency_key", &CallRow::idempotency_key, ColumnUse::fixed,
             "iif(calls.idempotency_key = '', calls.id, calls.idempotency_key)"),
      column("remote_id", &CallRow::remote_id, ColumnUse::updated),
      column("remote", &CallRow::remote),
      column("embedded", &CallRow::embedded),
      column("charge", &CallRow::charge),
      column("reserved", &CallRow::reserved),
      column("wallet", &CallRow::wallet),
      column("credits", &CallRow::credits),
      column("raw_answer", &CallRow::raw_answer),
      column("billing_class", &CallRow::billing_class, ColumnUse::updated),
      column("failure", &CallRow::failure, ColumnUse::updated),
      column("at", &CallRow::at),
  };

  static CallRow blank() { return {.id = blank_id<CallTag>(), .run = blank_id<RunTag>()}; }
};

template <>
struct RowTable<CostEntry> {
  static constexpr std::string_view name = "costs";
  static constexpr std::tuple columns{
      column("id", &CostEntry::id),
      column("at", &CostEntry::at),
      derived("incurred", &CostEntry::incurred, "costs.incurred"),
      column("run", &CostEntry::run),
      derived("artifact", &CostEntry::artifact,
              "(select artifact from call_shares where call = costs.call and part = 0)"),
      derived("artifacts", &CostEntry::artifacts,
              "(select json_group_array(artifact) from (select artifact from call_shares "
              "where call = costs.call order by part))"),
      column("step", &CostEntry::step),
      column("step_name", &CostEntry::step_name),
      column("call", &CostEntry::call),
      column("supersedes", &CostEntry::supersedes),
      column("provider", &CostEntry::provider),
      column("operation", &CostEntry::operation),
      column("model", &CostEntry::model),
      column("item", &CostEntry::item),
      column("quantity", &CostEntry::quantity),
      column("unit", &CostEntry::unit),
      column("unit_price", &CostEntry::unit_price),
      column("estimated", &CostEntry::estimated),
      column("actual", &CostEntry::actual),
      column("status", &CostEntry::status),
      column("pricing_source", &CostEntry::pricing_source),
      column("pricing_version", &CostEntry::pricing_version),
      column("source_url", &CostEntry::source_url),
      column("origin", &CostEntry::origin),
      column("reason", &CostEntry::reason),
      column("note", &CostEntry::note),
      column("charge", &CostEntry::charge),
  };

  static CostEntry blank() { return {.id = blank_id<EntryTag>(), .run = blank_id<RunTag>()}; }
};

template <>
struct RowTable<ArtifactRow> {
  static constexpr std::string_view name = "artifacts";
  static constexpr std::tuple columns{
      column("id", &ArtifactRow::id),
      column("run", &ArtifactRow::run),
      column("type", &ArtifactRow::type),
      column("artifact_class", &ArtifactRow::artifact_class),
      column("status", &ArtifactRow::status),
      column("primary_role", &ArtifactRow::primary),
      column("request", &ArtifactRow::request),
      column("model_execution", &ArtifactRow::model_execution),
      column("context", &ArtifactRow::context),
      column("usage", &ArtifactRow::usage),
      column("failure", &ArtifactRow::failure),
      column("record", &ArtifactRow::record),
      column("evaluation", &ArtifactRow::evaluation),
      column("credits", &ArtifactRow::credits),
      column("created", &ArtifactRow::created),
      column("completed", &ArtifactRow::completed),
      derived("tags", &ArtifactRow::tags,
              "(select json_group_object(key, value) from tags where artifact = artifacts.id)"),
      derived("parents", &ArtifactRow::parents,
              "(select json_group_array(parent) from artifact_parents "
              "where artifact = artifacts.id)"),
  };

  static ArtifactRow blank() { return {.id = blank_id<ArtifactTag>()}; }
};

template <>
struct RowTable<ReviewRow> {
  static constexpr std::string_view name = "reviews";
  static constexpr std::tuple columns{
      column("id", &ReviewRow::id),     column("artifact", &ReviewRow::artifact),
      column("run", &ReviewRow::run),   column("verdict", &ReviewRow::verdict),
      column("seen", &ReviewRow::seen), column("reviewer", &ReviewRow::reviewer),
      column("note", &ReviewRow::note), column("at", &ReviewRow::at),
  };

  static ReviewRow blank() {
    return {
        .id = blank_id<ReviewTag>(), .artifact = blank_id<ArtifactTag>(), .seen = Digest::of("")};
  }
};

template <>
struct RowTable<CapRow> {
  static constexpr std::string_view name = "caps";
  static constexpr std::tuple columns{
      column("id", &CapRow::id),         column("scope", &CapRow::scope),
      column("period", &CapRow::period), column("unit", &CapRow::unit),
      column("amount", &CapRow::nanos),  column("created", &CapRow::created),
  };
};

template <>
struct RowTable<BatchRow> {
  static constexpr std::string_view name = "batches";
  static constexpr std::tuple columns{
      column("id", &BatchRow::id),
      column("request_id", &BatchRow::request_id),
      column("template_id", &BatchRow::template_id),
      column("template_digest", &BatchRow::template_digest),
      column("name", &BatchRow::name),
      column("identity", &BatchRow::identity),
      column("settings", &BatchRow::settings),
      column("max_cost", &BatchRow::max_cost, ColumnUse::updated),
      column("at", &BatchRow::at),
      column("canceled", &BatchRow::canceled, ColumnUse::updated),
      column("exit_code", &BatchRow::exit_code, ColumnUse::updated),
  };

  static BatchRow blank() { return {.id = blank_id<BatchTag>()}; }
};

template <>
struct RowTable<TemplateVersion> {
  static constexpr std::string_view name = "template_versions";
  static constexpr std::tuple columns{
      column("digest", &TemplateVersion::digest),
      column("template_id", &TemplateVersion::id),
      column("version", &TemplateVersion::version),
      column("canonical", &TemplateVersion::canonical),
      column("source", &TemplateVersion::source),
  };
};

}  // namespace limner::store
