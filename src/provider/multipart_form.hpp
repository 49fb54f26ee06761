// A body of parts: texts, and pictures as files.
#pragma once

#include <limner/net.hpp>

#include <deque>
#include <span>
#include <string>
#include <vector>

namespace limner::provider {

class MultipartForm {
 public:
  void add(std::string name, std::string text);
  // `stem` without the ending, which is the type's. What it points to must outlive
  // the form.
  void add_file(std::string name, const std::string& stem, std::span<const std::byte> picture,
                const std::string& declared_type);

  // Good as long as the form is.
  const std::vector<net::HttpPart>& parts() const { return parts_; }

 private:
  std::deque<std::string> texts_;  // that parts point to: must not move
  std::vector<net::HttpPart> parts_;
};

}  // namespace limner::provider
