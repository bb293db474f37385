// step_work.h -- a step of described work with all names resolved, and the devices it may run on.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "sim/cost/cost_formula.h"
#include "sim/cost/search/whole_space.h"
#include "sim/cost/work/step_estimate.h"
#include "sim/model/device.h"
#include "sim/model/job_work.h"

namespace suanli {

struct LanguageModelStep {
  ModelShape model;
  ParallelPlan base;  // all but the devices
  FixedParts fixed;
};

// Data parallel: each device takes an equal share of the batch (rounded up), then gradients are exchanged.
struct SamplesStep {
  SampleWork sample;           // forward, of one sample
  double training_factor = 3;  // forward and backward over forward
  double parameters = 0;
  double batch = 1;
  double servers = 0;  // parameter servers, each with the network of a node of its own; 0: all-reduce
};

struct BagStep {
  double tasks = 1;
  double task_s = 0;  // on any device
  SampleWork task;    // when there is no task_s
};

struct PipelineStep {
  std::vector<WorkStage> stages;
  double items = 1;
  DataType type = DataType::bf16;
};

// `key`: steps of equal key are equal.
struct StepWork {
  std::string key;
  std::variant<std::monostate, LanguageModelStep, SamplesStep, BagStep, PipelineStep> what;
};

// The devices of one kind in the nodes of one class. `key`: sites of equal key are equal.
struct WorkSite {
  std::string key;
  bool known = false;  // whether there are rates; seconds that are given need none
  DeviceRates rates;
  Fabric fabric;             // network_rate is of the whole node
  double devices = 1;        // of a node
  double cores = 1;          // of a CPU that `rates` speak of
  double reconfigure_s = 0;  // of an FPGA
};

// How many devices a gang has, and how many on the node that has the fewest.
struct StepPlace {
  double devices = 1;
  double per_node = 1;
  double parts = 1;  // slots of a device for the tasks of a bag
};

// The fabric between the devices of a gang: it has the share of each node's network that its devices are of the node's.
Fabric fabric_of(const WorkSite& site, const StepPlace& place);

// A step that needs no search. REQUIRES that it is no language model.
StepEstimate work_step(const StepWork& work, const WorkSite& site, const StepPlace& place);

// What the training formula says, in parts.
StepEstimate training_estimate(const StepCost& cost, const ParallelPlan& plan, const DeviceRates& rates);

}  // namespace suanli
