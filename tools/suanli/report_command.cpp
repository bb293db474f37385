// report_command.cpp -- suanli report: one HTML page about the results in a directory.
#include <array>
#include <filesystem>

#include "sim/base/whole_file.h"
#include "tools/report/report_page.h"
#include "tools/suanli/command_line.h"

namespace suanli::cli {
namespace {

ExitCode write_report(const CommandLine& line, Terminal& terminal) {
  const std::string& directory = line.operand("a directory with results");
  const std::string output = line.text("output").value_or((std::filesystem::path(directory) / "report.html").string());
  if (output.empty()) throw UsageError("the name of a file is missing", "-o FILE");
  write_whole_file(output, page::report_page({directory}, output));
  terminal.message("suanli: wrote " + output + "; open it in a browser");
  return ExitCode::ok;
}

constexpr std::array options{
    OptionSpec{.name = "output", .letter = 'o', .value = "FILE", .help = "the page; DIR/report.html when left out"},
};

}  // namespace

const Command report_command{
    .name = "report",
    .summary = "one HTML page about the results in a directory",
    .usage = "DIR [-o FILE]",
    .examples = "  suanli report results/quickstart\n"
                "  suanli report results/quickstart -o quickstart.html\n",
    .options = options,
    .notes = "DIR is what suanli run -o wrote. The page holds all it shows, asks for nothing\n"
             "from the network and opens from the disk. It links to the CSV files where they\n"
             "lie. Same results, same bytes.\n",
    .run = write_report,
};

}  // namespace suanli::cli
