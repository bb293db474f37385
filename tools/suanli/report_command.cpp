// report_command.cpp -- suanli report: one HTML page about the results in a directory.
#include <array>
#include <filesystem>

#include "sim/base/whole_file.h"
#include "tools/report/report_page.h"
#include "tools/suanli/command_line.h"

namespace suanli::cli {
namespace {

ExitCode write_report(const CommandLine& line, Terminal& terminal) {
  const auto& directories = line.operands();
  if (directories.empty()) line.operand("a directory with results");
  const std::string output = line.text("output").value_or((std::filesystem::path(directories.front()) / "report.html").string());
  if (output.empty()) throw UsageError("the name of a file is missing", "-o FILE");
  write_whole_file(output, page::report_page(directories, output));
  terminal.message("suanli: wrote " + output + "; open it in a browser");
  return ExitCode::ok;
}

constexpr std::array options{
    OptionSpec{.name = "output", .letter = 'o', .value = "FILE", .help = "the page; report.html in the first DIR when left out"},
};

}  // namespace

const Command report_command{
    .name = "report",
    .summary = "one HTML page about a run, several runs, or a sweep",
    .usage = "DIR [DIR...] [-o FILE]",
    .examples = "  suanli report results/quickstart\n"
                "  suanli report results/fcfs results/easy -o fcfs-easy.html\n"
                "  suanli report results/who-wins\n",
    .options = options,
    .notes = "DIR is what suanli run, sweep or compare wrote. Several runs are compared on one\n"
             "page; the first one is what the others are measured against. The page holds all\n"
             "it shows, asks for nothing from the network and opens from the disk. It links to\n"
             "the CSV files where they lie. Same results, same bytes.\n",
    .run = write_report,
};

}  // namespace suanli::cli
