// compare_command.cpp -- suanli compare: a scenario once per value of an axis and replication, and who wins.
#include <array>
#include <map>

#include "scenarios/json_location.h"
#include "scenarios/sweep/axis_option.h"
#include "scenarios/sweep/manifest.h"
#include "tools/suanli/comparison_view.h"
#include "tools/suanli/cost_backend_option.h"
#include "tools/suanli/override_options.h"
#include "tools/suanli/sweep_session.h"
#include "tools/suanli/whole_number.h"
#include "tools/sweep/join.h"

namespace suanli::cli {
namespace {

constexpr std::uint64_t advised_replications = 10;

nlohmann::json first_value(const AxisOption& axis) {
  return axis.values.is_array() ? axis.values.front() : axis.values.at("from");
}

// The sweep that the options ask for; the first axis given is the one whose values are compared, with its first value.
SweepFile asked_sweep(const CommandLine& line) {
  nlohmann::json document{{"axes", nlohmann::json::object()}};
  std::map<std::string, std::string> options;
  if (!line.has("axis")) throw UsageError("compare wants what differs", "as in --axis /policies/scheduling=fcfs,easy_backfill");
  for (const std::string& text : line.all("axis")) {
    const AxisOption axis = parse_axis(text);
    if (!options.emplace("/axes/" + escaped_step(axis.pointer), axis.option).second) throw UsageError(axis.option + ": this axis is given twice");
    if (options.size() == 1) document["baseline"] = {{axis.pointer, first_value(axis)}};
    document["axes"][axis.pointer] = axis.values;
  }
  if (line.has("baseline")) document["baseline"] = nlohmann::json::object();
  for (const std::string& text : line.all("baseline")) {
    const AxisOption baseline = parse_axis(text);
    document["baseline"][baseline.pointer] = first_value(baseline);
    options["/baseline/" + escaped_step(baseline.pointer)] = "--baseline " + text;
  }
  if (line.has("zip")) document["combine"] = "zip";
  const auto replications = line.text("replications");
  document["replications"] = replications ? whole_number("--replications", *replications, 1, 1'000'000) : advised_replications;
  if (const auto seed = line.text("seed")) document["seed"] = whole_number("--seed", *seed, 0, std::uint64_t{1} << 53);
  if (line.has("metric")) document["metrics"] = line.all("metric");
  for (std::size_t i = 0; i < line.all("metric").size(); ++i) options["/metrics/" + std::to_string(i)] = "--metric " + line.all("metric")[i];
  return read_sweep_of(line.operand("a scenario"), document, override_options(line), options);
}

class Results {
 public:
  Results(const std::optional<std::string>& directory, const SweepManifest& manifest) : manifest_(manifest) {
    if (directory) directory_.emplace(*directory, manifest);
  }

  std::vector<std::size_t> missing() const {
    if (directory_) return sweep::missing_points(*directory_);
    std::vector<std::size_t> all(manifest_.points);
    for (std::size_t point = 0; point < all.size(); ++point) all[point] = point;
    return all;
  }
  void take(const sweep::FinishedPoint& point) {
    if (directory_) directory_->write(point.point, point.rows);
    else rows_[point.point] = point.rows;
  }
  sweep::RowsOf rows() const {
    if (directory_) return sweep::rows_in(*directory_);
    return [this](std::size_t point) {
      const auto found = rows_.find(point);
      return found == rows_.end() ? std::nullopt : std::optional(found->second);
    };
  }
  void join() const {
    if (directory_) sweep::join(*directory_);
  }

 private:
  const SweepManifest& manifest_;
  std::optional<sweep::SweepDirectory> directory_;
  std::map<std::size_t, std::string> rows_;  // without a directory
};

ExitCode compare_values(const CommandLine& line, Terminal& terminal) {
  const OutputFormat format = output_format(line);
  const unsigned threads = thread_count(line);
  const std::vector<Condition> conditions = fail_if_conditions(line);
  const auto output = line.text("output");
  const SweepPlan plan(asked_sweep(line));
  sweep::PointRuns runs(plan, threads);
  const SweepManifest manifest = manifest_of(plan, SUANLI_VERSION, runs.read_all_traces());
  if (output) sweep::require_sweep_directory(*output, manifest);
  for (const std::string& note : plan.notes()) terminal.message("suanli: note: " + note);
  terminal.message("suanli: " + size_text(plan) + "; " + std::to_string(threads) + (threads == 1 ? " thread" : " threads"));

  Results results(output, manifest);
  fill_tables(runs, results.missing(), *chosen_plan_searcher(line, terminal), terminal);
  const ExitCode ended = run_points(plan, runs, results.missing(), threads, [&](const sweep::FinishedPoint& point) { results.take(point); }, terminal);
  if (ended != ExitCode::ok && ended != ExitCode::limit_hit) return ended;
  results.join();
  terminal.data(comparison_text(manifest, headlines(manifest, results.rows()), format, terminal));
  if (output) {
    terminal.message("suanli: wrote sweep.csv compare.csv to " + *output);
    terminal.message("suanli: next: suanli report " + *output);
  } else {
    terminal.message("suanli: next: the same with -o DIR keeps every figure (compare.csv, sweep.csv)");
  }
  const ExitCode met = tell_failures(failures(conditions, manifest, results.rows()), terminal);
  return ended == ExitCode::ok ? met : ended;
}

constexpr std::array options{
    OptionSpec{.name = "axis", .value = "POINTER=VALUES", .repeatable = true,
               .help = "what differs: values divided by commas, or a range {\"from\",\"to\",\"step\"}; scheduling= and the other kinds stand for /policies/..."},
    OptionSpec{.name = "baseline", .value = "POINTER=VALUE", .repeatable = true, .help = "what the others are compared with; else the first axis's first value"},
    OptionSpec{.name = "replications", .letter = 'r', .value = "N", .help = "runs of each, with other seeds; 10 when left out, 1 where nothing is random"},
    OptionSpec{.name = "metric", .letter = 'm', .value = "METRIC", .repeatable = true, .help = "figures to show, as wait_s.p99; names: suanli list metrics"},
    OptionSpec{.name = "zip", .help = "the axes go together, value by value, instead of every one with every other"},
    OptionSpec{.name = "output", .letter = 'o', .value = "DIR", .help = "keep sweep.csv and compare.csv there; goes on where it was cut short"},
    threads_option,
    cost_backend_option,
    set_option,
    policy_option,
    OptionSpec{.name = "seed", .value = "N", .help = "what all seeds are drawn from"},
    fail_if_option,
    format_option,
};

}  // namespace

const Command compare_command{
    .name = "compare",
    .summary = "a scenario under several policies or sizes: who wins, by how much",
    .usage = "SCENARIO.json --axis POINTER=VALUE,VALUE [options]",
    .examples = "  suanli compare scenarios/quickstart.json --axis scheduling=fcfs,sjf,easy_backfill\n"
                "  suanli compare scenarios/quickstart.json --axis /cluster/pools/0/count=8,12 -r 5\n"
                "  suanli compare scenarios/quickstart.json --axis scheduling=fcfs,sjf -o results/cmp\n",
    .options = options,
    .notes = "All values see the same jobs (common random numbers), so differences are paired by seed.\n"
             "\"better\" and \"worse\" mean that the 95 % interval of the difference leaves out 0. Ranks\n"
             "are shared by what can't be told apart at 5 % after Holm's correction.\n",
    .run = compare_values,
};

}  // namespace suanli::cli
