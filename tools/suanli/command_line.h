// command_line.h -- the words after a command's name as options and operands.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/suanli/command.h"

namespace suanli::cli {

// Text that a command's --help prints: examples first.
std::string help_text(const Command& command);

class CommandLine {
 public:
  // [UsageError] for unknown options (with a suggestion), values that are missing or too many, options given twice.
  CommandLine(const Command& command, const std::vector<std::string>& words);

  // Of an option that the command declares.
  bool has(std::string_view option) const { return !all(option).empty(); }
  std::optional<std::string> text(std::string_view option) const;
  const std::vector<std::string>& all(std::string_view option) const;

  const std::vector<std::string>& operands() const { return operands_; }
  // The only operand. [UsageError] "wants WHAT" when there is none or there are more.
  const std::string& operand(std::string_view what) const;

  bool wants_help() const { return has("help"); }
  // --quiet, --no-progress and --no-color, taken to heart.
  void apply_to(Terminal& terminal) const;

 private:
  struct Given {
    std::string_view option;
    std::vector<std::string> values;  // one empty text for an option without value
  };
  const Command& command_;
  std::vector<Given> given_;  // one per declared option
  std::vector<std::string> operands_;
};

}  // namespace suanli::cli
