// command.h -- a command of the program: what its help says, which options it takes and what it does.
#pragma once

#include <span>
#include <string_view>

#include "tools/suanli/exit_code.h"
#include "tools/suanli/terminal.h"

namespace suanli::cli {

class CommandLine;

struct OptionSpec {
  std::string_view name;     // long, without dashes
  char letter = '\0';        // short, or none
  std::string_view value{};  // what the value is called in the help; empty: the option takes none
  bool repeatable = false;
  std::string_view help{};
};

struct Command {
  std::string_view name;
  std::string_view summary;
  std::string_view usage;     // what follows the command's name
  std::string_view examples;  // lines, each ending in a line break
  std::span<const OptionSpec> options;
  std::string_view notes;     // closes the help
  ExitCode (*run)(const CommandLine& line, Terminal& terminal);
};

// In the order of `suanli help`.
std::span<const Command* const> all_commands();
// [UsageError] with a suggestion when there is none of this name.
const Command& find_command(std::string_view name);

extern const Command run_command;
extern const Command compare_command;
extern const Command sweep_command;
extern const Command merge_command;
extern const Command import_command;
extern const Command generate_command;
extern const Command validate_command;
extern const Command export_command;
extern const Command list_command;
extern const Command schema_command;
extern const Command report_command;
extern const Command plan_command;
extern const Command capacity_command;
extern const Command bench_command;

}  // namespace suanli::cli
