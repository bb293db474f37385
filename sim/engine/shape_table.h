// shape_table.h -- what each task shape of a workload means on a given cluster: where it may run and how much of it fits.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/base/ids.h"
#include "sim/cost/estimate_table.h"
#include "sim/engine/free_state.h"
#include "sim/engine/observer.h"
#include "sim/model/cluster.h"
#include "sim/model/workload.h"

namespace suanli {

struct ServiceSpec;

// One shape resolved against the cluster.
struct ShapeOnCluster {
  TaskShape task;
  std::vector<ClassId> classes;        // may hold it: zone, model, work and one task's demand fit; rising
  std::vector<bool> class_allowed;     // the same by ClassId
  std::vector<std::int64_t> class_tasks;  // as classes: tasks on the empty class
  std::uint64_t pools = 0;             // pools it may run in, one bit each (pools past 63 share bit 63)
  std::int64_t most_tasks = 0;         // on the empty cluster; 0: never runs
  RejectReason never = RejectReason::too_large;  // why, when most_tasks is 0
  std::int64_t units = 0;              // width of one task, see width()

  // Becomes `whole` with some of its classes only, in the memory it has. What counts nodes of all classes (pools, most_tasks) stays that of
  // the whole. REQUIRES classes of the whole, rising.
  void confine(const ShapeOnCluster& whole, std::span<const ClassId> to);
};

class ShapeTable {
 public:
  ShapeTable() = default;  // of no workload
  // `table`: classes that cannot do a shape's work are left out; null: nobody knows of such.
  ShapeTable(const Workload& workload, const Cluster& cluster, const EstimateTable* table = nullptr) { reset(workload, cluster, table); }
  // As if newly made, in the memory it has. With services no one number says what is free.
  void reset(const Workload& workload, const Cluster& cluster, const EstimateTable* table = nullptr,
             std::span<const ServiceSpec* const> services = {});

  const ShapeOnCluster& operator[](ShapeId id) const { return shapes_[id]; }
  std::size_t size() const { return size_; }  // shapes of jobs
  // Of a replica's tasks, on the classes where the service can be.
  const ShapeOnCluster& of_service(ServiceId id) const { return service_shapes_[id]; }

  // Why the job can never run, or nothing.
  std::optional<RejectReason> never_runs(JobId job) const;

  // Width of the whole gang: in the scalar's units where there is one, else GPU milli (CPU milli where the cluster has no GPUs).
  std::int64_t width(JobId job) const { return workload_->tasks[job] * shapes_[workload_->shape[job]].units; }

  // One number of free units decides what fits: one node and CPU-only demands, or one shape for all jobs on one class of node.
  bool scalar() const { return scalar_; }
  std::int64_t total_units() const { return total_units_; }
  // Free units a node with this much left contributes.
  std::int64_t units_of(const FreeState& free) const;

 private:
  enum class Unit : unsigned char { cpu_milli, gpu_milli, slot };

  // `allowed` says what the shape may use beside what its demand says: zone(NodeClass), model(NodeClass), work(ClassId), asked in this order.
  template <class Allowed>
  void resolve(ShapeOnCluster& shape, const TaskShape& task, const Cluster& cluster, const Allowed& allowed);
  void resolve_job(ShapeId id, const Cluster& cluster);
  void resolve_service(ServiceId id, const ServiceSpec& service, const Cluster& cluster);

  const Workload* workload_ = nullptr;
  const EstimateTable* table_ = nullptr;
  IdVector<ClassId, std::uint64_t> pools_;  // a bit for each pool that has nodes of the class
  std::size_t size_ = 0;
  IdVector<ShapeId, ShapeOnCluster> shapes_;  // the first size_ count; the rest is memory
  IdVector<ServiceId, ShapeOnCluster> service_shapes_;
  Unit unit_ = Unit::cpu_milli;
  bool scalar_ = false;
  std::int64_t total_units_ = 0;
};

}  // namespace suanli
