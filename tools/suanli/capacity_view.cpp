// capacity_view.cpp -- what was tried, what is enough, and how far that is from what nothing can beat.
#include "tools/suanli/capacity_view.h"

#include <algorithm>
#include <cmath>

#include "sim/report/metric.h"
#include "tools/suanli/readable_number.h"

namespace suanli::cli {
namespace {

using capacity::CapacityRuns;
using capacity::Figures;
using capacity::Probe;
using capacity::Question;
using capacity::SearchAnswer;
using capacity::Vary;
using capacity::Verdict;

// Over the replications that have the figure.
std::optional<double> mean_of(const CapacityRuns& runs, const Probe& probe, std::optional<double> Figures::*figure) {
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t r = 0; r < probe.values.size(); ++r) {
    const auto value = runs.figures(probe.size, r).*figure;
    if (!value) continue;
    sum += *value;
    ++count;
  }
  if (count == 0) return std::nullopt;
  return sum / static_cast<double>(count);
}

// In per cent.
std::string hundredths(double share) { return fixed(100 * share, share > 0.99 && share < 1 ? 2 : 1); }

std::string exact(std::optional<double> value) {
  std::string text;
  if (value) MetricValue(*value).append_text(text);
  return text;
}
std::string readable(std::optional<double> value) { return value ? rounded(*value) : "-"; }

const char* name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::meets:
      return "meets";
    case Verdict::fails:
      return "fails";
    case Verdict::unclear:
      return "unclear";
  }
  return "";
}

std::string limits_text(const SloLimits& limits) {
  std::string text;
  const auto add = [&](const char* name, const std::optional<Duration>& limit) {
    if (limit) text += (text.empty() ? "" : ", ") + std::string(name) + " <= " + format_seconds(*limit) + " s";
  };
  add("ttft", limits.ttft);
  add("tpot", limits.tpot);
  add("latency", limits.latency);
  return text.empty() ? "completion (the service has no limits)" : text;
}

std::string interval_text(const MeanInterval& interval) {
  if (!interval.low) return percent(interval.mean);
  return percent(interval.mean) + ", 95 % interval " + percent(*interval.low) + " to " + percent(*interval.high);
}

// Columns in which no row has anything are left out.
void drop_empty_columns(OutputTable& table) {
  for (std::size_t c = table.columns.size(); c-- > 0;) {
    const auto is_empty = [c](const std::vector<std::string>& row) { return row[c] == "-"; };
    if (!std::all_of(table.rows.begin(), table.rows.end(), is_empty)) continue;
    table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(c));
    for (std::vector<std::string>& row : table.rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(c));
  }
}

std::string tried(const CapacityRuns& runs, const Question& question, const SearchAnswer& answer) {
  OutputTable table{{{question.vary == Vary::rate ? "requests/s" : "replicas", true}, {"runs", true}, {"attainment", true}, {"95 % interval", true},
                     {"TTFT", true}, {"TPOT", true}, {"latency", true}, {""}}, {}, {}};
  for (const Probe& probe : answer.probes) {
    const MeanInterval& interval = probe.interval;
    table.rows.push_back({question.vary == Vary::rate ? rounded(runs.rate_of(probe.size)) : std::to_string(probe.size), std::to_string(probe.values.size()),
                          percent(interval.mean), interval.low ? hundredths(*interval.low) + "-" + percent(*interval.high) : "-",
                          readable(mean_of(runs, probe, &Figures::ttft_p99_s)), readable(mean_of(runs, probe, &Figures::tpot_p99_s)),
                          readable(mean_of(runs, probe, &Figures::latency_p99_s)), name_of(probe.verdict)});
  }
  drop_empty_columns(table);
  return table.text(OutputFormat::table) + "TTFT, TPOT, latency in seconds: 99 % of the answered requests took no longer\n";
}

std::string bound_text(CapacityRuns& runs, const Question& question, std::int64_t size) {
  if (question.vary == Vary::rate) {
    const double bound = runs.perfect_rate();
    return "bound: " + rounded(bound) + " requests/s if every replica were always busy with the best batches; " + rounded(runs.rate_of(size)) + " are " +
           percent(runs.rate_of(size) / bound) + " of it\n";
  }
  const double bound = runs.perfect_replicas(size);
  const auto whole = static_cast<std::int64_t>(std::ceil(bound));
  return "bound: " + std::to_string(std::max<std::int64_t>(whole, 1)) + (whole <= 1 ? " replica" : " replicas") + " (" + rounded(bound) +
         ") if every one were always busy with the best batches\n";
}

}  // namespace

std::string percent(double share) { return hundredths(share) + " %"; }

std::string size_text(const CapacityRuns& runs, const Question& question, std::int64_t size) {
  if (question.vary == Vary::rate) return rounded(runs.rate_of(size)) + " requests/s";
  return std::to_string(size) + (size == 1 ? " replica" : " replicas");
}

OutputTable capacity_table(const CapacityRuns& runs, const Question& question, const SearchAnswer& answer) {
  OutputTable table{{{"service"}, {"vary"}, {"replicas", true}, {"requests_per_s", true}, {"replications", true}, {"attainment", true}, {"ci95_low", true},
                     {"ci95_high", true}, {"ttft_p99_s", true}, {"tpot_p99_s", true}, {"latency_p99_s", true}, {"goodput_requests_per_s", true},
                     {"cost_usd", true}, {"verdict"}, {"answer"}}, {}, {}};
  for (const Probe& probe : answer.probes) {
    const MeanInterval& interval = probe.interval;
    table.rows.push_back({std::string(runs.service_name()), question.vary == Vary::rate ? "rate" : "replicas", std::to_string(runs.replicas_of(probe.size)),
                          exact(runs.rate_of(probe.size)), std::to_string(probe.values.size()), exact(interval.mean), exact(interval.low),
                          exact(interval.high), exact(mean_of(runs, probe, &Figures::ttft_p99_s)), exact(mean_of(runs, probe, &Figures::tpot_p99_s)),
                          exact(mean_of(runs, probe, &Figures::latency_p99_s)), exact(mean_of(runs, probe, &Figures::goodput_per_s)),
                          exact(mean_of(runs, probe, &Figures::cost_usd)), name_of(probe.verdict), answer.smallest == probe.size ? "yes" : ""});
  }
  return table;
}

std::string capacity_text(CapacityRuns& runs, const Question& question, const SearchAnswer& answer, const Scenario& scenario,
                          const Terminal& terminal) {
  const ScenarioService& service = scenario.services[question.service];
  const PolicyChoice& balancing = service.balancing ? *service.balancing : scenario.policies.balancing;
  std::string text = terminal.strong(scenario.name) + ": service " + service.name + ", " + service.serving->name + ", " + balancing.name + ", seed " +
                     std::to_string(scenario.seed) + '\n' + "objective: " + limits_text(service.slo) + " for " + percent(question.goal) + " of requests\n\n" +
                     tried(runs, question, answer) + '\n';
  if (!answer.smallest) {
    const std::int64_t last = answer.probes.back().size;
    return text + "not even " + size_text(runs, question, last) + " meet it\n" + bound_text(runs, question, last);
  }
  const Probe& found = *answer.find(*answer.smallest);
  text += terminal.strong(size_text(runs, question, found.size)) + (found.size == 1 && question.vary == Vary::replicas ? " meets it (" : " meet it (") +
          interval_text(found.interval) + ")";
  if (const Probe* next = answer.find(*answer.smallest - 1)) {
    text += "; " + size_text(runs, question, next->size) + (next->verdict == Verdict::unclear ? " can't be told from the goal (" : " would not do (") +
            interval_text(next->interval) + ")";
  }
  return text + '\n' + bound_text(runs, question, found.size);
}

}  // namespace suanli::cli
