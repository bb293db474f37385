// perfetto_trace.cpp -- reads the jobs, arranges them on tracks and writes event after event.
#include "tools/export/perfetto_trace.h"

#include <algorithm>
#include <vector>

#include "scenarios/run_values.h"
#include "sim/base/whole_file.h"
#include "sim/report/csv.h"
#include "tools/export/json_text.h"
#include "tools/export/lanes.h"
#include "tools/export/run_series.h"
#include "tools/export/service_series.h"
#include "tools/export/trace_slices.h"

namespace suanli::exports {
namespace {

constexpr std::size_t most_counter_samples = 10'000;
constexpr std::size_t wait_lanes = 64;

// Process ids; a node's is first_node_process + its index.
constexpr std::size_t cluster_process = 1;
constexpr std::size_t queue_process = 2;
constexpr std::size_t first_node_process = 3;

struct Wait {
  Duration submit{};
  Duration start{};
  std::uint32_t job = 0;
};

// All that is drawn of a run.
struct Picture {
  NodeList nodes;
  RunValues run;
  RunSeries series;
  std::vector<ServiceSeries> services;
  std::vector<JobText> jobs;
  std::vector<TraceSlice> slices;
  std::vector<Wait> waits;
  PerfettoSummary summary;
};

std::int64_t micros(Duration time) {
  return time.count() / 1000;
}

void append_member(std::string& out, std::string_view key, std::string_view text) {
  (out += ',') += key;
  out += ':';
  append_json(out, text);
}

JobText text_of(const JobRow& job) {
  JobText text;
  append_json(text.name, job.id);
  text.args = "\"job\":" + text.name;
  append_member(text.args, "\"tenant\"", job.tenant);
  append_member(text.args, "\"user\"", job.user);
  append_integer(text.args += ",\"tasks\":", job.tasks);
  append_seconds(text.args += ",\"submit_s\":", job.submit);
  append_seconds(text.args += ",\"wait_s\":", *job.start - job.submit);
  append_member(text.args, "\"wait_reason\"", job.wait_reason);
  append_member(text.args, "\"status\"", name_of(job.status));
  return text;
}

void draw(Picture& picture, const JobRow& job, std::size_t most_jobs) {
  picture.series.add(job);
  if (!job.start) return;
  ++picture.summary.jobs_started;
  if (picture.jobs.size() == most_jobs) return;
  const auto index = static_cast<std::uint32_t>(picture.jobs.size());
  picture.jobs.push_back(text_of(job));
  append_slices(picture.slices, job, index, picture.run.end);
  if (*job.start > job.submit) picture.waits.push_back({job.submit, *job.start, index});
}

Picture read_picture(const std::string& directory, std::size_t most_jobs) {
  NodeList nodes(directory);
  RunValues run = read_run_values(directory + "/run.json");
  const SampleGrid grid(run.end, round_step(run.end, most_counter_samples));
  RunSeries series(grid, nodes, false);
  std::vector<ServiceSeries> services = service_series(directory, run.services, grid);
  Picture picture{std::move(nodes), std::move(run), std::move(series), std::move(services), {}, {}, {}, {}};
  JobRows rows(directory, picture.nodes);
  while (rows.next()) draw(picture, rows.row(), most_jobs);
  picture.series.accumulate();
  arrange(picture.slices);
  picture.summary.jobs_drawn = picture.jobs.size();
  picture.summary.slices = picture.slices.size();
  picture.summary.waits = picture.waits.size();
  return picture;
}

// Writes one event a line.
class EventWriter {
 public:
  explicit EventWriter(const std::string& output) : file_(output) {}

  void begin(const RunValues& run) {
    line_ = "{\"displayTimeUnit\":\"ms\",\"otherData\":{\"scenario\":";
    append_json(line_, run.scenario);
    append_member(line_, "\"scheduling\"", run.scheduling);
    append_member(line_, "\"placement\"", run.placement);
    line_ += ",\"seed\":" + run.seed + "},\"traceEvents\":[";
    file_.write(line_);
  }
  // Begins an event; its text is open for more members until end().
  std::string& event(char phase, std::size_t process, std::size_t thread) {
    line_ = first_ ? "\n{\"ph\":\"" : ",\n{\"ph\":\"";
    first_ = false;
    (line_ += phase) += "\",\"pid\":";
    append_integer(line_, static_cast<std::int64_t>(process));
    append_integer(line_ += ",\"tid\":", static_cast<std::int64_t>(thread));
    return line_;
  }
  std::string& event_text() { return line_; }
  void end() {
    line_ += '}';
    file_.write(line_);
  }
  void finish() {
    file_.write("\n]}\n");
    file_.commit();
  }

  void name_process(std::size_t process, std::string_view name, std::string_view label) {
    append_json(event('M', process, 0) += R"(,"name":"process_name","args":{"name":)", name);
    line_ += '}';
    end();
    if (!label.empty()) {
      append_json(event('M', process, 0) += R"(,"name":"process_labels","args":{"labels":)", label);
      line_ += '}';
      end();
    }
    append_integer(event('M', process, 0) += R"(,"name":"process_sort_index","args":{"sort_index":)", static_cast<std::int64_t>(process));
    line_ += '}';
    end();
  }
  void name_thread(std::size_t process, std::size_t thread, std::string_view name) {
    append_json(event('M', process, thread) += R"(,"name":"thread_name","args":{"name":)", name);
    line_ += '}';
    end();
    append_integer(event('M', process, thread) += R"(,"name":"thread_sort_index","args":{"sort_index":)", static_cast<std::int64_t>(thread));
    line_ += '}';
    end();
  }
  void slice(std::size_t process, std::size_t thread, Duration start, Duration end_time, const JobText& job, std::string_view category) {
    append_integer(event('X', process, thread) += ",\"ts\":", micros(start));
    append_integer(line_ += ",\"dur\":", micros(end_time) - micros(start));
    (line_ += ",\"name\":") += job.name;
    ((line_ += ",\"cat\":\"") += category) += "\",\"args\":{";
    line_ += job.args;
  }

 private:
  WholeFile file_;
  std::string line_;
  bool first_ = true;
};

// The values at the samples, a run of equal ones once.
template <class Value>
void write_counter(EventWriter& writer, const SampleGrid& grid, std::string_view name, std::string_view unit, Value value) {
  std::int64_t last = -1;
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const std::int64_t now = value(i);
    if (now == last) continue;
    last = now;
    std::string& line = writer.event('C', cluster_process, 0);
    append_integer(line += ",\"ts\":", micros(grid[i]));
    append_json(line += ",\"name\":", name);
    append_json(line += ",\"args\":{", unit);
    append_milli(line += ':', now);
    line += '}';
    writer.end();
  }
}

void write_counters(EventWriter& writer, const Picture& picture) {
  const RunSeries& series = picture.series;
  writer.name_process(cluster_process, "cluster", picture.run.scenario);
  write_counter(writer, series.grid(), "queued jobs", "jobs", [&](std::size_t i) { return series.queued(i) * milli; });
  write_counter(writer, series.grid(), "running jobs", "jobs", [&](std::size_t i) { return series.running(i) * milli; });
  for (const DeviceKind kind : device_kinds) {
    const auto has = [&](std::size_t node) { return picture.nodes[node].milli[static_cast<std::size_t>(kind)] > 0; };
    bool any = false;
    for (std::size_t node = 0; node < picture.nodes.size() && !any; ++node) any = has(node);
    const std::string name = "busy " + std::string(name_of(kind)) + 's';
    if (any) write_counter(writer, series.grid(), name, name_of(kind), [&](std::size_t i) { return series.busy_milli(kind, i); });
  }
  for (const ServiceSeries& service : picture.services) {
    write_counter(writer, series.grid(), "requests of " + service.name, "requests", [&](std::size_t i) { return service.outstanding[i] * milli; });
    write_counter(writer, series.grid(), "replicas of " + service.name, "replicas", [&](std::size_t i) { return service.replicas[i] * milli; });
  }
}

// In lanes like everything else, but no more than a screen holds: who finds none is told by the counter alone.
void write_waits(EventWriter& writer, Picture& picture) {
  if (picture.waits.empty()) return;
  writer.name_process(queue_process, "queue", "");
  std::vector<std::size_t> lane(picture.waits.size());
  Lanes lanes;
  for (std::size_t i = 0; i < picture.waits.size(); ++i) {
    const Wait& wait = picture.waits[i];
    lane[i] = lanes.take_below(wait_lanes, wait.submit, wait.start);
  }
  const std::size_t first_thread = first_node_process + picture.nodes.size();
  for (std::size_t i = 0; i < lanes.count(); ++i) writer.name_thread(queue_process, first_thread + i, "waiting " + std::to_string(i));
  for (std::size_t i = 0; i < picture.waits.size(); ++i) {
    if (lane[i] == wait_lanes) continue;
    const Wait& wait = picture.waits[i];
    writer.slice(queue_process, first_thread + lane[i], wait.submit, wait.start, picture.jobs[wait.job], "wait");
    writer.event_text() += '}';
    writer.end();
    ++picture.summary.waits_drawn;
  }
}

std::string track_name(DeviceKind kind, std::size_t device, std::size_t lane) {
  const std::string name(name_of(kind));
  if (kind == DeviceKind::cpu) return name + ' ' + std::to_string(lane);
  return name + ' ' + std::to_string(device) + (lane == 0 ? "" : " (" + std::to_string(lane + 1) + ')');
}

// Names the tracks of a node, from `thread` on. Returns the first thread of each device.
PerKind<std::vector<std::size_t>> name_tracks(EventWriter& writer, const PerKind<DeviceLanes>& lanes, std::size_t process, std::size_t& thread) {
  PerKind<std::vector<std::size_t>> first;
  for (const DeviceKind kind : {DeviceKind::gpu, DeviceKind::fpga, DeviceKind::cpu}) {
    const DeviceLanes& of_kind = lanes[static_cast<std::size_t>(kind)];
    for (std::size_t device = 0; device < of_kind.size(); ++device) {
      first[static_cast<std::size_t>(kind)].push_back(thread);
      for (std::size_t lane = 0; lane < of_kind[device]; ++lane) writer.name_thread(process, thread++, track_name(kind, device, lane));
    }
  }
  return first;
}

void write_node(EventWriter& writer, const Picture& picture, const TraceSlice* first, const TraceSlice* last, std::size_t& thread) {
  const NodeRow& node = picture.nodes[first->node];
  const std::size_t process = first_node_process + first->node;
  writer.name_process(process, node.name, node.pool + ", " + node.zone);
  const auto threads = name_tracks(writer, lanes_of_node(node, first, last), process, thread);
  for (; first != last; ++first) {
    const std::size_t track = threads[static_cast<std::size_t>(first->kind)][first->device] + first->lane;
    writer.slice(process, track, first->start, first->end, picture.jobs[first->job], name_of(first->kind));
    append_milli(writer.event_text() += ",\"held\":", first->held_milli);
    writer.event_text() += '}';
    writer.end();
  }
}

}  // namespace

PerfettoSummary write_perfetto(const std::string& directory, const std::string& output, const PerfettoOptions& options) {
  Picture picture = read_picture(directory, options.most_jobs);
  EventWriter writer(output);
  writer.begin(picture.run);
  write_counters(writer, picture);
  write_waits(writer, picture);
  // Threads have numbers of their own, past those of the processes: some readers take equal numbers for one thing.
  std::size_t thread = first_node_process + picture.nodes.size() + wait_lanes;
  for (std::size_t i = 0; i < picture.slices.size();) {
    std::size_t next = i;
    while (next < picture.slices.size() && picture.slices[next].node == picture.slices[i].node) ++next;
    write_node(writer, picture, picture.slices.data() + i, picture.slices.data() + next, thread);
    i = next;
  }
  writer.finish();
  return picture.summary;
}

}  // namespace suanli::exports
