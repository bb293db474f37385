// run_results.cpp -- which column feeds which field.
#include "tools/report/run_results.h"

#include <cmath>

#include "tools/report/result_cells.h"

namespace suanli::page {
namespace {

const CsvFile& opened(RunResults& run, const std::string& name, std::initializer_list<std::string_view> columns) {
  run.files.push_back(std::make_unique<const CsvFile>(require_result_file(run.directory, name), CsvComments::none));
  run.files.back()->require(columns);
  return *run.files.back();
}

// A column of a file, found once.
struct Column {
  Column(const CsvFile& from, std::string_view called) : file(from), name(called), index(from.column(called)) {}
  std::string_view text(const CsvRow& row) const { return row[index]; }
  std::optional<double> number(const CsvRow& row) const { return number_in(file, row, index, name); }
  std::int64_t milli(const CsvRow& row) const { return std::llround(number(row).value_or(0) * 1000); }

  const CsvFile& file;
  std::string_view name;
  std::size_t index;
};

void read_jobs(RunResults& run) {
  const CsvFile& file = opened(run, "jobs.csv",
                               {"job_id", "tenant", "user", "tasks", "cpus", "gpus", "fpgas", "submit_s", "start_s", "end_s", "wait_s", "run_s",
                                "bounded_slowdown", "status", "preemptions", "restarts", "nodes", "wait_reason"});
  const Column id(file, "job_id"), tenant(file, "tenant"), user(file, "user"), tasks(file, "tasks"), cpus(file, "cpus"), gpus(file, "gpus"),
      fpgas(file, "fpgas"), submit(file, "submit_s"), start(file, "start_s"), end(file, "end_s"), wait(file, "wait_s"), ran(file, "run_s"),
      slowdown(file, "bounded_slowdown"), status(file, "status"), preemptions(file, "preemptions"), restarts(file, "restarts"),
      nodes(file, "nodes"), reason(file, "wait_reason");
  run.jobs.reserve(file.row_count());
  for (std::size_t i = 0; i < file.row_count(); ++i) {
    const CsvRow row = file.row(i);
    JobRow& job = run.jobs.emplace_back();
    job.id = id.text(row), job.tenant = tenant.text(row), job.user = user.text(row), job.status = status.text(row);
    job.wait_reason = reason.text(row), job.nodes = nodes.text(row);
    job.submit_s = submit.number(row).value_or(0);
    job.start_s = start.number(row), job.end_s = end.number(row), job.wait_s = wait.number(row), job.run_s = ran.number(row);
    job.bounded_slowdown = slowdown.number(row);
    job.tasks = std::llround(tasks.number(row).value_or(1));
    job.cpu_milli = job.tasks * cpus.milli(row), job.gpu_milli = job.tasks * gpus.milli(row), job.fpga_milli = job.tasks * fpgas.milli(row);
    job.came_back = preemptions.milli(row) + restarts.milli(row) > 0;
  }
}

void read_nodes(RunResults& run) {
  const CsvFile& file = opened(run, "nodes.csv", {"node", "pool", "device_kind", "model", "count", "busy_device_s", "allocated_device_s",
                                                  "idle_device_s", "down_device_s", "energy_j", "cost_usd"});
  const Column node(file, "node"), pool(file, "pool"), kind(file, "device_kind"), model(file, "model"), count(file, "count"),
      busy(file, "busy_device_s"), allocated(file, "allocated_device_s"), idle(file, "idle_device_s"), down(file, "down_device_s"),
      energy(file, "energy_j"), cost(file, "cost_usd");
  for (std::size_t i = 0; i < file.row_count(); ++i) {
    const CsvRow row = file.row(i);
    run.nodes.push_back({node.text(row), pool.text(row), kind.text(row), model.text(row), count.milli(row), busy.number(row).value_or(0),
                         allocated.number(row).value_or(0), idle.number(row).value_or(0), down.number(row).value_or(0), energy.number(row),
                         cost.number(row)});
  }
}

void read_services(RunResults& run) {
  const CsvFile& requests = opened(run, "requests.csv", {"service", "arrival_s", "end_s", "status"});
  const Column service(requests, "service"), arrival(requests, "arrival_s"), end(requests, "end_s"), status(requests, "status");
  run.requests.reserve(requests.row_count());
  for (std::size_t i = 0; i < requests.row_count(); ++i) {
    const CsvRow row = requests.row(i);
    run.requests.push_back({service.text(row), status.text(row), arrival.number(row).value_or(0), end.number(row)});
  }
  const CsvFile& replicas = opened(run, "replicas.csv", {"service", "started_s", "ended_s"});
  const Column of(replicas, "service"), started(replicas, "started_s"), ended(replicas, "ended_s");
  for (std::size_t i = 0; i < replicas.row_count(); ++i) {
    const CsvRow row = replicas.row(i);
    run.replicas.push_back({of.text(row), started.number(row).value_or(0), ended.number(row)});
  }
}

void read_summary(RunResults& run) {
  const CsvFile& file = opened(run, "summary.csv", {"metric", "device_kind", "tenant", "stat", "value", "unit"});
  const Column metric(file, "metric"), kind(file, "device_kind"), tenant(file, "tenant"), stat(file, "stat"), value(file, "value"),
      unit(file, "unit");
  for (std::size_t i = 0; i < file.row_count(); ++i) {
    const CsvRow row = file.row(i);
    run.summary.push_back({metric.text(row), kind.text(row), tenant.text(row), stat.text(row), unit.text(row), value.number(row)});
  }
}

}  // namespace

bool RunResults::counts(const JobRow& job) const {
  const RunDocument& told = document;
  return job.status == "completed" && job.submit_s >= told.from_s && (job.submit_s < told.until_s || told.until_s >= told.end_s);
}

RunResults read_run_results(const std::string& directory) {
  RunResults run;
  run.directory = directory;
  run.document = read_run_document(require_result_file(directory, "run.json"));
  read_summary(run);
  read_jobs(run);
  read_nodes(run);
  if (!run.document.requests.empty()) read_services(run);
  return run;
}

}  // namespace suanli::page
