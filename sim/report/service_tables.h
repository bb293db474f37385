// service_tables.h -- the CSV tables of a run's online services: requests.csv and replicas.csv.
#pragma once

#include "sim/model/cluster.h"
#include "sim/model/workload.h"
#include "sim/report/csv_table.h"
#include "sim/report/run_result.h"

namespace suanli {

// One row per request that arrived, in the order of RequestId (arrival, then id). Times are of the last attempt. Cells of what does not exist are
// empty: of a rejected request its replica and all times, of others the start, first token and end they did not reach; tpot_s of answers
// of fewer than two tokens and of those that did not complete; slo_met of an unfinished request that may still meet its limits. `replica` is who
// completed it, as <service>-<number>, or the last it was sent to.
void write_requests_table(const RunResult& run, const Workload& workload, const TextSink& sink);

// One row per replica, by service and then number: its whole life, whatever is measured. `nodes` as in jobs.csv. `held_s` goes on to the run's
// end when it did not end before. `device_model` is that of what it asks for: GPUs before FPGAs before CPUs.
void write_replicas_table(const RunResult& run, const Cluster& cluster, const TextSink& sink);

}  // namespace suanli
