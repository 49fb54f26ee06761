// JUnit XML, as CI servers read it: the elements and attributes of Ant's and Surefire's schemas,
// with properties in test cases as pytest writes them.
#include "app/batch/row_report.hpp"

#include <limner/utf8.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace limner::app {

namespace {

constexpr std::size_t digest_key = 32;  // length of a key that was made from the inputs

bool is_xml(char32_t code) {
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  return code != 0xFFFE && code != 0xFFFF;
}

// For attributes too: line breaks in them would be read as spaces.
std::string xml_text(std::string_view text) {
  constexpr char32_t replacement = 0xFFFD;
  std::string safe;
  while (!text.empty()) {
    const Character next = first_character(text);
    const char32_t code = next.valid && is_xml(next.code) ? next.code : replacement;
    switch (code) {
      case '&': safe += "&amp;"; break;
      case '<': safe += "&lt;"; break;
      case '>': safe += "&gt;"; break;
      case '"': safe += "&quot;"; break;
      case '\'': safe += "&apos;"; break;
      case '\t': safe += "&#9;"; break;
      case '\n': safe += "&#10;"; break;
      case '\r': safe += "&#13;"; break;
      default: append_utf8(safe, code);
    }
    text.remove_prefix(next.bytes);
  }
  return safe;
}

std::string seconds_of(Millis took) {
  return fmt::format("{}.{:03}", took.count() / 1000, took.count() % 1000);
}

// xs:dateTime without a zone: some readers refuse one.
std::string xml_time(Time time) {
  constexpr std::size_t seconds = 19;
  return rfc3339(time).substr(0, seconds);
}

bool is_digest(std::string_view key) {
  return key.size() == digest_key &&
         key.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// The key if someone chose it, else the title; with the line where two rows have the same.
std::string name_of(const RowReport& row, std::set<std::string>& names) {
  std::string name = is_digest(row.key) || row.key.empty() ? row.title : row.key;
  if (name.empty()) name = fmt::format("line {}", row.line);
  if (names.insert(name).second) return name;
  const std::string placed = fmt::format("{} (line {})", name, row.line);
  for (int number = 2;; ++number) {
    std::string other = number == 2 ? placed : fmt::format("{} #{}", placed, number - 1);
    if (names.insert(other).second) return other;
  }
}

std::string property(std::string_view name, std::string_view value) {
  return fmt::format("        <property name=\"{}\" value=\"{}\"/>\n", name, xml_text(value));
}

std::string properties_of(const RowReport& row) {
  std::string text = "      <properties>\n" + property("line", std::to_string(row.line)) +
                     property("key", row.key);
  if (row.run) text += property("runId", row.run->str());
  if (!row.artifact.empty()) text += property("artifactId", row.artifact);
  if (!row.path.empty()) text += property("artifact", row.path);
  text += property("costUsd", row.cost.open_calls > 0 ? "unknown" : row.cost.most.str());
  if (row.cost.status) text += property("costStatus", to_string(*row.cost.status));
  return text + property("reused", row.reused ? "yes" : "no") + "      </properties>\n";
}

std::string outcome_element(const RowReport& row) {
  const RowOutcome outcome = outcome_of(row);
  if (outcome == RowOutcome::succeeded) return {};
  const std::string message = xml_text(reason_of(row));
  if (outcome == RowOutcome::left) return fmt::format("      <skipped message=\"{}\"/>\n", message);
  const std::string_view element = outcome == RowOutcome::failed ? "failure" : "error";
  const std::string type = row.status == store::RunStatus::in_doubt ? "in_doubt" : row.code;
  return fmt::format("      <{0} message=\"{1}\" type=\"{2}\">{1}</{0}>\n", element, message,
                     xml_text(type.empty() ? "unknown" : type));
}

}  // namespace

std::string rows_junit(const std::vector<RowReport>& rows, const RowTableHead& head) {
  const auto count = [&](RowOutcome which) { return std::ranges::count(rows, which, outcome_of); };
  const std::string numbers = fmt::format(
      "name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{}\"",
      xml_text(head.name), rows.size(), count(RowOutcome::failed), count(RowOutcome::error),
      count(RowOutcome::left), seconds_of(head.took));
  // "localhost" is what Ant writes for a name that is not known: limner names no machine.
  std::string text =
      fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {0}>\n"
                  "  <testsuite {0} timestamp=\"{1}\" hostname=\"localhost\">\n    <properties>\n",
                  numbers, xml_time(head.started));
  text += fmt::format("      <property name=\"batchId\" value=\"{}\"/>\n    </properties>\n",
                      xml_text(head.id));
  std::set<std::string> names;
  for (const RowReport& row : rows) {
    text += fmt::format("    <testcase name=\"{}\" classname=\"{}\" time=\"{}\">\n",
                        xml_text(name_of(row, names)), xml_text(head.template_id),
                        seconds_of(row.took.value_or(Millis(0))));
    text += properties_of(row) + outcome_element(row) + "    </testcase>\n";
  }
  return text + "  </testsuite>\n</testsuites>\n";
}

}  // namespace limner::app
