// Prints a plan for --dry-run.
#pragma once

#include "app/report/json_output.hpp"
#include "cli/session.hpp"

#include <limner/engine/cost_forecast.hpp>

#include <optional>
#include <string>

namespace limner::cli {

// With what earlier runs say about cost and time.
struct PlanForecast {
  engine::CostForecast cost;
  std::optional<Millis> usual;  // time of a run; none: there was none
};

// {"lowUsd", "likelyUsd", "ceilingUsd", "samples", "usualMs"}.
ordered_json forecast_json(const PlanForecast& forecast);
// "likely $0.0041, at least $0.0040 (12 settled calls); usually 14s a run"; empty when nothing
// costs.
std::string forecast_words(const PlanForecast& forecast);

// Prints the cost of each step, the maximum cost of the run, its forecast and the date of
// the price list. The JSON form has the keys of a run.
void print_plan(const Session& session, const engine::Plan& plan, const PlanForecast& forecast);

}  // namespace limner::cli
