// validate_command.cpp -- suanli validate: checks files of every kind without running anything.
#include <array>

#include "sim/base/check.h"
#include "tools/suanli/checked_file.h"
#include "tools/suanli/command_line.h"
#include "tools/suanli/output_table.h"

namespace suanli::cli {
namespace {

ExitCode validate_files(const CommandLine& line, Terminal& terminal) {
  if (line.operands().empty()) throw UsageError("validate wants at least one file", "usage: suanli validate FILE...");
  const OutputFormat format = output_format(line);
  OutputTable table{{{"file"}, {"kind"}, {"problems", true}, {"what"}}, {}, {}};
  bool all_well = true;
  for (const std::string& path : line.operands()) {
    const CheckedFile checked = check_file(path);
    for (const Problem& problem : checked.problems) terminal.error(problem.text());
    for (const std::string& note : checked.notes) terminal.message("suanli: note: " + path + ": " + note);
    table.rows.push_back({path, std::string(name_of(checked.kind)), std::to_string(checked.problems.size()), checked.what});
    all_well = all_well && checked.problems.empty();
  }
  terminal.data(table.text(format));
  return all_well ? ExitCode::ok : ExitCode::invalid_input;
}

constexpr std::array options{format_option};

}  // namespace

const Command validate_command{
    .name = "validate",
    .summary = "check scenarios, sweeps, plans, traces, clusters, catalogs; no run",
    .usage = "FILE... [options]",
    .examples = "  suanli validate scenarios/quickstart.json\n"
                "  suanli validate scenarios/*.json workloads/samples/*.json\n",
    .options = options,
    .notes = "What a file is, is seen from its content. All problems of all files are told; exit 3\n"
             "when there is one.\n",
    .run = validate_files,
};

}  // namespace suanli::cli
