// run_data.cpp -- puts what was gathered of a run into one JSON object.
#include "tools/report/run_data.h"

#include <array>
#include <filesystem>
#include <utility>

#include "tools/report/curve_text.h"
#include "tools/report/gantt_bars.h"
#include "tools/report/sampled_curves.h"
#include "tools/report/service_data.h"
#include "tools/report/shares.h"
#include "tools/report/step_curve.h"
#include "tools/report/value_spread.h"

namespace suanli::page {
namespace {

constexpr std::size_t most_gantt_jobs = 2000;
constexpr std::size_t most_table_rows = 1000;

void write_facts(JsonText& out, const RunResults& run) {
  const RunDocument& told = run.document;
  out.key("name").text(told.name).key("why").text(told.why).key("status").text(told.status).key("version").text(told.version);
  out.key("scheduling").text(told.scheduling).key("placement").text(told.placement).key("signature").text(told.signature);
  out.key("seed").text(std::to_string(told.seed)).key("end_s").number(told.end_s).key("from_s").number(told.from_s);
  out.key("until_s").number(told.until_s).key("source").text(told.workload_source).key("workload_hash").text(told.workload_hash);
  out.key("scenario").text(told.scenario);
  out.key("limits_hit").begin_list();
  for (const std::string& limit : told.limits_hit) out.text(limit);
  out.end_list().key("counts").begin_list();
  for (const auto& [status, count] : told.jobs) out.begin_list().text(status).integer(static_cast<std::int64_t>(count)).end_list();
  out.end_list();
}

void write_links(JsonText& out, const RunResults& run, const std::string& folder) {
  out.key("files").begin_list();
  for (const char* name : {"summary.csv", "jobs.csv", "requests.csv", "replicas.csv", "nodes.csv", "timeline.csv", "faults.csv", "run.json"}) {
    if (!std::filesystem::exists(std::filesystem::path(run.directory) / name)) continue;
    out.begin_list().text(name).text(folder + name).end_list();
  }
  out.end_list();
}

// Rows of single tenants are in their own table.
void write_summary(JsonText& out, const RunResults& run) {
  out.key("summary").begin_list();
  for (const SummaryRow& row : run.summary) {
    if (row.tenant != "all") continue;
    out.begin_list().text(row.metric).text(row.kind).text(row.stat).number(row.value).text(row.unit).end_list();
  }
  out.end_list();
}

struct CurvePlan {
  std::string name;
  double scale;     // of one unit of the changes
  double capacity;  // 0: none
  std::vector<Change> changes;
};

// Jobs waiting and running, then the devices of each kind held.
std::vector<CurvePlan> curves_of(const RunResults& run) {
  std::vector<CurvePlan> plans{{"queued", 1, 0, {}}, {"running", 1, 0, {}}};
  const std::array<std::pair<const char*, std::int64_t JobRow::*>, 3> kinds{
      {{"cpu", &JobRow::cpu_milli}, {"gpu", &JobRow::gpu_milli}, {"fpga", &JobRow::fpga_milli}}};
  const double until = run.document.end_s;
  for (const JobRow& job : run.jobs) {
    if (job.status == "rejected") continue;
    plans[0].changes.push_back({job.submit_s, 1});
    if (!job.start_s) continue;
    plans[0].changes.push_back({*job.start_s, -1});
    plans[1].changes.push_back({*job.start_s, 1});
    plans[1].changes.push_back({job.end_s.value_or(until), -1});
  }
  for (const auto& [kind, demand] : kinds) {
    std::int64_t capacity = 0;
    for (const NodeRow& row : run.nodes) capacity += row.kind == kind ? row.milli_units : 0;
    if (capacity == 0) continue;
    CurvePlan plan{kind, 0.001, static_cast<double>(capacity) / 1000, {}};
    for (const JobRow& job : run.jobs) {
      if (!job.start_s || job.*demand == 0) continue;
      plan.changes.push_back({*job.start_s, job.*demand});
      plan.changes.push_back({job.end_s.value_or(until), -(job.*demand)});
    }
    plans.push_back(std::move(plan));
  }
  return plans;
}

void write_timeline(JsonText& out, const RunResults& run, std::size_t most_points) {
  std::vector<CurvePlan> plans = curves_of(run);
  std::vector<std::vector<Change>> changes;
  for (CurvePlan& plan : plans) changes.push_back(std::move(plan.changes));
  const StepCurves curves = step_curves(changes, 0, run.document.end_s, most_points);
  bool came_back = false;
  for (const JobRow& job : run.jobs) came_back = came_back || job.came_back;
  out.key("timeline").begin_object().key("exact").flag(curves.exact).key("came_back").flag(came_back);
  write_values(out, "time_s", curves.time_s);
  out.key("curves").begin_list();
  for (std::size_t i = 0; i < plans.size(); ++i) {
    out.begin_object().key("name").text(plans[i].name).key("capacity").number(plans[i].capacity);
    write_curve(out, curves.curves[i], curves.exact, plans[i].scale);
    out.end_object();
  }
  out.end_list().end_object();
}

void write_samples(JsonText& out, const RunResults& run, std::size_t most_points) {
  out.key("samples").begin_list();
  for (const SampledCurve& sampled : sampled_curves(run.directory, run.document.end_s, most_points)) {
    out.begin_object().key("name").text(sampled.column);
    write_values(out, "time_s", sampled.values.time_s);
    write_curve(out, sampled.values.curves.front(), sampled.values.exact, 1e-6);
    out.end_object();
  }
  out.end_list();
}

void write_spread(JsonText& out, const char* key, const ValueSpread& spread) {
  out.key(key).begin_object().key("count").integer(static_cast<std::int64_t>(spread.count));
  out.key("at_floor").integer(static_cast<std::int64_t>(spread.at_floor)).key("p50").number(spread.p50).key("p95").number(spread.p95);
  out.key("p99").number(spread.p99).key("max").number(spread.max).key("mean").number(spread.mean);
  write_values(out, "edges", spread.edges);
  out.key("in_bin").begin_list();
  for (const std::size_t count : spread.in_bin) out.integer(static_cast<std::int64_t>(count));
  out.end_list();
  write_values(out, "value", spread.value);
  out.key("up_to").begin_list();
  for (const std::size_t count : spread.up_to) out.integer(static_cast<std::int64_t>(count));
  out.end_list().end_object();
}

void write_spreads(JsonText& out, const RunResults& run) {
  std::vector<double> waits;
  std::vector<double> slowdowns;
  for (const JobRow& job : run.jobs) {
    if (!run.counts(job)) continue;
    if (job.wait_s) waits.push_back(*job.wait_s);
    if (job.bounded_slowdown) slowdowns.push_back(*job.bounded_slowdown);
  }
  write_spread(out, "wait", value_spread(std::move(waits), 0));
  write_spread(out, "slowdown", value_spread(std::move(slowdowns), 1));
}

void write_gantt(JsonText& out, const RunResults& run, std::size_t most_bars) {
  const GanttBars made = gantt_bars(run, most_bars == 0 ? 0 : most_gantt_jobs, most_bars);
  out.key("gantt").begin_object().key("started").integer(static_cast<std::int64_t>(made.started));
  out.key("lanes_are_cpus").flag(made.lanes_are_cpus).key("rows").begin_list();
  for (const GanttRow& row : made.rows) out.begin_list().text(row.node).integer(static_cast<std::int64_t>(row.lanes)).end_list();
  out.end_list().key("jobs").begin_list();
  for (const std::size_t index : made.jobs) {
    const JobRow& job = run.jobs[index];
    out.begin_list().text(job.id).text(job.tenant).text(job.user).number(job.submit_s).number(job.start_s).number(job.end_s);
    out.integer(job.tasks).plotted(static_cast<double>(job.cpu_milli) / 1000).plotted(static_cast<double>(job.gpu_milli) / 1000);
    out.plotted(static_cast<double>(job.fpga_milli) / 1000).text(job.status).text(job.wait_reason).end_list();
  }
  out.end_list().key("bars").begin_list();  // four numbers each
  for (const GanttBar& bar : made.bars) {
    for (const std::size_t value : {bar.job, bar.row, bar.lane, bar.lanes}) out.integer(static_cast<std::int64_t>(value));
  }
  out.end_list().end_object();
}

void write_shares(JsonText& out, const RunResults& run) {
  const auto tenants = tenant_shares(run);
  out.key("tenant_count").integer(static_cast<std::int64_t>(tenants.size())).key("tenants").begin_list();
  for (std::size_t i = 0; i < std::min(tenants.size(), most_table_rows); ++i) {
    const TenantShare& it = tenants[i];
    out.begin_list().text(it.tenant).integer(static_cast<std::int64_t>(it.jobs)).integer(static_cast<std::int64_t>(it.completed));
    out.number(it.wait_mean_s).number(it.wait_p95_s).number(it.slowdown_mean).plotted(it.cpu_h).plotted(it.gpu_h).plotted(it.fpga_h).end_list();
  }
  out.end_list().key("pools").begin_list();
  for (const PoolShare& it : pool_shares(run)) {
    out.begin_list().text(it.pool).text(it.kind).text(it.model).integer(static_cast<std::int64_t>(it.nodes)).number(it.devices);
    out.plotted(it.busy_s).plotted(it.allocated_s).plotted(it.idle_s).plotted(it.down_s).number(it.energy_j).number(it.cost_usd).end_list();
  }
  out.end_list().key("node_rows").integer(static_cast<std::int64_t>(run.nodes.size())).key("nodes").begin_list();
  for (std::size_t i = 0; i < std::min(run.nodes.size(), most_table_rows); ++i) {
    const NodeRow& it = run.nodes[i];
    out.begin_list().text(it.node).text(it.kind).text(it.model).number(static_cast<double>(it.milli_units) / 1000).plotted(it.busy_s);
    out.plotted(it.allocated_s).plotted(it.idle_s).plotted(it.down_s).end_list();
  }
  out.end_list().key("reasons").begin_list();
  for (const ReasonShare& it : reason_shares(run)) {
    out.begin_list().text(it.reason).number(it.wait_s).integer(static_cast<std::int64_t>(it.jobs)).end_list();
  }
  out.end_list();
}

}  // namespace

void write_run_data(JsonText& out, const RunResults& run, const RunView& view) {
  out.begin_object().key("label").text(view.label);
  write_facts(out, run);
  write_links(out, run, view.folder);
  write_summary(out, run);
  write_timeline(out, run, view.most_points);
  write_samples(out, run, view.most_points);
  write_spreads(out, run);
  write_shares(out, run);
  write_gantt(out, run, view.most_bars);
  write_services(out, run, view.most_points);
  out.end_object();
}

}  // namespace suanli::page
