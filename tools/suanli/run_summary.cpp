// run_summary.cpp -- a few of summary.csv's figures, arranged for the eye.
#include "tools/suanli/run_summary.h"

#include <algorithm>
#include <array>

#include "tools/suanli/metric_cell.h"
#include "tools/suanli/output_table.h"
#include "tools/suanli/service_summary.h"
#include "tools/suanli/terminal.h"

namespace suanli::cli {
namespace {

constexpr std::size_t width = 80;

std::string head(const Scenario& scenario, const Cluster& cluster, const Terminal& terminal) {
  const auto& policies = scenario.policies;
  return terminal.strong(scenario.name) + ": " + policies.scheduling.name + ", " + policies.placement.name + ", seed " +
         std::to_string(scenario.seed) + ", " + std::to_string(cluster.node_count()) + (cluster.node_count() == 1 ? " node" : " nodes") + '\n';
}

std::string conservation(const std::string& what, const JobCounts& counts, std::size_t never_arrived) {
  std::string line = std::to_string(counts.submitted) + " submitted =";
  for (std::size_t status = 0; status < job_status_names.size(); ++status) {
    line += (status == 0 ? " " : " + ") + std::to_string(counts.by_status[status]) + ' ' + std::string(job_status_names[status]);
  }
  const std::size_t indent = what.size() + 2;
  std::string text = what + ": " + wrapped(line, width - indent, indent) + '\n';
  if (never_arrived > 0) text += std::string(indent, ' ') + std::to_string(never_arrived) + " more of the trace were not submitted before the end\n";
  return text;
}

std::string times(std::span<const MetricRow> rows) {
  struct Line {
    const char* label;
    std::string_view metric;
  };
  OutputTable table{{{""}, {"mean", true}, {"p50", true}, {"p95", true}, {"p99", true}, {"max", true}}, {}, {}};
  for (const auto& [label, metric] : std::array{Line{"wait (s)", "wait_s"}, Line{"turnaround (s)", "turnaround_s"},
                                                Line{"bounded slowdown", "bounded_slowdown"}}) {
    std::vector<std::string> cells{label};
    for (std::size_t c = 1; c < table.columns.size(); ++c) cells.push_back(metric_cell(rows, metric, table.columns[c].name));
    table.rows.push_back(std::move(cells));
  }
  return table.text(OutputFormat::table);
}

// Nothing unless batch means were asked for.
std::string steady_state(std::span<const MetricRow> rows) {
  if (std::none_of(rows.begin(), rows.end(), [](const MetricRow& row) { return row.metric == "steady_wait_s"; })) return {};
  OutputTable table{{{"steady state"}, {"mean", true}, {"ci95_low", true}, {"ci95_high", true}, {"warmup_jobs", true}}, {}, {}};
  for (const std::string_view metric : {"steady_wait_s", "steady_turnaround_s", "steady_bounded_slowdown"}) {
    std::vector<std::string> cells{std::string(metric.substr(7))};
    for (std::size_t c = 1; c < table.columns.size(); ++c) cells.push_back(metric_cell(rows, metric, table.columns[c].name));
    table.rows.push_back(std::move(cells));
  }
  return '\n' + table.text(OutputFormat::table);
}

std::string uses(const Cluster& cluster, std::span<const MetricRow> rows) {
  OutputTable table{{{""}}, {{"utilisation (%)"}, {"allocation (%)"}}, {}};
  for (const DeviceKind kind : device_kinds) {
    if (cluster.total(kind) == 0) continue;
    table.columns.push_back({std::string(name_of(kind)), true});
    table.rows[0].push_back(metric_cell(rows, "utilisation", "time_mean", name_of(kind), "all", 100));
    table.rows[1].push_back(metric_cell(rows, "allocation", "time_mean", name_of(kind), "all", 100));
  }
  return table.text(OutputFormat::table);
}

}  // namespace

std::string run_summary(const Scenario& scenario, const Cluster& cluster, const RunFacts& facts, std::span<const MetricRow> rows,
                        const Terminal& terminal) {
  std::string text = head(scenario, cluster, terminal);
  const bool has_jobs = facts.jobs.submitted + facts.never_arrived > 0 || !facts.requests;
  if (has_jobs) text += conservation("jobs", facts.jobs, facts.never_arrived);
  if (facts.requests) text += conservation("requests", *facts.requests, facts.requests_never_arrived);
  text += '\n';
  if (has_jobs) text += times(rows) + steady_state(rows) + '\n';
  if (facts.requests) text += service_summary(rows) + '\n';
  text += uses(cluster, rows) + '\n';
  if (has_jobs) text += "makespan   " + metric_cell(rows, "makespan_s", "total") + " s, " + metric_cell(rows, "throughput_jobs_per_h", "mean") + " jobs/h\n";
  if (facts.limit_hit) text += "unfinished " + wrapped(*facts.limit_hit, width - 11, 11) + '\n';
  return text + "signature  " + facts.signature + '\n';
}

}  // namespace suanli::cli
