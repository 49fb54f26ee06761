// An output stream and the capabilities of its terminal.
#pragma once

#include "app/environment.hpp"

#include <functional>
#include <optional>
#include <ostream>
#include <streambuf>
#include <string>
#include <string_view>

namespace limner::cli {

enum class TextStyle { plain, strong, faint, good, bad, warn };

// Decided once per stream, before anything is written.
struct Output {
  std::ostream& text;
  bool terminal = false;
  bool colour = false;
  bool unicode = false;                              // symbols outside ASCII are allowed
  std::function<int()> columns = [] { return 80; };  // current width: a window can be resized
  bool header = false;                               // piped tables begin with column names
  // Writes lines that GitHub Actions acts on (WorkflowGuard); empty elsewhere.
  std::function<void(std::string_view)> command = {};

  std::string paint(TextStyle ink, std::string_view words) const;
};

// --color (or its setting) > NO_COLOR > FORCE_COLOR, CLICOLOR_FORCE > TERM=dumb
// or unset > CLICOLOR=0 > is it a terminal? `choice` is auto, always or never.
bool use_colour(std::string_view choice, const app::Environment& variable, bool terminal);

// Whether LC_ALL, LC_CTYPE or LANG select UTF-8.
bool use_unicode(const app::Environment& variable);

// A stream buffer for a file descriptor that records write errors. After EPIPE the
// output is discarded without an error: the reader has closed the pipe.
class FileBuffer : public std::streambuf {
 public:
  explicit FileBuffer(int descriptor) : descriptor_(descriptor) {}
  FileBuffer(const FileBuffer&) = delete;
  FileBuffer& operator=(const FileBuffer&) = delete;
  ~FileBuffer() override { sync(); }

  int failure() const { return failure_ == broken_pipe ? 0 : failure_; }  // an errno, or 0
  int sync() override;

 protected:
  int_type overflow(int_type next) override;
  std::streamsize xsputn(const char* from, std::streamsize count) override;

 private:
  static const int broken_pipe;
  int descriptor_;
  int failure_ = 0;
  std::string waiting_;
};

}  // namespace limner::cli
