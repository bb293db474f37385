// step_tables.h -- step times of a replica as its engine looks them up, filled by the cost model's formula.
#pragma once

#include <cstddef>

#include "sim/cost/serving_table.h"
#include "sim/engine/serving/step_times.h"

namespace suanli {

// Iterations of up to `most_requests` requests that decode; more take as long as these. Prefills and decodes are those of
// serving_step within 1 %; iterations with both take mixed_step_factor of their parts.
StepTimes step_times(const ServingReplica& replica, std::size_t most_requests);

}  // namespace suanli
