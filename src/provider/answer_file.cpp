#include "provider/answer_file.hpp"

#include "provider/answer_pieces.hpp"

#include <limner/base64.hpp>
#include <limner/error.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace limner::provider {

namespace {

using nlohmann::json;

constexpr int max_depth = 64;
constexpr std::size_t max_text_bytes = 1 << 20;  // without pictures

Error not_json(std::string_view why) {
  return Error(ErrorCode::generation_failed, "the answer is not JSON: {}", why);
}

class AnswerReader {
 public:
  AnswerReader(AnswerPieces& pieces, std::span<const std::string_view> picture_members)
      : pieces_(pieces), picture_members_(picture_members) {}

  // Reads one value. Bytes after it belong to nothing that was ordered: a paid answer is not
  // refused for them.
  AnswerFile read() {
    AnswerFile answer;
    answer.document = value({}, 0);
    skip_rest();
    answer.pictures = std::exchange(pictures_, {});
    return answer;
  }

 private:
  void skip_rest() {
    for (std::string_view rest = pieces_.rest(); !rest.empty(); rest = pieces_.rest())
      pieces_.skip(rest.size());
  }

  // The next character that is not white space; NUL at the end.
  char peek() {
    for (std::string_view rest = pieces_.rest(); !rest.empty(); rest = pieces_.rest()) {
      const std::size_t at = rest.find_first_not_of(" \t\r\n");
      if (at != rest.npos) {
        pieces_.skip(at);
        return rest[at];
      }
      pieces_.skip(rest.size());
    }
    return '\0';
  }

  void expect(char letter) {
    if (peek() != letter || pieces_.rest().empty()) throw not_json("it is incomplete");
    pieces_.skip(1);
  }

  json value(std::string_view member, int level) {
    if (level > max_depth) throw not_json("it has too many levels");
    switch (peek()) {
      case '{': return object(level);
      case '[': return array(level, member);
      case '"': return is_picture(member) ? picture() : parsed(quoted());
      default: return parsed(bare_word());
    }
  }

  json object(int level) {
    json members = json::object();
    expect('{');
    if (peek() == '}') {
      expect('}');
      return members;
    }
    for (;;) {
      if (peek() != '"') throw not_json("a member without a name");
      const std::string name = parsed(quoted()).get<std::string>();
      expect(':');
      members[name] = value(name, level + 1);
      count_text(sizeof(json));
      if (peek() != ',') break;
      expect(',');
    }
    expect('}');
    return members;
  }

  json array(int level, std::string_view member) {
    json items = json::array();
    expect('[');
    if (peek() == ']') {
      expect(']');
      return items;
    }
    for (;;) {
      items.push_back(value(member, level + 1));
      count_text(sizeof(json));
      if (peek() != ',') break;
      expect(',');
    }
    expect(']');
    return items;
  }

  bool is_picture(std::string_view member) const {
    return std::ranges::find(picture_members_, member) != picture_members_.end();
  }

  void count_text(std::size_t size) {
    text_ += size;
    if (text_ > max_text_bytes)
      throw Error(ErrorCode::generation_failed, "the text of the answer is too large");
  }

  // The library checks strings, numbers and UTF-8.
  static json parsed(const std::string& text) {
    json value = json::parse(text, nullptr, false);
    if (value.is_discarded() || text.find('\0') != text.npos) throw not_json("a broken value");
    return value;
  }

  std::string quoted() {
    expect('"');
    return rest_of_text();
  }

  // The rest of a string after its opening quote, with both quotes.
  std::string rest_of_text() {
    std::string text = "\"";
    for (bool escaped = false, closed = false; !closed;) {
      const std::string_view rest = pieces_.rest();
      if (rest.empty()) throw not_json("it is incomplete");
      std::size_t end = 0;
      while (end < rest.size() && !closed) {
        const char letter = rest[end++];
        closed = letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
      }
      text += rest.substr(0, end);
      count_text(end);
      pieces_.skip(end);
    }
    return text;
  }

  std::string bare_word() {
    std::string text;
    for (;;) {
      const std::string_view rest = pieces_.rest();
      const std::size_t end = rest.find_first_of(",]} \t\r\n");
      text += rest.substr(0, end);
      const std::size_t length = std::min(end, rest.size());
      count_text(length);
      pieces_.skip(length);
      if (end != rest.npos || rest.empty()) return text;
    }
  }

  // Decodes the text between quotes; the document gets the index. Base64 of a picture never
  // starts with "h", a URL always does.
  json picture() {
    expect('"');
    if (pieces_.rest().starts_with('h')) return parsed(rest_of_text());
    Bytes bytes;
    Base64Decoder decoder;
    bytes.reserve(pieces_.remaining() / 4 * 3);
    bool good = skip_media_type();
    for (;;) {
      const std::string_view rest = pieces_.rest();
      if (rest.empty()) throw not_json("it ends inside a picture");
      const std::size_t quote = std::min(rest.find('"'), rest.size());
      const std::string_view letters = rest.substr(0, quote);
      good = good && add_letters(decoder, letters, bytes);
      pieces_.skip(quote);
      if (quote == rest.size()) continue;
      pieces_.skip(1);
      if (!good || !std::exchange(escape_, "").empty() || !decoder.finish(bytes)) bytes.clear();
      pictures_.push_back(std::move(bytes));
      return pictures_.size() - 1;
    }
  }

  // Some servers write "\/" or "\u002B" for a letter, and line ends as "\n".
  bool add_letters(Base64Decoder& decoder, std::string_view letters, Bytes& bytes) {
    while (!letters.empty()) {
      if (!escape_.empty()) {
        escape_ += letters.front();
        letters.remove_prefix(1);
        if (is_whole(escape_) && !add_escaped(decoder, bytes)) return false;
        continue;
      }
      const std::size_t at = std::min(letters.find('\\'), letters.size());
      if (!decoder.add(letters.substr(0, at), bytes)) return false;
      if (at < letters.size()) escape_ = "\\";
      letters.remove_prefix(std::min(at + 1, letters.size()));
    }
    return true;
  }

  static bool is_whole(std::string_view escape) {
    constexpr std::size_t with_code = 6;  // "\u002B"
    return escape[1] == 'u' ? escape.size() == with_code : escape.size() == 2;
  }

  bool add_escaped(Base64Decoder& decoder, Bytes& bytes) {
    const std::string quoted_escape = fmt::format("\"{}\"", std::exchange(escape_, ""));
    const json letter = json::parse(quoted_escape, nullptr, false);
    return letter.is_string() && decoder.add(letter.get<std::string>(), bytes);
  }

  // Base64 of a picture never starts with "d": this must be "data:…;base64,". False when it
  // is not.
  bool skip_media_type() {
    if (!pieces_.rest().starts_with('d')) return true;
    std::string prefix;
    while (!pieces_.rest().empty() && prefix.size() < 100) {
      const char letter = pieces_.rest().front();
      if (letter == '"') return false;
      prefix += letter;
      pieces_.skip(1);
      if (letter == ',') break;
    }
    return prefix.starts_with("data:") && prefix.ends_with(";base64,");
  }

  AnswerPieces& pieces_;
  std::span<const std::string_view> picture_members_;
  std::vector<Bytes> pictures_;
  std::size_t text_ = 0;
  std::string escape_;  // the part of an escape in a picture that has been read
};

}  // namespace

Bytes AnswerFile::release_picture(const json& member) {
  if (!member.is_number_unsigned() || member.get<std::size_t>() >= pictures.size()) return {};
  return std::move(pictures[member.get<std::size_t>()]);
}

AnswerFile read_answer_file(const std::filesystem::path& file,
                            std::span<const std::string_view> picture_members) {
  AnswerPieces pieces(file, AnswerPieces::Format::whole);
  return AnswerReader(pieces, picture_members).read();
}

AnswerFile read_answer_text(std::string_view text,
                            std::span<const std::string_view> picture_members) {
  AnswerPieces pieces(text);
  return AnswerReader(pieces, picture_members).read();
}

bool holds_events(const std::filesystem::path& file) {
  AnswerPieces pieces(file, AnswerPieces::Format::whole);
  for (std::string_view rest = pieces.rest(); !rest.empty(); rest = pieces.rest()) {
    const std::size_t at = rest.find_first_not_of(" \t\r\n");
    if (at != rest.npos) return std::string_view(":deir").find(rest[at]) != std::string_view::npos;
    pieces.skip(rest.size());
  }
  return false;
}

void read_answer_events(const std::filesystem::path& file,
                        std::span<const std::string_view> picture_members,
                        const std::function<void(AnswerFile)>& event) {
  AnswerPieces pieces(file, AnswerPieces::Format::events);
  AnswerReader reader(pieces, picture_members);
  while (pieces.next_event()) event(reader.read());
}

}  // namespace limner::provider
