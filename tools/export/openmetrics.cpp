// openmetrics.cpp -- writes family after family, each series over all samples.
#include "tools/export/openmetrics.h"

#include <string_view>

#include "scenarios/run_values.h"
#include "sim/base/check.h"
#include "sim/base/whole_file.h"
#include "sim/report/csv.h"
#include "tools/export/run_series.h"
#include "tools/export/service_series.h"
#include "tools/export/timeline_gauges.h"

namespace suanli::exports {
namespace {

constexpr std::size_t usual_samples = 10'000;      // of a series
constexpr std::size_t most_samples = 20'000'000;   // of all
constexpr std::size_t about_series = 32;           // without nodes and services
constexpr std::size_t series_of_service = 8 + 2 * (answer_bounds_ms.size() + 3);

// {name="value",...} without the braces.
void append_label(std::string& out, std::string_view name, std::string_view value) {
  if (!out.empty()) out += ',';
  (out += name) += "=\"";
  for (const char c : value) {
    if (c == '\n') out += "\\n";
    else if (c == '"' || c == '\\') (out += '\\') += c;
    else out += c;
  }
  out += '"';
}

class MetricsFile {
 public:
  MetricsFile(const std::string& output, const RunValues& run, const SampleGrid& grid, Duration epoch) : file_(output), size_(grid.size()) {
    append_label(run_labels_, "scenario", run.scenario);
    append_label(run_labels_, "policy", run.scheduling);
    append_label(run_labels_, "seed", run.seed);
    for (std::size_t i = 0; i < size_; ++i) times_.push_back(' ' + time_text(epoch, grid[i]) + '\n');
  }

  // `name` ends in the unit, as the format wants it.
  void family(std::string_view name, std::string_view type, std::string_view unit, std::string_view help) {
    name_ = name;
    const std::string words(name);
    file_.write("# TYPE " + words + ' ' + std::string(type) + "\n# UNIT " + words + ' ' + std::string(unit) + "\n# HELP " + words + ' ' +
                std::string(help) + '\n');
  }
  // `append(text, sample)` puts a value behind the text, or says false: then there is no sample.
  template <class Append>
  void series(std::string_view labels, Append append, std::string_view suffix = {}) {
    begin_line(suffix, labels);
    const std::size_t begin = line_.size();
    for (std::size_t i = 0; i < size_; ++i) {
      line_.resize(begin);
      if (!append(line_, i)) continue;
      end_line(i);
    }
  }
  // One sample of the family, for series that take turns.
  template <class Append>
  void sample(std::string_view suffix, std::string_view labels, std::size_t index, Append append) {
    begin_line(suffix, labels);
    append(line_);
    end_line(index);
  }
  std::size_t samples() const { return samples_; }
  void finish() {
    file_.write("# EOF\n");
    file_.commit();
  }

 private:
  // Seconds since 1970, rounded up to the hundredth: the end of a run never falls together with the sample before it.
  static std::string time_text(Duration epoch, Duration time) {
    const auto instant = checked_add(SimTime(epoch), time);
    const auto fine = instant ? checked_add(*instant, shortest_metrics_step - Duration(1)) : std::nullopt;
    if (!fine) throw InputError("--epoch", "the run would go on past the year 2262", "choose an earlier instant");
    return format_seconds(fine->time_since_epoch() - fine->time_since_epoch() % shortest_metrics_step);
  }
  void begin_line(std::string_view suffix, std::string_view labels) {
    ((line_ = name_) += suffix) += '{';
    line_ += run_labels_;
    if (!labels.empty()) (line_ += ',') += labels;
    line_ += "} ";
  }
  void end_line(std::size_t index) {
    line_ += times_[index];
    file_.write(line_);
    ++samples_;
  }

  WholeFile file_;
  std::size_t size_;
  std::string run_labels_;
  std::string name_;
  std::vector<std::string> times_;
  std::string line_;
  std::size_t samples_ = 0;
};

std::string label(std::string_view name, std::string_view value) {
  std::string text;
  append_label(text, name, value);
  return text;
}

// As a sampler that series() takes.
template <class Value>
auto whole(Value value) {
  return [value](std::string& out, std::size_t sample) { return append_integer(out, value(sample)), true; };
}
template <class Value>
auto thousandths(Value value) {
  return [value](std::string& out, std::size_t sample) { return append_milli(out, value(sample)), true; };
}

PerKind<std::int64_t> devices_of(const NodeList& nodes) {
  PerKind<std::int64_t> total{};
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    for (std::size_t kind = 0; kind < total.size(); ++kind) total[kind] += nodes[node].milli[kind];
  }
  return total;
}

void write_devices(MetricsFile& file, const RunSeries& series, const NodeList& nodes) {
  const PerKind<std::int64_t> total = devices_of(nodes);
  file.family("suanli_busy_devices", "gauge", "devices", "Devices held by running jobs; shares and cores count as they are.");
  for (const DeviceKind kind : device_kinds) {
    if (total[static_cast<std::size_t>(kind)] == 0) continue;
    file.series(label("kind", name_of(kind)), thousandths([&](std::size_t i) { return series.busy_milli(kind, i); }));
  }
  file.family("suanli_devices", "gauge", "devices", "Devices of the cluster; CPUs are counted in cores.");
  for (const DeviceKind kind : device_kinds) {
    const std::int64_t of_kind = total[static_cast<std::size_t>(kind)];
    if (of_kind > 0) file.series(label("kind", name_of(kind)), thousandths([&](std::size_t) { return of_kind; }));
  }
}

void write_jobs(MetricsFile& file, const RunSeries& series) {
  file.family("suanli_queued_jobs", "gauge", "jobs", "Jobs that wait.");
  file.series({}, whole([&](std::size_t i) { return series.queued(i); }));
  file.family("suanli_running_jobs", "gauge", "jobs", "Jobs that run.");
  file.series({}, whole([&](std::size_t i) { return series.running(i); }));
  file.family("suanli_submitted_jobs", "counter", "jobs", "Jobs submitted so far.");
  file.series({}, whole([&](std::size_t i) { return series.submitted(i); }), "_total");
  file.family("suanli_ended_jobs", "counter", "jobs", "Jobs that ended so far, by how; a rejected job counts from when it was submitted.");
  for (const JobStatus status : {JobStatus::completed, JobStatus::failed, JobStatus::killed, JobStatus::rejected}) {
    file.series(label("status", name_of(status)), whole([&](std::size_t i) { return series.ended(status, i); }), "_total");
  }
}

// Of the open family; `bounds` are texts of seconds, with a point, below the last class. The parts of a histogram's sample stand together.
template <class Within, class Sum>
void write_histogram(MetricsFile& file, std::size_t samples, const std::string& labels, const std::vector<std::string>& bounds, Within within,
                     Sum sum_ns) {
  std::vector<std::string> buckets;
  for (const std::string& bound : bounds) append_label(buckets.emplace_back(labels), "le", bound);
  append_label(buckets.emplace_back(labels), "le", "+Inf");
  for (std::size_t i = 0; i < samples; ++i) {
    for (std::size_t bound = 0; bound < buckets.size(); ++bound) {
      file.sample("_bucket", buckets[bound], i, [&](std::string& out) { append_integer(out, within(bound, i)); });
    }
    file.sample("_count", labels, i, [&](std::string& out) { append_integer(out, within(buckets.size() - 1, i)); });
    file.sample("_sum", labels, i, [&](std::string& out) { append_double(out, static_cast<double>(sum_ns(i)) / 1e9); });
  }
}

void write_waits(MetricsFile& file, const RunSeries& series) {
  file.family("suanli_wait_seconds", "histogram", "seconds", "How long the jobs had waited that have started so far.");
  std::vector<std::string> bounds;
  for (const std::int64_t bound : wait_bounds_s) bounds.push_back(std::to_string(bound) + ".0");
  write_histogram(file, series.grid().size(), {}, bounds, [&](std::size_t bound, std::size_t i) { return series.waits(bound, i); },
                  [&](std::size_t i) { return series.waited_ns(i); });
}

void write_answers(MetricsFile& file, const std::vector<ServiceSeries>& services, std::size_t samples, AnswerTimes ServiceSeries::*times) {
  std::vector<std::string> bounds;
  for (const std::int64_t bound : answer_bounds_ms) {
    bounds.push_back(format_seconds(std::chrono::milliseconds(bound)));
    if (bound % 1000 == 0) bounds.back() += ".0";
  }
  for (const ServiceSeries& service : services) {
    const AnswerTimes& of = service.*times;
    write_histogram(file, samples, label("service", service.name), bounds, [&](std::size_t bound, std::size_t i) { return of.within(bound, i); },
                    [&](std::size_t i) { return of.sum_ns(i); });
  }
}

void write_services(MetricsFile& file, const std::vector<ServiceSeries>& services, std::size_t samples) {
  if (services.empty()) return;
  const auto count = [&](SampledCount<> ServiceSeries::*of, std::string_view suffix = {}) {
    for (const ServiceSeries& service : services) {
      file.series(label("service", service.name), whole([&](std::size_t i) { return (service.*of)[i]; }), suffix);
    }
  };
  file.family("suanli_outstanding_requests", "gauge", "requests", "Requests that arrived and have not ended.");
  count(&ServiceSeries::outstanding);
  file.family("suanli_replicas", "gauge", "replicas", "Replicas that hold devices: booting, ready or draining.");
  count(&ServiceSeries::replicas);
  file.family("suanli_arrived_requests", "counter", "requests", "Requests that arrived so far.");
  count(&ServiceSeries::arrived, "_total");
  file.family("suanli_ended_requests", "counter", "requests", "Requests that ended so far, by how; a rejected one counts from when it arrived.");
  for (const ServiceSeries& service : services) {
    for (const JobStatus status : {JobStatus::completed, JobStatus::failed, JobStatus::rejected}) {
      std::string labels = label("service", service.name);
      append_label(labels, "status", name_of(status));
      file.series(labels, whole([&](std::size_t i) { return service.ended[static_cast<std::size_t>(status)][i]; }), "_total");
    }
  }
  file.family("suanli_output_tokens", "counter", "tokens", "Tokens made for the requests that were completed so far.");
  count(&ServiceSeries::output_tokens, "_total");
  file.family("suanli_first_token_seconds", "histogram", "seconds", "Time from arrival to the first token, of the requests completed so far.");
  write_answers(file, services, samples, &ServiceSeries::first_token);
  file.family("suanli_latency_seconds", "histogram", "seconds", "Time from arrival to the end, of the requests completed so far.");
  write_answers(file, services, samples, &ServiceSeries::latency);
}

void write_timeline(MetricsFile& file, const TimelineGauges& gauges) {
  const auto write = [&](TimelineGauges::Column column, std::string_view name, std::string_view unit, std::string_view help) {
    if (!gauges.has(column)) return;
    file.family(name, "gauge", unit, help);
    file.series({}, [&](std::string& out, std::size_t i) {
      const auto value = gauges.value(column, i);
      if (value) append_double(out, *value);
      return value.has_value();
    });
  };
  write(TimelineGauges::power_w, "suanli_power_watts", "watts", "Electric power of the cluster, from timeline.csv.");
  write(TimelineGauges::fragmentation, "suanli_gpu_fragmentation_ratio", "ratio", "Part of the free GPUs that cannot be used, from timeline.csv.");
  write(TimelineGauges::down_nodes, "suanli_down_nodes", "nodes", "Nodes that are down, from timeline.csv.");
}

void write_nodes(MetricsFile& file, const RunSeries& series, const NodeList& nodes) {
  file.family("suanli_node_busy_devices", "gauge", "devices", "Devices of each node held by running jobs.");
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    for (const DeviceKind kind : device_kinds) {
      if (nodes[node].milli[static_cast<std::size_t>(kind)] == 0) continue;
      std::string labels = label("node", nodes[node].name);
      append_label(labels, "pool", nodes[node].pool);
      append_label(labels, "kind", name_of(kind));
      file.series(labels, thousandths([&](std::size_t i) { return series.busy_milli(node, kind, i); }));
    }
  }
}

SampleGrid grid_of(const RunValues& run, const NodeList& nodes, const OpenMetricsOptions& options) {
  const SampleGrid grid(run.end, options.step.value_or(round_step(run.end, usual_samples)));
  const std::size_t series = about_series + run.services.size() * series_of_service + (options.nodes ? nodes.size() * device_kinds.size() : 0);
  if (grid.size() > most_samples / series) {
    throw InputError(options.nodes && !options.step ? "--nodes" : "--step", "more than 20 million samples: " + std::to_string(grid.size()) + " of each of " +
                                                              std::to_string(series) + " series", "take a longer --step");
  }
  return grid;
}

}  // namespace

OpenMetricsSummary write_openmetrics(const std::string& directory, const std::string& output, const OpenMetricsOptions& options) {
  const RunValues run = read_run_values(directory + "/run.json");
  const NodeList nodes(directory);
  const SampleGrid grid = grid_of(run, nodes, options);
  RunSeries series(grid, nodes, options.nodes);
  for (JobRows rows(directory, nodes); rows.next();) series.add(rows.row());
  series.accumulate();
  const std::vector<ServiceSeries> services = service_series(directory, run.services, grid);
  const TimelineGauges gauges(directory, grid);

  MetricsFile file(output, run, grid, options.epoch);
  write_jobs(file, series);
  write_devices(file, series, nodes);
  write_waits(file, series);
  write_services(file, services, grid.size());
  write_timeline(file, gauges);
  if (options.nodes) write_nodes(file, series, nodes);
  file.finish();
  return {file.samples(), grid.step()};
}

}  // namespace suanli::exports
