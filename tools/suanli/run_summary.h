// run_summary.h -- the result of a run on one screen.
#pragma once

#include <span>
#include <string>

#include "scenarios/scenario.h"
#include "sim/model/cluster.h"
#include "sim/report/metric.h"
#include "sim/report/run_facts.h"

namespace suanli::cli {

class Terminal;

// At most 80 columns; 24 lines, and with services up to 40.
std::string run_summary(const Scenario& scenario, const Cluster& cluster, const RunFacts& facts, std::span<const MetricRow> rows,
                        const Terminal& terminal);

}  // namespace suanli::cli
