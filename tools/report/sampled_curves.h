// sampled_curves.h -- what timeline.csv tells that jobs.csv does not: sampled figures, held until the next sample.
#pragma once

#include <string>
#include <vector>

#include "tools/report/step_curve.h"

namespace suanli::page {

struct SampledCurve {
  std::string column;  // of timeline.csv
  StepCurves values;   // one curve, in millionths of the column's unit
};

// Of the columns fragmentation, power_w, down_nodes and queued_requests those that are ever anything but empty or 0; none when the run was not
// sampled. [InputError] when the file is damaged.
std::vector<SampledCurve> sampled_curves(const std::string& directory, double until_s, std::size_t most_points);

}  // namespace suanli::page
