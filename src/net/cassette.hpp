// A directory of recorded exchanges: one small document each, bodies beside them by
// their digest. Meant to be committed: nothing in it changes without a reason.
#pragma once

#include <limner/asset.hpp>
#include <limner/net.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace limner::net {

struct Recorded {
  std::string name;        // of its file
  nlohmann::json request;  // as normal_request() has it
  nlohmann::json answer;   // status, headers, body, size
};

std::string digest_of_request(const nlohmann::json& normal);

class Cassette {
 public:
  explicit Cassette(std::filesystem::path directory) : directory_(std::move(directory)) {}

  // Keeps one more answer to that request. The first one of a process replaces what
  // was recorded for it before. May be called from many threads.
  void add(const nlohmann::json& normal, const HttpAnswer& answer, std::string_view body);

  // What is there, by the request's digest, in the order it was recorded. Throws
  // Error{invalid_input} for a file that is no recording.
  std::map<std::string, std::vector<Recorded>> load() const;
  std::string body_of(const Recorded& recorded) const;

 private:
  void remove_earlier(const std::string& stem) const;

  std::filesystem::path directory_;
  std::mutex mutex_;
  std::map<std::string, int> count_;  // of the answers of this process, by digest
};

}  // namespace limner::net
