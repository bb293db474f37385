// overview.cpp -- the table of commands, the overview made from it and the version.
#include "tools/suanli/overview.h"

#include <algorithm>
#include <array>
#include <vector>

#include "sim/base/check.h"
#include "tools/suanli/command.h"

namespace suanli::cli {

std::span<const Command* const> all_commands() {
  static constexpr std::array table{&run_command,    &compare_command, &sweep_command,    &merge_command,    &report_command, &plan_command,
                                    &capacity_command, &export_command,
                                    &import_command, &generate_command, &validate_command, &list_command,  &schema_command, &bench_command};
  return table;
}

const Command& find_command(std::string_view name) {
  std::vector<std::string> known{"help", "version"};
  for (const Command* command : all_commands()) {
    if (command->name == name) return *command;
    known.emplace_back(command->name);
  }
  const std::string near = did_you_mean(name, known);
  throw UsageError("unknown command \"" + std::string(name) + '"', near.empty() ? "see suanli --help" : near);
}

std::string version_text() {
  return "suanli " SUANLI_VERSION "\n";
}

std::string overview_text() {
  std::string text =
      "suanli -- what would my cluster do? Replays workload traces against modelled clusters.\n\n"
      "Examples:\n"
      "  suanli run scenarios/quickstart.json -o results/quickstart\n"
      "  suanli run scenarios/quickstart.json --policy scheduling=easy_backfill\n"
      "  suanli compare scenarios/quickstart.json --axis scheduling=fcfs,sjf,easy_backfill\n"
      "  suanli list policies\n\n"
      "Commands (suanli COMMAND --help says more):\n";
  for (const Command* command : all_commands()) {
    text += "  " + std::string(command->name) + std::string(12 - command->name.size(), ' ') + std::string(command->summary) + '\n';
  }
  return text +
         "  version     the version\n\n"
         "Exit codes: 0 ok; 1 a condition was not met; 2 usage; 3 invalid input;\n"
         "4 infeasible; 5 internal error; 6 a limit was hit; 130 and 143 after a signal.\n";
}

}  // namespace suanli::cli
