// service_data.h -- what the page of a run shows of its online services.
#pragma once

#include "tools/report/json_text.h"
#include "tools/report/run_results.h"

namespace suanli::page {

// "requests": counts by status; "services": [{name, figures: [[metric, stat, value]]}] in the order of summary.csv; "load": requests
// in the system and replicas until "load_until_s", when the last request went, a curve of each for each service. Lists are empty of a run
// without services.
void write_services(JsonText& out, const RunResults& run, std::size_t most_points);

}  // namespace suanli::page
