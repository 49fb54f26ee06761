#include "app/bill.hpp"

#include "app/amounts.hpp"
#include "app/csv.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

namespace limner::app {

namespace {

// "Request ID" and "request_id" are the same word.
std::string normalize_title(std::string_view title) {
  std::string word;
  for (const char c : title) {
    if (c >= 'A' && c <= 'Z') word += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) word += c;
  }
  return word;
}

std::string trimmed(std::string_view cell) {
  constexpr std::string_view space = " \t\r\n";
  const std::size_t first = cell.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return std::string(cell.substr(first, cell.find_last_not_of(space) - first + 1));
}

constexpr std::array<std::string_view, 9> name_titles{"callid",         "requestid", "xrequestid",
                                                      "idempotencykey", "remoteid",  "generationid",
                                                      "predictionid",   "taskid",    "id"};
constexpr std::array<std::string_view, 9> amount_titles{
    "usd", "amountusd", "costusd", "amount", "cost", "total", "price", "charge", "amountvalue"};
constexpr std::array<std::string_view, 5> currency_titles{
    "currency", "currencycode", "billingcurrency", "amountcurrency", "costcurrency"};

// Other encodings keep ids and amounts readable: both are ASCII.
bool is_utf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
         text.find('\0') != std::string_view::npos;
}

template <std::size_t N>
std::optional<std::size_t> column_of(const CsvRow& titles,
                                     const std::array<std::string_view, N>& known) {
  for (const std::string_view word : known) {
    for (std::size_t i = 0; i < titles.cells.size(); ++i) {
      if (normalize_title(titles.cells[i]) == word) return i;
    }
  }
  return std::nullopt;
}

struct BillColumns {
  std::size_t name = 0, amount = 0;
  std::optional<std::size_t> currency;
};

[[noreturn]] void refuse_titles(const std::string& file, std::string_view missing) {
  throw Error(ErrorCode::invalid_input, "{} has no column for {}", file, missing)
      .with_help("the first line names the columns, such as: request_id,usd");
}

BillColumns columns_of(const CsvRow& titles, const std::string& file) {
  const auto name = column_of(titles, name_titles);
  if (!name) refuse_titles(file, "the request id");
  const auto amount = column_of(titles, amount_titles);
  if (!amount) refuse_titles(file, "the amount");
  return {.name = *name, .amount = *amount, .currency = column_of(titles, currency_titles)};
}

// With the delimiter that separates most titles.
std::vector<CsvRow> rows_of(std::string_view csv, const std::string& file) {
  std::vector<CsvRow> best = parse_csv(csv, file);
  for (const char delimiter : {';', '\t'}) {
    if (best.empty() || csv.find(delimiter) == std::string_view::npos) continue;
    std::vector<CsvRow> rows = parse_csv(csv, file, delimiter);
    if (rows.front().cells.size() > best.front().cells.size()) best = std::move(rows);
  }
  return best;
}

// ---- amounts ----

// An amount, or why the text is none.
struct ReadAmount {
  std::optional<Money> amount;
  std::string problem;
};

void remove_currency(std::string& text) {
  for (const std::string_view word : {"US$", "USD", "usd", "$"}) {
    if (text.ends_with(word)) text = trimmed(text.substr(0, text.size() - word.size()));
    const std::size_t sign = text.starts_with('-') ? 1 : 0;
    if (std::string_view(text).substr(sign).starts_with(word))
      text = (sign == 1 ? "-" : "") + trimmed(text.substr(sign + word.size()));
  }
}

// Commas between groups of three digits: "1,000.00", "1,000,000". A single comma without a
// point may be a decimal comma too.
bool has_thousands(std::string_view whole, bool has_point) {
  const auto commas = std::ranges::count(whole, ',');
  if (commas == 1 && !has_point) return false;
  std::size_t start = 0;
  for (std::size_t end = whole.find(',');; end = whole.find(',', start)) {
    const std::string_view group = whole.substr(start, end - start);
    const bool fits = start == 0 ? group.size() <= 3 : group.size() == 3;
    if (!is_digits(group) || !fits) return false;
    if (end == std::string_view::npos) return true;
    start = end + 1;
  }
}

// `digits` with the decimal point after the first `point` of them, rounded to billionths. None
// beyond nine digits before the point.
std::optional<Money> rounded_amount(std::string digits, std::int64_t point) {
  constexpr std::int64_t decimals = 9;
  const std::int64_t kept = point + decimals;  // digits that remain
  if (kept < 0) return Money();
  const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
  if (static_cast<std::int64_t>(zeros) == static_cast<std::int64_t>(digits.size())) return Money();
  if (point - static_cast<std::int64_t>(zeros) > decimals) return std::nullopt;
  const bool up = kept < std::ssize(digits) && digits[static_cast<std::size_t>(kept)] >= '5';
  digits.resize(static_cast<std::size_t>(kept), '0');
  std::int64_t nanos = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), nanos);
  return Money::nanos(nanos + (up ? 1 : 0));
}

// The exponent of "5.33e-2", removed from the text; none: it is not a number.
std::optional<int> take_exponent(std::string& text) {
  const std::size_t letter = text.find_first_of("eE");
  if (letter == std::string::npos) return 0;
  std::string_view digits = std::string_view(text).substr(letter + 1);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  int exponent = 0;
  const auto [end, failure] =
      std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  if (failure != std::errc() || end != digits.data() + digits.size() || exponent > 99 ||
      exponent < -99)
    return std::nullopt;
  text.erase(letter);
  return exponent;
}

bool is_believable(Money billed) {
  return billed <= most_dollars && billed >= Money() - most_dollars;
}

std::string limit_problem(const std::string& cell) {
  return fmt::format("\"{}\" is above the limit of ${}", cell, most_dollars.str());
}

ReadAmount read_amount(const std::string& cell) {
  const std::string invalid = fmt::format("\"{}\" is not a valid amount in dollars", cell);
  std::string text = trimmed(cell);
  remove_currency(text);
  const bool negative = text.starts_with('-');
  if (negative) text.erase(0, 1);
  const std::optional<int> exponent = take_exponent(text);
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string whole = text.substr(0, point);
  const std::string decimals = point < text.size() ? text.substr(point + 1) : "0";
  if (!exponent || !is_digits(decimals)) return {{}, invalid};
  if (whole.find(',') != std::string::npos) {
    if (!has_thousands(whole, point < text.size()))
      return {{}, fmt::format("\"{}\" has a comma that may be a decimal point", cell)};
    std::erase(whole, ',');
  }
  if (!is_digits(whole)) return {{}, invalid};
  const auto amount = rounded_amount(whole + decimals, std::ssize(whole) + *exponent);
  if (!amount || !is_believable(*amount)) return {{}, limit_problem(cell)};
  return {negative ? -*amount : *amount, ""};
}

// ---- rows ----

class BillReader {
 public:
  BillReader(const BillColumns& columns, const std::string& file)
      : columns_(columns), file_(file) {}

  void read(const CsvRow& row) {
    const std::size_t last =
        std::max({columns_.name, columns_.amount, columns_.currency.value_or(0)});
    if (row.cells.size() <= last) return refuse(row, "the row is too short");
    if (columns_.currency) {
      const std::string currency = trimmed(row.cells[*columns_.currency]);
      if (!currency.empty() && currency != "USD" && currency != "usd")
        return refuse(row, fmt::format("the currency is \"{}\", not USD", currency));
    }
    const ReadAmount read = read_amount(row.cells[columns_.amount]);
    if (!read.amount) return refuse(row, read.problem);
    const std::string id = trimmed(row.cells[columns_.name]);
    const auto [at, is_new] = known_.try_emplace(id, bill_.size());
    if (is_new) bill_.push_back({id, row.line, Money()});
    Money& billed = bill_[at->second].amount;
    if (!is_believable(billed + *read.amount))
      return refuse(row, limit_problem(row.cells[columns_.amount]));
    billed += *read.amount;
  }

  std::vector<BilledRequest> take() {
    if (problems_.empty()) return std::move(bill_);
    Error error = problems_.size() == 1
                      ? Error(ErrorCode::invalid_input, "{}", problems_.front().message)
                      : Error(ErrorCode::invalid_input, "{}: {} rows cannot be read", file_,
                              problems_.size());
    error.with_help("use amounts such as 0.0533, in US dollars; nothing was recorded");
    throw error.with_problems(std::move(problems_));
  }

 private:
  void refuse(const CsvRow& row, const std::string& why) {
    problems_.push_back({.message = fmt::format("{}:{}: {}", file_, row.line, why),
                         .type = "row",
                         .loc = {std::to_string(row.line)},
                         .mark = {},
                         .help = ""});
  }

  BillColumns columns_;
  const std::string& file_;
  std::vector<BilledRequest> bill_;
  std::map<std::string, std::size_t> known_;
  std::vector<Problem> problems_;
};

}  // namespace

std::vector<BilledRequest> parse_bill(std::string_view csv, const std::string& file) {
  if (is_utf16(csv)) {
    throw Error(ErrorCode::invalid_input, "{} is not UTF-8", file)
        .with_help("export the file again as CSV in UTF-8");
  }
  const std::vector<CsvRow> rows = rows_of(csv, file);
  if (rows.empty()) {
    throw Error(ErrorCode::invalid_input, "{} is empty", file)
        .with_help("the first line names the columns, such as: request_id,usd");
  }
  BillReader reader(columns_of(rows.front(), file), file);
  for (std::size_t i = 1; i < rows.size(); ++i) reader.read(rows[i]);
  return reader.take();
}

}  // namespace limner::app
