// main.cpp -- finds the command, runs it, and turns what it throws into an exit code.
#include <malloc.h>

#include <algorithm>
#include <climits>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "sim/base/check.h"
#include "tools/suanli/command.h"
#include "tools/suanli/command_line.h"
#include "tools/suanli/overview.h"
#include "tools/suanli/signal_watch.h"

namespace suanli::cli {
namespace {

ExitCode dispatch(const std::vector<std::string>& words, Terminal& terminal) {
  if (words.empty()) {
    terminal.hint(overview_text());
    return ExitCode::usage;
  }
  if (words[0] == "--version" || words[0] == "version") return terminal.data(version_text()), ExitCode::ok;
  if (words[0] == "--help" || words[0] == "-h") return terminal.data(overview_text()), ExitCode::ok;
  if (words[0] == "help") {
    terminal.data(words.size() > 1 ? help_text(find_command(words[1])) : overview_text());
    return ExitCode::ok;
  }
  if (words[0].starts_with("-")) throw UsageError("the command comes first, then its options", "see suanli --help");
  const Command& command = find_command(words[0]);
  const CommandLine line(command, {words.begin() + 1, words.end()});
  line.apply_to(terminal);
  if (line.wants_help()) return terminal.data(help_text(command)), ExitCode::ok;
  return command.run(line, terminal);
}

// What only options are to blame for is a matter of usage.
ExitCode code_of(const InputError& error) {
  const auto from_option = [](const Problem& problem) { return problem.file.starts_with("--"); };
  const auto& problems = error.problems();
  return std::all_of(problems.begin(), problems.end(), from_option) ? ExitCode::usage : ExitCode::invalid_input;
}

ExitCode guarded(const std::vector<std::string>& words, Terminal& terminal) {
  try {
    return dispatch(words, terminal);
  } catch (const UsageError& error) {
    terminal.error(error.hint().empty() ? error.what() : std::string(error.what()) + " (" + error.hint() + ")");
    return ExitCode::usage;
  } catch (const InputError& error) {
    for (const Problem& problem : error.problems()) terminal.error(problem.text());
    return code_of(error);
  } catch (const LimitReached& error) {
    terminal.error(error.what());
    return ExitCode::limit_hit;
  } catch (const std::bad_alloc&) {
    terminal.error("out of memory");
    return ExitCode::limit_hit;
  } catch (const std::exception& error) {
    terminal.error(error.what());
    terminal.hint("this is a mistake of the program, not of its input; the scenario that shows it would help to mend it");
    return ExitCode::internal_error;
  }
}

// What one run or one part of it frees the next one asks for again: memory goes back to the system at the end only, and large pieces come from
// what is there. Else every run of a sweep would have the same pages mapped and cleared again.
void keep_freed_memory() {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
}

}  // namespace
}  // namespace suanli::cli

int main(int argument_count, char** arguments) {
  suanli::cli::keep_freed_memory();
  suanli::cli::install_signal_exits();
  suanli::cli::Terminal terminal;
  return static_cast<int>(suanli::cli::guarded({arguments + std::min(1, argument_count), arguments + argument_count}, terminal));
}
