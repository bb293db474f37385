// calculon_case.h -- the cases that another analytical model answered, as our models and plans.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "scenarios/cost_catalog.h"
#include "tests/sim/cost/published_table.h"

namespace suanli::test {

struct CalculonCase {
  std::string name;
  ModelShape model;
  ParallelPlan plan;
  double microbatches = 1;
  bool training = true;
  bool fused_activation = false;
  bool h100 = false;
  bool overlaps_tensors = false;

  // Bytes/s of one device, by the systems' files.
  double link_rate() const {
    return h100 ? 450e9 : 300e9;
  }
  double adapter_rate() const {
    return h100 ? 50e9 : 25e9;
  }
};

inline CalculonCase case_of(const PublishedTable& table, std::size_t row) {
  CalculonCase drawn;
  drawn.name = table.text(row, "case");
  drawn.model.layers = table.number(row, "app_num_blocks");
  drawn.model.hidden = table.number(row, "app_hidden");
  drawn.model.heads = drawn.model.kv_heads = table.number(row, "app_attn_heads");
  drawn.model.ffn = table.number(row, "app_feedforward");
  drawn.model.sequence = table.number(row, "app_seq_size");
  drawn.model.vocab = 51200;
  ParallelPlan& plan = drawn.plan;
  plan.devices = table.number(row, "exe_num_procs");
  plan.batch = table.number(row, "exe_batch_size");
  plan.tp = table.number(row, "exe_tensor_par");
  plan.pp = table.number(row, "exe_pipeline_par");
  plan.dp = table.number(row, "exe_data_par");
  plan.microbatch = table.number(row, "exe_microbatch_size");
  plan.interleave = table.number(row, "exe_pipeline_interleaving");
  plan.sequence_parallel = table.text(row, "exe_tensor_par_comm_type") == "rs_ag";
  plan.scatter_gather = true;
  plan.zero = table.text(row, "exe_optimizer_sharding") == "true" ? 1 : 0;
  plan.type = table.text(row, "exe_datatype") == "float8" ? DataType::fp8 : DataType::bf16;
  const std::string recompute = table.text(row, "exe_activation_recompute");
  plan.recompute = recompute == "full" ? Recompute::full : recompute == "attn_only" ? Recompute::selective : Recompute::none;
  drawn.microbatches = plan.batch / (plan.dp * plan.microbatch);
  drawn.training = table.text(row, "exe_training") == "true";
  drawn.fused_activation = table.text(row, "exe_fused_activation") == "true";
  drawn.h100 = table.text(row, "system") == "h100_80g_nvl8";
  drawn.overlaps_tensors = table.text(row, "exe_tensor_par_overlap") != "none";
  plan.offload = table.text(row, "exe_optimizer_offload") == "true" ? 1 : 0;
  return drawn;
}

// Of the rows that train, with the row's number.
template <class See>
int for_training_cases(const PublishedTable& table, See see) {
  int seen = 0;
  for (std::size_t row = 0; row < table.size(); ++row) {
    const CalculonCase drawn = case_of(table, row);
    CAPTURE(drawn.name);
    if (!drawn.training) continue;
    see(row, drawn);
    ++seen;
  }
  return seen;
}

inline double stage_parameters(const CalculonCase& drawn) {
  return stage_layers(drawn.model, drawn.plan) * layer_parameters(drawn.model, 0) / drawn.plan.tp;
}

// Our estimate on A100 and HDR, or H100 and NDR, without what Calculon leaves out: head and loss, waiting for stragglers,
// launches, the slow softmax.
inline StepCost stripped_cost(const CalculonCase& drawn) {
  ModelShape model = drawn.model;
  model.vocab = 1;
  const char* name = drawn.h100 ? "h100-sxm-80gb" : "a100-sxm-80gb";
  DeviceRates device = device_rates(name);
  device.launch_s = device.update_s = 0;
  device.score_share = 1;
  Fabric fabric = fabric_between(name, drawn.h100 ? "ndr-8" : "hdr-8");
  fabric.straggle = 0;
  return training_step(model, device, fabric, drawn.plan);
}

}  // namespace suanli::test
