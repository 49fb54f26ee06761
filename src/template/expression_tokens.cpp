// Splits an expression into tokens.
#include "template/expression_tokens.hpp"

#include "template/expression_functions.hpp"

#include <limner/utf8.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace limner::templates {

namespace {

constexpr std::array<std::string_view, 13> signs{"==", "!=", "<=", ">=", "??", "<", ">",
                                                 "(",  ")",  "[",  "]",  ",",  "."};
constexpr std::string_view digits = "0123456789";
constexpr std::string_view name_letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";

bool is_in(char c, std::string_view set) {
  return set.find(c) != set.npos;
}

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view source) : source_(source) {}

  std::vector<Token> all() {
    std::vector<Token> tokens;
    do {
      tokens.push_back(next());
    } while (tokens.back().kind != Token::Kind::end);
    return tokens;
  }

 private:
  Token next() {
    at_ = std::min(source_.find_first_not_of(" \t\r\n", at_), source_.size());
    if (at_ == source_.size()) return {.kind = Token::Kind::end, .span = {at_, 1}};
    const char first = source_[at_];
    if (is_in(first, name_letters)) return scan_word(Token::Kind::name, "-");
    const bool negative = first == '-' && at_ + 1 < source_.size();
    if (is_in(first, digits) || (negative && is_in(source_[at_ + 1], digits)))
      return scan_word(Token::Kind::number, ".");
    if (first == '"' || first == '\'') return text(first);
    return symbol();
  }

  // A letter, digit or - to begin with; then letters, digits and `more`.
  Token scan_word(Token::Kind kind, std::string_view more) {
    const std::size_t start = at_++;
    while (at_ < source_.size() && (is_in(source_[at_], name_letters) ||
                                    is_in(source_[at_], digits) || is_in(source_[at_], more)))
      ++at_;
    return {kind, std::string(source_.substr(start, at_ - start)), {start, at_ - start}};
  }

  Token text(char quote) {
    const std::size_t start = at_++;
    std::string value;
    while (at_ < source_.size() && source_[at_] != quote) {
      if (source_[at_] == '\\' && at_ + 1 < source_.size()) {
        value += unescaped(source_[++at_]);
      } else {
        value += source_[at_];
      }
      ++at_;
    }
    if (at_ >= source_.size())
      throw ExpressionFault{{start, 1}, "this quote is not closed", "add the closing quote"};
    ++at_;
    return {Token::Kind::text, std::move(value), {start, at_ - start}};
  }

  char unescaped(char c) const {
    if (c == 'n') return '\n';
    if (c == 't') return '\t';
    if (c == '"' || c == '\'' || c == '\\') return c;
    throw ExpressionFault{{at_ - 1, 2}, "unknown \\ escape", "write \\\\ for a backslash"};
  }

  Token symbol() {
    const std::string_view rest = source_.substr(at_);
    const auto* found = std::ranges::find_if(
        signs, [&](std::string_view candidate) { return rest.starts_with(candidate); });
    if (found == signs.end()) refuse(rest);
    const std::size_t start = at_;
    at_ += found->size();
    return {Token::Kind::symbol, std::string(*found), {start, found->size()}};
  }

  [[noreturn]] void refuse(std::string_view rest) const {
    const std::string_view character = rest.substr(0, first_character(rest).bytes);
    std::string help = "write a path, a value, or a comparison of two";
    if (rest.starts_with('=')) help = "compare with ==";
    if (rest.starts_with('&')) help = "write: and";
    if (rest.starts_with('|')) help = pipe_help(rest);
    if (rest.starts_with('!')) help = "write: not";
    throw ExpressionFault{
        {at_, character.size()}, fmt::format("unexpected \"{}\"", character), help};
  }

  // Other template languages write upper(x) as x | upper.
  std::string pipe_help(std::string_view rest) const {
    const std::string_view name = trimmed(rest.substr(1));
    if (find_function(name) != nullptr)
      return fmt::format("write {}({})", name, trimmed(source_.substr(0, at_)));
    return "write: or, or ?? for a default in place of null";
  }

  static std::string_view trimmed(std::string_view text) {
    constexpr std::string_view spaces = " \t\r\n";
    text.remove_prefix(std::min(text.find_first_not_of(spaces), text.size()));
    return text.substr(0, text.find_last_not_of(spaces) + 1);
  }

  std::string_view source_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view source) {
  return Tokenizer(source).all();
}

std::size_t end_of_expression(std::string_view text) {
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quote != 0) {
      if (text[i] == '\\')
        ++i;
      else if (text[i] == quote)
        quote = 0;
    } else if (text[i] == '"' || text[i] == '\'') {
      quote = text[i];
    } else if (text.substr(i).starts_with("}}")) {
      return i;
    }
  }
  return text.npos;
}

}  // namespace limner::templates
