// run_times.h -- how long each job runs on each class of node: a dense table, so that the event loop only looks up.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/cost/estimate_table.h"
#include "sim/model/cluster.h"
#include "sim/model/workload.h"

namespace suanli {

// A job with described work takes its steps x the step's time in the table of estimates. A job without a reference model runs its recorded duration anywhere. Else the duration is rescaled from the reference model to the model
// that does the work on a node: its GPU when the job asks GPUs, else its FPGA when it asks FPGAs, else its CPU. Rounded to whole
// nanoseconds.
class RunTimes {
 public:
  RunTimes() = default;  // of no workload
  // [InputError]: a reference model that the catalog does not know, or of speed 0 for the job's kind of work.
  // `table` is of this workload and cluster; may be null when no job describes its work.
  RunTimes(const Workload& workload, const Cluster& cluster, const EstimateTable* table = nullptr) { reset(workload, cluster, table); }
  // As if newly made, in the memory it has.
  void reset(const Workload& workload, const Cluster& cluster, const EstimateTable* table = nullptr);

  // Of described work: with as many tasks on each node as it holds.
  Duration on(JobId job, ClassId node_class) const { return on(job, node_class, std::numeric_limits<std::uint32_t>::max()); }
  // With that many tasks on the node that has the fewest of the gang; tells only for described work.
  Duration on(JobId job, ClassId node_class, std::uint32_t tasks_per_node) const {
    if (table_ != nullptr && workload_->work_of(job) != WorkId{}) {
      return table_->run_time(table_->entry(workload_->shape[job], node_class, tasks_per_node), workload_->steps[job]);
    }
    if (profile_of_.empty()) return workload_->duration[job];
    return scaled(job, node_class);
  }
  // Whether on() wants to know the tasks per node.
  bool spread_matters(JobId job) const { return table_ != nullptr && workload_->work_of(job) != WorkId{}; }
  // On the fastest of some classes; the recorded duration when there are none.
  Duration fastest(JobId job, std::span<const ClassId> classes) const;

 private:
  // Jobs of one reference model, kind of work and deciding device kind share a row of factors.
  struct Profile {
    NameId reference{};
    WorkKind work = WorkKind::batch;
    DeviceKind device = DeviceKind::cpu;
    bool operator==(const Profile&) const = default;
  };

  Duration scaled(JobId job, ClassId node_class) const;

  const Workload* workload_ = nullptr;
  const EstimateTable* table_ = nullptr;
  std::size_t classes_ = 0;
  std::vector<Profile> profiles_;
  std::vector<double> recorded_speed_;                 // [profiles]; 0: no reference, no scaling
  std::vector<double> speed_;                          // [profiles x classes]; 0: no such device there
  IdVector<JobId, std::uint32_t> profile_of_;          // empty when no job names a reference
};

}  // namespace suanli
