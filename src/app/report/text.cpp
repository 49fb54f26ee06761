// Serialises JSON with exact amounts of money.
//
// nlohmann's dump() writes 3.70726 as 3.7072600000000002 about once in 700
// amounts, and 0.000003 as 3e-06: not exact enough for a ledger.
#include "app/report/json_output.hpp"

#include <limner/utf8.hpp>

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace limner::app {

namespace {

class JsonWriter {
 public:
  explicit JsonWriter(int indent) : indent_(indent) {}

  void write(const ordered_json& value, int depth) {
    if (value.is_object()) {
      write_members(value, depth, '{', '}');
    } else if (value.is_array()) {
      write_members(value, depth, '[', ']');
    } else if (value.is_number_float()) {
      write_number(value.get<double>());
    } else {
      text_ += value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    }
  }

  std::string take() { return std::move(text_); }

 private:
  void write_members(const ordered_json& value, int depth, char open, char close) {
    text_ += open;
    bool first = true;
    for (auto member = value.begin(); member != value.end(); ++member) {
      if (!first) text_ += ',';
      first = false;
      new_line(depth + 1);
      if (value.is_object()) {
        write(ordered_json(member.key()), depth);
        text_ += indent_ == 0 ? ":" : ": ";
      }
      write(*member, depth + 1);
    }
    if (!first) new_line(depth);
    text_ += close;
  }

  void new_line(int depth) {
    if (indent_ == 0) return;
    text_ += '\n';
    text_.append(static_cast<std::size_t>(indent_) * static_cast<std::size_t>(depth), ' ');
  }

  // The shortest text that reads back as the same double: no exponent, no ".0".
  void write_number(double value) {
    if (!std::isfinite(value)) {
      text_ += "null";
      return;
    }
    std::array<char, 400> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                   std::chars_format::fixed);
    text_.append(digits.data(), end.ptr);
  }

  int indent_;
  std::string text_;
};

// C0 controls are escaped already; the only one left is the line feed between members.
std::string escape_unsafe(std::string_view rest) {
  std::string text;
  text.reserve(rest.size());
  while (!rest.empty()) {
    const Character next = first_character(rest);
    if (next.code >= 0x7F && is_unsafe_to_print(next.code))
      text += fmt::format("\\u{:04x}", static_cast<unsigned>(next.code));
    else
      text += rest.substr(0, next.bytes);
    rest.remove_prefix(next.bytes);
  }
  return text;
}

}  // namespace

template <class Unit>
ordered_json number(Amount<Unit> amount) {
  const std::string text = amount.str();
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

template ordered_json number(Amount<DollarUnit>);
template ordered_json number(Amount<CreditUnit>);
template ordered_json number(Amount<CountUnit>);

std::string json_text(const ordered_json& value, int indent) {
  JsonWriter writer(indent);
  writer.write(value, 0);
  return escape_unsafe(writer.take());
}

ordered_json text_or_null(const std::string& text) {
  return text.empty() ? ordered_json() : ordered_json(text);
}

ordered_json time_or_null(const std::optional<Time>& time) {
  return time ? ordered_json(rfc3339(*time)) : ordered_json();
}

ordered_json tags_json(const std::vector<std::pair<std::string, std::string>>& tags) {
  ordered_json out = ordered_json::object();
  for (const auto& [key, value] : tags) out[key] = value;
  return out;
}

}  // namespace limner::app
