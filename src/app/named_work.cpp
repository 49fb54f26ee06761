#include "app/named_work.hpp"

#include <limner/error.hpp>

#include <fmt/format.h>

namespace limner::app {

std::string full_id(const WorkId& id) {
  return std::visit([](const auto& one) { return one.str(); }, id);
}

std::string short_name(const WorkId& id) {
  return std::visit(
      [&](const auto& one) {
        return fmt::format("{} {}", std::holds_alternative<RunId>(id) ? "run" : "batch",
                           one.short_id());
      },
      id);
}

WorkId find_work(const store::Records& records, std::string_view text) {
  if (text.starts_with("@") || text.starts_with(RunTag::prefix)) return records.find_run(text);
  try {
    return records.find_batch(text);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found || text.starts_with(BatchTag::prefix)) throw;
  }
  return records.find_run(text);
}

}  // namespace limner::app
