// Headings, fields and notes.
#include "cli/render/screen.hpp"

#include "app/review.hpp"
#include "cli/render/format.hpp"
#include "cli/render/help_page.hpp"

#include <limner/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace limner::cli {

namespace {

constexpr int label_columns = 11;
constexpr int field_indent = 2;
constexpr int least_room = 16;  // columns; narrower text is not wrapped
constexpr int unbroken = 1 << 30;

struct Span {
  char unit;
  Millis length;
};

constexpr std::array<Span, 4> spans{{
    {'m', std::chrono::minutes(1)},
    {'h', std::chrono::hours(1)},
    {'d', std::chrono::days(1)},
    {'w', std::chrono::weeks(1)},
}};

// nullopt unless the text is a number and a unit.
std::optional<Millis> parse_span(std::string_view text) {
  constexpr int most = 100'000;
  if (text.empty()) return {};
  const auto span = std::ranges::find(spans, text.back(), &Span::unit);
  int count = 0;
  const char* end = text.data() + text.size() - 1;
  const auto [stop, failure] = std::from_chars(text.data(), end, count);
  if (span == spans.end() || failure != std::errc() || stop != end || count < 0 || count > most)
    return {};
  return span->length * count;
}

}  // namespace

void note(const Session& session, std::string_view what) {
  if (!session.flags.quiet) session.err.text << for_locale(plain(what), session.err) << '\n';
}

void note_empty(const Session& session, std::string_view what, std::string_view help) {
  note(session, what);
  if (!help.empty()) note(session, fmt::format("help: {}", help));
}

void note_limit(const Session& session, std::size_t listed, std::int64_t all) {
  if (static_cast<std::int64_t>(listed) < all)
    note(session, fmt::format("the newest {} of {}; all: --limit 0", listed, all));
}

void print_heading(const Output& output, std::string_view words) {
  output.text << '\n' << output.paint(TextStyle::strong, words) << '\n';
}

void print_fields(const Output& output, const std::vector<Field>& fields) {
  int label_width = label_columns;
  for (const Field& field : fields)
    label_width = std::max(label_width, display_width(plain(field.label)) + 2);
  const int start = field_indent + label_width;
  const int columns = output.terminal ? std::max(start + least_room, output.columns()) : unbroken;
  for (const Field& field : fields) {
    output.text << std::string(field_indent, ' ')
                << output.paint(TextStyle::faint, padded(plain(field.label), label_width))
                << output.paint(field.ink,
                                wrapped(for_locale(plain(field.value), output), columns, start))
                << '\n';
  }
}

void print_field(const Output& output, std::string_view label, std::string_view value,
                 TextStyle ink) {
  print_fields(output, {{std::string(label), std::string(value), ink}});
}

TextStyle ink_of(store::RunStatus status) {
  switch (status) {
    case store::RunStatus::completed:
    case store::RunStatus::approved: return TextStyle::good;
    case store::RunStatus::rejected:
    case store::RunStatus::failed: return TextStyle::bad;
    case store::RunStatus::review:
    case store::RunStatus::in_doubt: return TextStyle::warn;
    case store::RunStatus::canceled: return TextStyle::faint;
    case store::RunStatus::queued:
    case store::RunStatus::running: break;
  }
  return TextStyle::plain;
}

TextStyle ink_of(store::ArtifactStatus status) {
  switch (status) {
    case store::ArtifactStatus::completed:
    case store::ArtifactStatus::approved: return TextStyle::good;
    case store::ArtifactStatus::rejected: return TextStyle::bad;
    case store::ArtifactStatus::review: return TextStyle::warn;
    case store::ArtifactStatus::superseded: return TextStyle::faint;
    case store::ArtifactStatus::pending: break;
  }
  return TextStyle::plain;
}

TextStyle ink_of(store::ReviewVerdict verdict) {
  switch (verdict) {
    case store::ReviewVerdict::approved: return TextStyle::good;
    case store::ReviewVerdict::rejected: return TextStyle::bad;
    case store::ReviewVerdict::reopened: break;
  }
  return TextStyle::plain;
}

TextStyle ink_of(store::CostStatus status) {
  return status == store::CostStatus::disputed ? TextStyle::warn : TextStyle::plain;
}

std::string format_verdict(const store::ReviewRow& review, const Output& output) {
  return app::verdict_text(review, moment(review.at, output));
}

std::string value_text(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>() : canonical(value);
}

std::string text_at(const nlohmann::json& object, std::string_view key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (found == object.end() || found->is_null()) return "";
  return value_text(*found);
}

std::string moment(Time time, const Output& output) {
  std::string text = rfc3339(time);
  if (!output.terminal) return text;
  return text.substr(0, 10) + " " + text.substr(11, 8);
}

Time parse_since(std::string_view flag, std::string_view text, Time now) {
  if (const auto span = parse_span(text)) return now - *span;
  try {
    return parse_time(text);
  } catch (const Error&) {
    throw Error(ErrorCode::usage, "{} cannot be \"{}\"", flag, text)
        .with_help("give a date, a time or an age: 2026-11-21, 2026-11-21T03:31:33Z, 24h, 7d");
  }
}

}  // namespace limner::cli
