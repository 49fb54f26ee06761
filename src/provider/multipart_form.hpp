// A multipart request body: texts, and pictures as files.
#pragma once

#include <limner/net.hpp>

#include <nlohmann/json.hpp>

#include <deque>
#include <span>
#include <string>
#include <vector>

namespace limner::provider {

class MultipartForm {
 public:
  void add(std::string name, std::string text);
  void add_texts(const nlohmann::json& members);  // an object of texts and numbers
  // The file name is `stem` and the extension of the media type. `picture` must outlive the
  // form.
  void add_file(std::string name, const std::string& stem, std::span<const std::byte> picture,
                const std::string& declared_type);

  // Valid as long as the form.
  const std::vector<net::HttpPart>& parts() const { return parts_; }

 private:
  std::deque<std::string> texts_;  // parts_ refers to them: must not move
  std::vector<net::HttpPart> parts_;
};

}  // namespace limner::provider
