// limner batch show
#include "cli/command/batch.hpp"
#include "cli/render/batch_result.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <memory>

namespace limner::cli {

namespace {

void print_rows(const std::vector<store::BatchItem>& items, const Session& session) {
  Table table({{"LINE", true},
               {"STATUS"},
               {"RUN"},
               {.title = "KEY", .optional = true},
               {"TITLE", false, true},
               {.title = "WHY", .flexible = true, .optional = true}});
  for (const store::BatchItem& item : items) {
    const std::string status = item.status ? std::string(to_string(*item.status)) : "queued";
    table.add({{std::to_string(item.line)},
               {status, "", item.status ? ink_of(*item.status) : TextStyle::plain},
               {item.run ? item.run->str() : "", item.run ? std::string(item.run->short_id()) : ""},
               {item.key},
               {item.title},
               {text_at(item.failure, "message")}});
  }
  table.print(session.out);
}

void show_batch(const std::string& id, bool only_missing, const Session& session) {
  const store::Records records = app::records_to_look_up(session, id);
  const store::BatchRow batch = records.batch(records.find_batch(id)).value();
  std::vector<store::BatchItem> items = records.batch_items(batch.id);
  if (session.flags.json || session.flags.jsonl)
    return print_json(session, app::batch_document(records, batch, items));
  store::BatchCounts counts;
  for (const store::BatchItem& item : items) counts.add(item);
  print_heading(session.out, fmt::format("{}  {} of {}", named("batch", batch.id, session.out),
                                         count_rows(counts.total()), plain(batch.name)));
  print_fields(session.out, {{"template", batch.template_id},
                             {"submitted", moment(batch.at, session.out)},
                             {"made", std::to_string(counts.succeeded - counts.reused)},
                             {"reused", std::to_string(counts.reused)},
                             {"failed", std::to_string(counts.failed)},
                             {"in doubt", std::to_string(counts.in_doubt)},
                             {"canceled", std::to_string(counts.canceled)},
                             {"running", std::to_string(counts.running)},
                             {"queued", std::to_string(counts.queued)},
                             {"cost", format_cost(records.total({.batch = batch.id}))},
                             {"limit", batch.max_cost ? dollars(*batch.max_cost) : "none"}});
  if (only_missing) std::erase_if(items, is_done);
  session.out.text << '\n';
  print_rows(items, session);
  if (counts.succeeded < counts.total())
    note(session, fmt::format("continue: limner resume {}", batch.id.short_id()));
}

struct ShowBatchOptions {
  std::string id;
  bool missing = false;
};

}  // namespace

void add_batch_show(CLI::App& group, Session& session) {
  const auto options = std::make_shared<ShowBatchOptions>();
  CLI::App* command = add_command(group, "show", "Show a batch and its rows",
                                  {"limner batch show @last", "limner batch show @last --missing"});
  command->add_option("id", options->id, "Id of a batch")->type_name("BATCH")->required();
  command->add_flag("--missing", options->missing, "Only rows that have not succeeded");
  command->callback([options, &session] { show_batch(options->id, options->missing, session); });
}

}  // namespace limner::cli
