// result_tables.cpp -- which figure stands in which column.
#include "sim/report/result_tables.h"

#include <string>

#include "sim/report/csv.h"
#include "sim/report/csv_table.h"
#include "sim/report/device_sets.h"
#include "sim/report/slowdown.h"
#include "sim/report/work_tables.h"

namespace suanli {
namespace {

std::string quoted(std::string_view text) {
  std::string cell;
  append_text(cell, text);
  return cell;
}

// What of a row of jobs.csv is the same for many jobs, made once.
struct JobCells {
  IdVector<TenantId, std::string> tenants;
  IdVector<UserId, std::string> users;
  IdVector<ShapeId, std::string> demands;  // cpus,gpus,fpgas
  IdVector<NodeId, std::string> nodes;

  JobCells(const Workload& workload, const Cluster& cluster) {
    for (const std::string& tenant : workload.tenants) tenants.push_back(quoted(tenant));
    for (const std::string& user : workload.users) users.push_back(quoted(user));
    for (const TaskShape& shape : workload.shapes) {
      std::string cells;
      CsvRow(cells).thousandths(shape.cpu_milli).thousandths(shape.gpu_milli).integer(shape.fpgas);
      demands.push_back(std::move(cells));
    }
    for (const NodeId node : IdRange<NodeId>(cluster.node_count())) nodes.push_back(cluster.node_name(node));
  }
};

void add_times(CsvRow& row, const JobColumns& jobs, JobId job, SimTime submit) {
  const bool started = jobs.started(job);
  if (!started) {
    row.empty(6);
    return;
  }
  const SimTime start = jobs.start[job];
  if (!jobs.ended(job)) {
    row.seconds(start).empty().seconds(start - submit).empty(3);
    return;
  }
  const SimTime end = jobs.end[job];
  row.seconds(start).seconds(end).seconds(start - submit).seconds(end - start).seconds(end - submit);
  row.number(bounded_slowdown(start - submit, end - start));
}

void add_nodes(CsvRow& row, std::span<const NodeTasks> placement, const JobCells& cells, std::string& scratch) {
  scratch.clear();
  for (const NodeTasks& on : placement) {
    if (!scratch.empty()) scratch += ';';
    scratch += cells.nodes[on.node];
    scratch += ':';
    append_integer(scratch, on.tasks);
  }
  row.text(scratch);
}

void add_devices(CsvRow& row, const JobColumns& jobs, JobId job, std::string& scratch) {
  scratch.clear();
  const std::size_t count = jobs.devices.kept() ? jobs.placement(job).size() : 0;
  for (std::size_t i = 0; i < count; ++i) {
    const DeviceMasks held = jobs.devices[jobs.placement_begin[job] + i];
    if (held == DeviceMasks{}) break;  // all tasks of a job ask for the same
    if (i > 0) scratch += ';';
    append_devices(scratch, held);
  }
  row.ready(scratch);
}

const std::string& model_name(const Cluster& cluster, const NodeClass& node_class, DeviceKind kind) {
  const auto model = kind == DeviceKind::gpu ? node_class.gpu_model : kind == DeviceKind::fpga ? node_class.fpga_model : std::nullopt;
  return cluster.model(model.value_or(node_class.cpu_model)).name;
}

}  // namespace

void write_summary_table(std::span<const MetricRow> rows, const TextSink& sink) {
  CsvTable table("metric,device_kind,tenant,stat,value,unit", sink);
  std::string value;
  for (const MetricRow& row : rows) {
    value.clear();
    if (row.value) row.value->append_text(value);
    table.row().ready(row.metric).text(row.device_kind).text(row.tenant).ready(row.stat).ready(value).ready(row.unit).end();
  }
  table.flush();
}

void write_jobs_table(const RunResult& run, const Workload& workload, const Cluster& cluster, const TextSink& sink) {
  const JobCells cells(workload, cluster);
  const JobColumns& jobs = run.jobs;
  const bool described = run.estimate_table != nullptr;
  const std::string columns(
      "job_id,tenant,user,priority,tasks,cpus,gpus,fpgas,submit_s,start_s,end_s,wait_s,run_s,turnaround_s,bounded_slowdown,status,"
      "preemptions,restarts,lost_work_s,nodes,energy_j,cost_usd,carbon_g,wait_reason,reject_reason,devices");
  CsvTable table(described ? columns + std::string(work_columns()) : columns, sink);
  std::string scratch;
  for (const JobId job : IdRange<JobId>(run.submitted)) {
    const SimTime submit = workload.submit[job];
    CsvRow row = table.row();
    row.text(workload.id_text(job)).ready(cells.tenants[workload.tenant[job]]).ready(cells.users[workload.user[job]]);
    row.integer(workload.priority[job]).integer(workload.tasks[job]).ready(cells.demands[workload.shape[job]]).seconds(submit);
    add_times(row, jobs, job, submit);
    row.ready(name_of(jobs.status[job])).ready("0").ready("0").ready("0");  // nothing preempts or restarts a job
    add_nodes(row, jobs.placement(job), cells, scratch);
    row.empty(3).ready(name_of(jobs.longest_wait[job]));
    row.ready(jobs.status[job] == JobStatus::rejected ? name_of(jobs.reject_reason[job]) : std::string_view());
    add_devices(row, jobs, job, scratch);
    if (described) add_work_cells(row, run, workload, job);
    row.end();
  }
  table.flush();
}

void write_nodes_table(const RunResult& run, const Cluster& cluster, const TextSink& sink) {
  CsvTable table(
      "node,pool,zone,device_kind,model,count,busy_device_s,allocated_device_s,idle_device_s,down_device_s,utilisation,energy_j,cost_usd,"
      "carbon_g",
      sink);
  for (const NodeId node : IdRange<NodeId>(cluster.node_count())) {
    const NodeClass& node_class = cluster.node_class(node);
    for (const DeviceKind kind : device_kinds) {
      const std::int64_t units = milli_units(node_class.capacity, kind);
      if (units == 0) continue;
      const Int128 busy = run.busy[node][static_cast<std::size_t>(kind)];
      const Int128 total = Int128{units} * run.window.length().count();
      CsvRow row = table.row();
      row.text(cluster.node_name(node)).text(cluster.pool(cluster.pool_of(node)).name).text(cluster.zone(node_class.zone).name);
      row.ready(name_of(kind)).text(model_name(cluster, node_class, kind)).thousandths(units).number(device_seconds(busy));
      row.number(device_seconds(run.allocated[node][static_cast<std::size_t>(kind)])).number(device_seconds(total - busy)).ready("0");
      row.number(total == 0 ? std::nullopt : std::optional(static_cast<double>(busy) / static_cast<double>(total)));
      row.empty(3).end();
    }
  }
  table.flush();
}

void write_timeline_table(const RunResult& run, const TextSink& sink) {
  CsvTable table(
      "time_s,queued_jobs,running_jobs,queued_requests,busy_gpus,busy_cpus,busy_fpgas,down_nodes,power_w,fragmentation", sink);
  for (const TimelineSample& sample : run.timeline) {
    const auto busy = [&](DeviceKind kind) { return sample.busy_milli[static_cast<std::size_t>(kind)]; };
    CsvRow row = table.row();
    row.seconds(sample.time).integer(sample.queued).integer(sample.running).integer(sample.queued_requests);
    row.thousandths(busy(DeviceKind::gpu));
    row.thousandths(busy(DeviceKind::cpu)).thousandths(busy(DeviceKind::fpga)).ready("0").empty().number(sample.fragmentation).end();
  }
  table.flush();
}

}  // namespace suanli
