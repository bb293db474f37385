// plan_file.h -- what a plan file asks for, as plain data: a model, the devices to train it on, and what of the plan is given.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/cost_catalog.h"
#include "sim/cost/search/plan_search.h"

namespace suanli {

// One of them, or a list.
template <class T>
struct OneOrMore {
  std::vector<T> items;
};

enum class PlanNumbers : unsigned char { bf16, fp16, fp8, fp32 };
enum class GradientNumbers : unsigned char { bf16, fp32 };

// A model as users write it: what it does not say follows from the rest.
struct PlanModel : CatalogModel {};

// By name, or itself.
struct ModelChoice {
  std::string name;
  std::optional<PlanModel> model;
};

// Devices of one kind.
struct PlanDevices {
  std::string model;
  OneOrMore<std::int64_t> count;  // several: each of them is tried
  std::optional<std::int64_t> per_node;
  std::string network;  // of the catalog; empty: by the figures below
  std::optional<double> network_gb_per_s;
  std::optional<double> node_other_w;
  std::optional<double> price_usd_per_hour;
  double usable_memory = 1;
};

// What is left out is searched, but for the last two.
struct GivenPlan {
  std::optional<std::int64_t> tp;
  std::optional<std::int64_t> pp;
  std::optional<std::int64_t> dp;
  std::optional<std::int64_t> ep;
  std::optional<std::int64_t> cp;
  std::optional<std::int64_t> microbatch;
  std::optional<std::int64_t> interleave;
  std::optional<Recompute> recompute;
  std::optional<std::int64_t> zero;
  std::optional<bool> sequence_parallel;
  std::optional<bool> overlap;  // all three of the next, where they say nothing
  std::optional<bool> overlap_tp;
  std::optional<bool> overlap_pp;
  std::optional<bool> overlap_dp;
  std::optional<bool> fused_attention;
  std::optional<bool> scatter_gather;
  double offload = 0;
  GradientNumbers gradient_dtype = GradientNumbers::bf16;
};

struct PlanFile {
  std::string name;
  std::string why;
  ModelChoice model;
  OneOrMore<PlanDevices> devices;
  std::int64_t batch = 1;
  std::optional<std::int64_t> sequence;  // none: the model's
  PlanNumbers dtype = PlanNumbers::bf16;
  std::int64_t contexts = 1;
  GivenPlan plan;
  Objective objective = Objective::time;
  std::int64_t top = 10;
  OneOrMore<DeviceFigures> device_catalog;
  OneOrMore<NetworkFigures> network_catalog;
  OneOrMore<PlanModel> model_catalog;
};

}  // namespace suanli
