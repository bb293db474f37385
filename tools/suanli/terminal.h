// terminal.h -- where text goes: data to stdout, messages, errors and progress to stderr.
#pragma once

#include <string>
#include <string_view>

namespace suanli::cli {

class Terminal {
 public:
  // Looks at the two streams and at NO_COLOR and TERM. A closed stream is replaced, so that no result file gets its number.
  Terminal();

  void silence_messages() { quiet_ = true; }
  void forbid_progress() { progress_ = false; }
  void forbid_color() { color_ = false; }

  // Whole, as it is. A reader that has gone away is no error. [InputError] when it can't be written.
  void data(std::string_view text);
  // Lines for a person; nothing under --quiet.
  void message(std::string_view text) const;
  // "suanli: error: ..." and "suanli: ..." a line.
  void error(std::string_view text) const;
  void hint(std::string_view text) const;

  bool shows_progress() const { return progress_ && !quiet_; }
  // Over the line that is there; REQUIRES shows_progress(). Empty text clears the line.
  void progress(std::string_view line) const;

  // Bold on a terminal that shows colours, for stdout.
  std::string strong(std::string_view text) const;

 private:
  bool quiet_ = false;
  bool progress_;        // stderr is a terminal that can go back in its line
  bool color_;           // nothing forbids colours
  bool stdout_is_terminal_;
  bool stderr_is_terminal_;
  bool stdout_was_closed_;
  bool reader_gone_ = false;
};

}  // namespace suanli::cli
