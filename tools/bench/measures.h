// measures.h -- the measures of `suanli bench`, a file each.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tools/bench/measure.h"

namespace suanli::bench {

std::vector<Measure> event_queue_measures();   // G1, G3: the hold model
std::vector<Measure> queueing_measures();      // G2: M/M/100
std::vector<Measure> replay_measures();        // G4, G5: FCFS and best fit on many nodes
std::vector<Measure> backfill_measures();      // G6: a pass of EASY
std::vector<Measure> trace_measures();         // G7: loading a trace
std::vector<Measure> sweep_measures();          // G8: many runs over one workload, by one thread and by two
std::vector<Measure> search_measures();         // G9: searching parallel plans
std::vector<Measure> serving_measures();        // serving: requests to services
std::vector<Measure> log_replay_measures();    // G10: a log of 28,481 jobs under EASY, from the file to the CSVs
std::vector<Measure> cuda_measures();          // cuda: a billion plans on the GPU; one row that says why where there is none

}  // namespace suanli::bench
