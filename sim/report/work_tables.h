// work_tables.h -- what the results tell of jobs that describe their work: cells of jobs.csv, and phases.csv.
#pragma once

#include <string>

#include "sim/report/csv.h"
#include "sim/report/result_tables.h"

namespace suanli {

// Names of the columns that jobs.csv has more when some job describes its work, each with a comma before it.
std::string_view work_columns();

// Those cells of one job; empty ones for a job of a recorded duration. Seconds, exposed time, plan and memory are those of the place it got;
// of a job that no device can do, the reason and the memory that is missing. REQUIRES run.estimate_table.
void add_work_cells(CsvRow& row, const RunResult& run, const Workload& workload, JobId job);

// One row per started job with described work and part of its step that takes time, in the order of jobs and WorkPhase. `phase_s` is of one
// step, `total_s` of all the time the job ran. REQUIRES run.estimate_table.
void write_phases_table(const RunResult& run, const Workload& workload, const TextSink& sink);

// "tp8 pp4 dp2 mb1 ...": parts that are not 1 or off, but for dp and the microbatch.
std::string plan_text(const ParallelPlan& plan);

// A language model or another work by its name, "bag" or "pipeline".
std::string_view work_name(const JobWork& work);

}  // namespace suanli
