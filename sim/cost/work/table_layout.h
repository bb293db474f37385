// table_layout.h -- which steps a table of estimates is of: every place that a gang of the workload can get on the cluster.
#pragma once

#include <vector>

#include "sim/cost/estimate_table.h"
#include "sim/cost/work/step_questions.h"
#include "sim/model/cluster.h"
#include "sim/model/workload.h"

namespace suanli {

// What names of a workload and a cluster mean, resolved by whoever knows the catalogs.
struct WorkInputs {
  IdVector<WorkId, StepWork> works;                 // the first is none
  std::vector<WorkSite> sites;                      // [classes x device kinds], row-major
  IdVector<ShapeId, std::vector<ClassId>> classes;  // that the demand, models and zones of a shape allow; empty without work
};

// Adds the questions that the table wants answered.
EstimateLayout lay_out(const Workload& workload, const Cluster& cluster, const WorkInputs& inputs, StepQuestions& questions);

}  // namespace suanli
