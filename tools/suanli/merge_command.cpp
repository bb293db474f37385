// merge_command.cpp -- suanli merge: joins the points that shards of a sweep have computed.
#include <array>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

#include "sim/base/check.h"
#include "tools/suanli/comparison_view.h"
#include "tools/suanli/whole_number.h"
#include "tools/sweep/join.h"

namespace suanli::cli {
namespace {

constexpr std::size_t most_listed = 40;
constexpr std::uint64_t most_shards = 1'000'000;

// Of how many shards: by the option, the environment, or what the last shard noted.
std::size_t shard_count(const CommandLine& line, const std::string& directory) {
  if (const auto text = line.text("shards")) return whole_number("--shards", *text, 1, most_shards);
  if (const char* text = std::getenv("SUANLI_SHARDS")) return whole_number("SUANLI_SHARDS", text, 1, most_shards);
  std::ifstream file(directory + "/shards.txt");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  std::size_t count = 1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  return error == std::errc() && count > 0 ? count : 1;
}

template <class Numbers>
std::string list_of(const Numbers& numbers) {
  std::string text;
  std::size_t listed = 0;
  for (const std::size_t number : numbers) {
    if (listed++ == most_listed) return text + ",...";
    text += (text.empty() ? "" : ",") + std::to_string(number);
  }
  return text;
}

void tell_holes(const std::vector<std::size_t>& missing, std::size_t points, std::size_t shards, const std::string& directory, const Terminal& terminal) {
  std::set<std::size_t> indices;
  for (const std::size_t point : missing) indices.insert(point % shards);
  terminal.error(std::to_string(missing.size()) + " of " + std::to_string(points) + " points are missing or damaged: " + list_of(missing));
  if (shards > 1) {
    terminal.hint("of " + std::to_string(shards) + " shards these are to be run again: " + list_of(indices) + " (Slurm: --array=" + list_of(indices) + ")");
  } else {
    terminal.hint("run the sweep again with -o " + directory + ": it goes on with what is missing");
  }
}

ExitCode merge_points(const CommandLine& line, Terminal& terminal) {
  const std::string& path = line.operand("the directory of a sweep");
  const OutputFormat format = output_format(line);
  const sweep::SweepDirectory directory(path);
  const std::size_t points = directory.manifest().points;
  const std::vector<std::size_t> missing = sweep::missing_points(directory);
  const bool partial = line.has("partial");
  if (!missing.empty()) tell_holes(missing, points, shard_count(line, path), path, terminal);
  if (!missing.empty() && !partial) return ExitCode::condition_not_met;
  sweep::join(directory);
  terminal.data(comparison_text(directory.manifest(), headlines(directory.manifest(), sweep::rows_in(directory)), format, terminal));
  terminal.message("suanli: joined " + std::to_string(points - missing.size()) + " of " + std::to_string(points) + " points: wrote sweep.csv compare.csv to " + path);
  terminal.message("suanli: next: suanli report " + path);
  return ExitCode::ok;
}

constexpr std::array options{
    OptionSpec{.name = "partial", .help = "join what is there even if points are missing"},
    OptionSpec{.name = "shards", .value = "N", .help = "how many shards there were, to tell indices (else SUANLI_SHARDS, else as the shards noted)"},
    format_option,
};

}  // namespace

const Command merge_command{
    .name = "merge",
    .summary = "join the shards of a sweep; refuses holes",
    .usage = "DIR [options]",
    .examples = "  suanli merge results/who-wins\n"
                "  suanli merge results/who-wins --partial\n",
    .options = options,
    .notes = "Exit 1 when points are missing: they are listed, with the shards to run again. The files\n"
             "are the same bytes as those of a sweep in one process.\n",
    .run = merge_points,
};

}  // namespace suanli::cli
