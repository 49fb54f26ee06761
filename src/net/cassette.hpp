// A directory of recorded exchanges: one small JSON document each, and bodies named by their
// digest. Meant to be committed, so its content is deterministic.
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

struct Recording {
  std::string name;        // of its file
  nlohmann::json request;  // as normal_request() has it
  nlohmann::json answer;   // status, headers, body, size
};

std::string digest_of_request(const nlohmann::json& normal);

class Cassette {
 public:
  explicit Cassette(std::filesystem::path directory) : directory_(std::move(directory)) {}

  // Adds an answer to that request. The first of a process replaces earlier recordings of the
  // request. May be called from several threads at once.
  void add(const nlohmann::json& normal, const HttpAnswer& answer, std::string_view body);

  // All recordings by the request's digest, in recording order. Throws Error{invalid_input}
  // for a file that is not a recording.
  std::map<std::string, std::vector<Recording>> load() const;
  std::string body_of(const Recording& recorded) const;

 private:
  void remove_earlier(const std::string& stem) const;

  std::filesystem::path directory_;
  std::mutex mutex_;
  std::map<std::string, int> count_;  // of the answers of this process, by digest
};

}  // namespace limner::net
