// Values that the steps of a run repeat, stored once.
#pragma once

#include "store/packed_json.hpp"

#include <limner/store/rows.hpp>

#include <map>
#include <string>

namespace limner::store {

// The record of a picture is an output of one step and an input of the next, and its provenance is
// that of the picture it was made from. In a row, an object that an earlier step of the run has in
// its outputs or lineage is replaced by {"$same": "same-<16 hexadecimal digits of its digest>"}.
// A step runs again only with all later steps that have finished, so the earlier value stays.
class StepValues {
 public:
  // `packer` must outlive the object.
  explicit StepValues(const JsonPacker& packer) : packer_(packer) {}

  // Remembers the objects of a step. Steps are added in their order, with their own values.
  void add(const StepRow& step);
  // The row to write for a step that follows those added.
  StepRow with_references(StepRow step) const;
  // The inverse. Throws Error{store_damaged} when an object is not known.
  void resolve(StepRow& step) const;

 private:
  void add(const nlohmann::json& value);
  void refer(nlohmann::json& value) const;
  void resolve(nlohmann::json& value, const StepRow& step) const;

  const JsonPacker& packer_;
  std::map<std::string, nlohmann::json> known_;  // by name: "same-…"
};

}  // namespace limner::store
