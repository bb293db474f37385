// work_tables.cpp -- estimates of places, looked up again for the tables.
#include "sim/report/work_tables.h"

#include "sim/base/quantity.h"

namespace suanli {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20;

bool is_described(const Workload& workload, JobId job) {
  return workload.work_of(job) != WorkId{};
}

std::optional<double> utilisation(const StepEstimate& estimate) {
  if (!(estimate.peak_flops > 0) || !(estimate.step_s > 0) || estimate.model_flops == 0) return std::nullopt;
  return estimate.model_flops / (estimate.step_s * estimate.peak_flops);
}

void append_count(std::string& text, const char* name, double count) {
  if (!text.empty()) text += ' ';
  text += name;
  append_integer(text, static_cast<std::int64_t>(count));
}

}  // namespace

std::string_view work_columns() {
  return ",work,steps,step_s,exposed_s,mfu,plan,memory_gib,no_plan_reason,missing_gib";
}

std::string_view work_name(const JobWork& work) {
  switch (work.form) {
    case WorkForm::training:
      return work.model;
    case WorkForm::bag:
      return "bag";
    case WorkForm::pipeline:
      return "pipeline";
    case WorkForm::recorded:
      break;
  }
  return {};
}

std::string plan_text(const ParallelPlan& plan) {
  constexpr std::string_view again[] = {"", " selective", " full"};
  std::string text;
  if (plan.tp > 1) append_count(text, "tp", plan.tp);
  if (plan.pp > 1) append_count(text, "pp", plan.pp);
  append_count(text, "dp", plan.dp);
  if (plan.cp > 1) append_count(text, "cp", plan.cp);
  if (plan.ep > 1) append_count(text, "ep", plan.ep);
  append_count(text, "mb", plan.microbatch);
  if (plan.interleave > 1) append_count(text, "v", plan.interleave);
  if (plan.zero > 0) append_count(text, "zero", plan.zero);
  if (plan.sequence_parallel && plan.tp > 1) text += " sp";
  text += again[static_cast<std::size_t>(plan.recompute)];
  return text;
}

void add_work_cells(CsvRow& row, const RunResult& run, const Workload& workload, JobId job) {
  if (!is_described(workload, job)) {
    row.empty(9);
    return;
  }
  row.text(work_name(workload.works[workload.work_of(job)])).integer(static_cast<std::int64_t>(workload.steps[job]));
  if (run.jobs.started(job)) {
    const StepEstimate& estimate = run.estimate_table->estimate(run.jobs.work_entry[job]);
    row.number(estimate.step_s).number(estimate.exposed_s()).number(utilisation(estimate));
    row.text(estimate.planned ? plan_text(estimate.plan) : std::string());
    row.number(estimate.memory_bytes > 0 ? std::optional(estimate.memory_bytes / bytes_per_gib) : std::nullopt).empty(2);
    return;
  }
  row.empty(5);
  const bool refused = run.jobs.status[job] == JobStatus::rejected && run.jobs.reject_reason[job] == RejectReason::no_plan;
  const StepEstimate* why = refused ? run.estimate_table->refusal(workload.shape[job]) : nullptr;
  if (why == nullptr) {
    row.empty(2);
    return;
  }
  row.ready(name_of(why->reason)).number(why->missing_bytes > 0 ? std::optional(why->missing_bytes / bytes_per_gib) : std::nullopt);
}

void write_phases_table(const RunResult& run, const Workload& workload, const TextSink& sink) {
  std::string text = "job_id,work,phase,phase_s,total_s,share\n";
  for (const JobId job : IdRange<JobId>(run.submitted)) {
    if (!is_described(workload, job) || !run.jobs.started(job)) continue;
    const StepEstimate& estimate = run.estimate_table->estimate(run.jobs.work_entry[job]);
    const SimTime until = run.jobs.ended(job) ? run.jobs.end[job] : run.end;
    const double ran_s = to_seconds(until - run.jobs.start[job]);
    for (std::size_t phase = 0; phase < work_phases; ++phase) {
      const double seconds = estimate.phase_s[phase];
      if (!(seconds > 0)) continue;
      const double share = seconds / estimate.step_s;
      CsvRow row(text);
      row.text(workload.id_text(job)).text(work_name(workload.works[workload.work_of(job)])).ready(work_phase_names[phase]);
      row.number(seconds).number(share * ran_s).number(share).end();
    }
    if (text.size() < piece_bytes) continue;
    sink(text);
    text.clear();
  }
  sink(text);
}

}  // namespace suanli
