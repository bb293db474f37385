// result_tables.h -- the CSV tables of a run, row by row, as INTERFACE.md names their columns.
#pragma once

#include <span>
#include <string_view>

#include "sim/model/cluster.h"
#include "sim/model/workload.h"
#include "sim/report/csv_table.h"
#include "sim/report/metric.h"
#include "sim/report/run_result.h"

namespace suanli {

// One row per metric, in the order given.
void write_summary_table(std::span<const MetricRow> rows, const TextSink& sink);

// One row per job that arrived, in the order of JobId (submit, then id). cpus, gpus and fpgas are those of one task. Cells of what does not
// exist are empty: of a rejected job start, end and all times; of an unfinished job its end, of one that never started its start too.
// `nodes` lists where the tasks ran as node:tasks;node:tasks (needs RecorderOptions::placements), `wait_reason` what held longest,
// `devices` which devices of each of these nodes, as g0-7;g0-3+f1 (a share names its device; empty without devices). When some job describes
// its work, the columns of work_tables.h follow.
void write_jobs_table(const RunResult& run, const Workload& workload, const Cluster& cluster, const TextSink& sink);

// One row per node and kind of device it has; CPUs are counted in cores. Times and utilisation are those of the measured window.
void write_nodes_table(const RunResult& run, const Cluster& cluster, const TextSink& sink);

// One row per sample. Busy devices may be fractions, where tasks share one.
void write_timeline_table(const RunResult& run, const TextSink& sink);

}  // namespace suanli
