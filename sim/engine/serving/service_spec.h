// service_spec.h -- a service as it was built for a cluster: what one replica holds, and how it performs on each class of node.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/engine/serving/balancing_policy.h"
#include "sim/engine/serving/scaling_policy.h"
#include "sim/engine/serving/serving_engine.h"
#include "sim/model/job.h"
#include "sim/model/service.h"

namespace suanli {

// A replica on nodes of one class.
struct ReplicaOnClass {
  bool possible = false;        // else no replica is placed there; what follows means nothing
  ReplicaProfile profile;
  double weight = 1;            // relative rate, for balancers that weigh
  Duration load{};              // of the model, when it boots
  double link_rate = 0;         // bytes/s of its node; 0: not modelled
  double usd_per_hour = 0;      // of its share of the nodes it is on
  double carbon_g_per_kwh = 0;
  double pue = 1;
};

// Immutable; may be shared between runs on the same cluster.
struct ServiceSpec {
  std::string name;
  NameId requests_name{};       // of Workload::names: requests of this name are for it
  TaskShape task;               // what each task of a replica holds; its models and zones by name are these:
  std::vector<std::string> device_models;  // allowed; empty: any
  std::vector<std::string> zones;
  std::uint32_t tasks = 1;      // a gang: a replica that spans nodes has several
  ServiceRules rules;
  IdVector<ClassId, ReplicaOnClass> on_class;
  std::string balancing_name;   // for messages
};

// What one run needs. Everything outlives the run; the objects keep state: one set per run.
struct ServiceSetup {
  const ServiceSpec* spec = nullptr;
  ServingEngine* engine = nullptr;
  BalancingPolicy* balancing = nullptr;
  ScalingPolicy* scaling = nullptr;
  std::uint64_t seed = 1;  // of the run
};

}  // namespace suanli
