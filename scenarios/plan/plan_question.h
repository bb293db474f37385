// plan_question.h -- a checked plan file with every name turned into figures.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/plan/plan_file.h"
#include "sim/cost/search/whole_space.h"

namespace suanli {

// Devices of one kind, their links and how many of them are tried.
struct PoolGroup {
  std::string device;
  DeviceRates rates;
  Fabric fabric;
  std::vector<double> counts;
};

struct PlanQuestion {
  std::string model_name;
  ModelShape model;
  double model_parameters = 0;
  std::vector<PoolGroup> groups;
  ParallelPlan base;  // batch, types, offload; the rest is searched or fixed
  FixedParts fixed;   // without overlaps
  std::optional<bool> overlap_tp;
  std::optional<bool> overlap_pp;
  std::optional<bool> overlap_dp;
  std::optional<bool> fused_attention;
  std::optional<bool> scatter_gather;
  double contexts = 1;
  Objective objective = Objective::time;
  std::uint32_t top = 10;

  bool priced() const;  // every group has a price
  // Whether the file leaves nothing to search but what software can switch.
  bool is_one_plan() const;
};

// Adds what is wrong to `problems`, with pointers into the file; the result counts only when nothing was added.
PlanQuestion plan_question(const PlanFile& file, std::vector<Problem>& problems);

}  // namespace suanli
