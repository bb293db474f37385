// replica_places.h -- which classes of node can hold a replica of a service, and what it has there.
#pragma once

#include <string>
#include <vector>

#include "scenarios/cost_names.h"
#include "scenarios/service/service.h"
#include "sim/cost/cost_formula.h"
#include "sim/engine/observer.h"
#include "sim/model/cluster.h"
#include "sim/model/job.h"

namespace suanli {

// On nodes of one class.
struct ReplicaPlace {
  ClassId id{};
  std::int64_t replicas = 0;               // that the empty class holds
  DeviceKind kind = DeviceKind::cpu;       // that decides
  std::string device;                      // its model
  const DeviceFigures* figures = nullptr;  // null: nobody knows its rates
  double devices = 1;                      // of the replica; a fraction of a GPU that it shares, of a CPU by its cores
  // Of known devices. The fabric is that between the replica's devices: tasks are taken to sit on nodes of their own.
  DeviceRates rates;
  Fabric fabric;
  EngineOverhead engine;
};

struct ReplicaPlaces {
  TaskShape task;                                // without names of models and zones
  std::vector<ReplicaPlace> places;              // rising by class
  RejectReason never = RejectReason::too_large;  // why, when there is none
};

// By demand, device models and zones alone. `names` must outlive what is returned.
ReplicaPlaces replica_places(const ServiceDemand& demand, const Cluster& cluster, const CostNames& names);

}  // namespace suanli
