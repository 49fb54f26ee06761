// Colour and character set of the output streams, and buffered writing.
#include "cli/render/output.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace limner::cli {

namespace {

constexpr std::size_t buffer_size = 1 << 16;

bool is_variable_set(const app::Environment& variable, std::string_view name) {
  const auto value = variable(name);
  return value && !value->empty();
}

bool is_forced(const app::Environment& variable, std::string_view name) {
  const auto value = variable(name);
  return value && !value->empty() && *value != "0";
}

std::string_view escape_of(TextStyle ink) {
  constexpr std::array<std::string_view, 6> escapes = {"", "1", "2", "32", "1;31", "33"};
  return escapes.at(static_cast<std::size_t>(ink));
}

}  // namespace

std::string Output::paint(TextStyle ink, std::string_view words) const {
  if (!colour || ink == TextStyle::plain || words.empty()) return std::string(words);
  return "\x1b[" + std::string(escape_of(ink)) + "m" + std::string(words) + "\x1b[0m";
}

bool use_colour(std::string_view choice, const app::Environment& variable, bool terminal) {
  if (choice == "always") return true;
  if (choice == "never") return false;
  if (is_variable_set(variable, "NO_COLOR")) return false;
  if (is_forced(variable, "FORCE_COLOR") || is_forced(variable, "CLICOLOR_FORCE")) return true;
  const std::string term = variable("TERM").value_or("");
  if (term.empty() || term == "dumb") return false;
  if (variable("CLICOLOR") == "0") return false;
  return terminal;
}

bool use_unicode(const app::Environment& variable) {
  for (const std::string_view name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string value = variable(name).value_or("");
    if (value.empty()) continue;
    std::ranges::transform(value, value.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return false;
}

const int FileBuffer::broken_pipe = EPIPE;

int FileBuffer::sync() {
  std::string_view left = waiting_;
  while (!left.empty() && failure_ == 0) {
    const ssize_t written = ::write(descriptor_, left.data(), left.size());
    if (written >= 0) {
      left.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      failure_ = errno;
    }
  }
  waiting_.clear();
  return 0;
}

FileBuffer::int_type FileBuffer::overflow(int_type next) {
  if (!traits_type::eq_int_type(next, traits_type::eof())) {
    const char letter = traits_type::to_char_type(next);
    xsputn(&letter, 1);
  }
  return traits_type::not_eof(next);
}

std::streamsize FileBuffer::xsputn(const char* from, std::streamsize count) {
  waiting_.append(from, static_cast<std::size_t>(count));
  if (waiting_.size() >= buffer_size) sync();
  return count;
}

}  // namespace limner::cli
