// JSON of an error.
#include "app/report/json_output.hpp"

#include <limner/error.hpp>

namespace limner::app {

namespace {

ordered_json problem_detail(const Problem& problem) {
  ordered_json detail = {{"loc", problem.loc}, {"msg", problem.message}, {"type", problem.type}};
  if (!problem.help.empty()) detail["help"] = problem.help;
  if (problem.mark) {
    detail["at"] = {{"file", problem.mark->file},
                    {"line", problem.mark->line},
                    {"column", problem.mark->column}};
  }
  return detail;
}

}  // namespace

ordered_json failure_document(const Error& error) {
  ordered_json detail = ordered_json::array();
  for (const Problem& problem : error.problems()) detail.push_back(problem_detail(problem));
  ordered_json document;
  document["error"] = {{"code", traits(error.code()).name},
                       {"message", error.what()},
                       {"recovery", error.help()},
                       {"retryable", traits(error.code()).retryable},
                       {"charged", to_string(error.charged())},
                       {"detail", detail}};
  if (!detail.empty()) document["detail"] = detail;
  return document;
}

}  // namespace limner::app
