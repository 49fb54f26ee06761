#include "provider_server/form.hpp"

namespace limner::provider_server {

namespace {

std::string between(const std::string& text, const std::string& start, const std::string& end) {
  const std::size_t at = text.find(start);
  if (at == std::string::npos) return {};
  const std::size_t from = at + start.size();
  return text.substr(from, text.find(end, from) - from);
}

FormPart part_of(const std::string& text) {
  const std::size_t gap = text.find("\r\n\r\n");
  const std::string head = text.substr(0, gap) + "\r\n";
  return {.name = between(head, " name=\"", "\""),
          .file_name = between(head, "filename=\"", "\""),
          .type = between(head, "Content-Type: ", "\r\n"),
          .content = gap == std::string::npos ? "" : text.substr(gap + 4)};
}

}  // namespace

std::vector<FormPart> form_parts(const WireRequest& request) {
  std::vector<FormPart> parts;
  const std::string type = request.header("content-type");
  const std::size_t at = type.find("boundary=");
  if (at == std::string::npos) return parts;
  const std::string line = "--" + type.substr(at + 9);
  std::size_t start = request.body.find(line);
  while (start != std::string::npos) {
    start += line.size() + 2;
    const std::size_t end = request.body.find("\r\n" + line, start);
    if (end == std::string::npos) break;
    parts.push_back(part_of(request.body.substr(start, end - start)));
    start = end + 2;
  }
  return parts;
}

nlohmann::json form_fields(const WireRequest& request) {
  nlohmann::json fields = nlohmann::json::object();
  for (const FormPart& part : form_parts(request)) {
    if (part.file_name.empty()) fields[part.name] = part.content;
  }
  return fields;
}

}  // namespace limner::provider_server
