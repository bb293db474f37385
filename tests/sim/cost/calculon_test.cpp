// calculon_test.cpp -- the parts of an estimate against another analytical model's, and why they differ where they do.
//
// calculon_cases.csv holds answers of calculon-ai/calculon at caa4b11. It leaves out embedding and head (time, FLOPs, memory),
// grouped queries, experts, fused attention and the size of a group in the latency of a collective; its all-reduce between
// nodes assumes reduction in the network. Volumes and sizes should agree to the byte or nearly so, times only in direction.
#include <doctest/doctest.h>

#include <map>

#include "scenarios/cost_catalog.h"
#include "tests/sim/cost/published_table.h"
#include "tests/sim/cost/told_errors.h"

namespace suanli::test {
namespace {

struct CalculonCase {
  std::string name;
  ModelShape model;
  ParallelPlan plan;
  double microbatches = 1;
  bool training = true;
  bool fused_activation = false;
};

CalculonCase case_of(const PublishedTable& table, std::size_t row) {
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

double stage_parameters(const CalculonCase& drawn) {
  return stage_layers(drawn.model, drawn.plan) * layer_parameters(drawn.model, 0) / drawn.plan.tp;
}

// Our estimate on A100 and HDR without what Calculon leaves out: head and loss, waiting for stragglers, launches, the slow
// softmax.
double stripped_step(const CalculonCase& drawn) {
  ModelShape model = drawn.model;
  model.vocab = 1;
  DeviceRates device = device_rates("a100-sxm-80gb");
  device.launch_s = device.update_s = 0;
  device.score_share = 1;
  Fabric fabric = fabric_between("a100-sxm-80gb", "hdr-8");
  fabric.straggle = 0;
  return training_step(model, device, fabric, drawn.plan).step_s;
}

double whole_step(const CalculonCase& drawn) {
  return training_step(drawn.model, device_rates("a100-sxm-80gb"), fabric_between("a100-sxm-80gb", "hdr-8"), drawn.plan).step_s;
}

// What was measured for the cases that are published runs, by our table and its name of the model.
std::map<std::string, double> measured_steps() {
  std::map<std::string, double> steps;
  const PublishedTable sc21("measured/megatron_sc21_table1.csv");
  for (std::size_t row = 0; row < sc21.size(); ++row) {
    steps["sc21_" + sc21.text(row, "params_billion") + "B"] = sc21.number(row, "iteration_s_derived");
  }
  const PublishedTable table5("measured/korthikanti_table5.csv");
  for (std::size_t row = 0; row < table5.size(); ++row) {
    const bool full = table5.text(row, "technique") == "full recompute";
    steps["tab5_" + table5.text(row, "model") + (full ? "_full" : "_seqsel")] = table5.number(row, "iteration_s");
  }
  return steps;
}

}  // namespace

// Calculon adds a few operations per value for norms, softmax and activations: up to 0.3 %.
TEST_CASE("Calculon: FLOPs of a layer") {
  SUANLI_NEEDS_SHARED("measured/calculon_cases.csv");
  const PublishedTable table("measured/calculon_cases.csv");
  const int seen = for_training_cases(table, [&](std::size_t row, const CalculonCase& drawn) {
    const double tokens = drawn.plan.microbatch * drawn.model.sequence;
    const double products =
        tokens * layer_token_flops(drawn.model) + attention_flops(drawn.model, tokens, drawn.model.sequence);
    const double ratio = table.number(row, "block_fw_flops") / (products / drawn.plan.tp);
    CHECK(ratio >= 1);
    CHECK(ratio <= 1.003);
  });
  CHECK(seen == 28);
}

// Weights: biases and norms are cut by t here and partly kept whole there: 0.05 %. Optimizer 12 bytes a parameter, cut by d
// when sharded. Gradients: without sharding Calculon holds those of one block twice.
TEST_CASE("Calculon: bytes of weights, optimizer and gradients") {
  SUANLI_NEEDS_SHARED("measured/calculon_cases.csv");
  const PublishedTable table("measured/calculon_cases.csv");
  for_training_cases(table, [&](std::size_t row, const CalculonCase& drawn) {
    const double parameters_here = stage_parameters(drawn);
    CHECK(table.number(row, "weight_space_bytes") ==
          doctest::Approx(bytes_of(drawn.plan.type) * parameters_here).epsilon(0.0005));
    const StateBytes bytes = state_bytes(2, drawn.plan.zero, drawn.plan.dp);
    CHECK(table.number(row, "optimizer_space_bytes") == doctest::Approx(bytes.optimizer * parameters_here).epsilon(0.0005));
    const double blocks = stage_layers(drawn.model, drawn.plan);
    if (drawn.plan.zero == 0) {
      CHECK(table.number(row, "weight_grad_space_bytes") ==
            doctest::Approx((1 + 1 / blocks) * 2 * parameters_here).epsilon(0.0005));
    }
  });
}

// Full recompute keeps the same inputs of layers, to the byte. Selective: all that waits and one layer calculated again; 0.1 %
// for the working space of norms.
TEST_CASE("Calculon: activations that wait") {
  SUANLI_NEEDS_SHARED("measured/calculon_cases.csv");
  const PublishedTable table("measured/calculon_cases.csv");
  int full = 0;
  int selective = 0;
  for_training_cases(table, [&](std::size_t row, const CalculonCase& drawn) {
    CalculonCase kept = drawn;
    if (drawn.plan.recompute == Recompute::full) {
      kept.plan.sequence_parallel = false;  // Calculon never cuts checkpoints by t
      CHECK(table.number(row, "act_checkpoint_size_bytes") ==
            doctest::Approx(kept_activations(kept.model, kept.plan, kept.microbatches)));
      ++full;
    } else if (!drawn.fused_activation && drawn.plan.type == DataType::bf16) {
      const double again = layer_activations(drawn.model, drawn.plan, Recompute::none);
      const double ours = kept_activations(drawn.model, drawn.plan, drawn.microbatches) + again;
      CHECK(table.number(row, "act_space_bytes") == doctest::Approx(ours).epsilon(0.02));
      ++selective;
    }
  });
  CHECK(full == 17);
  CHECK(selective >= 5);
}

// Volumes: tensor parallelism moves two tensors a layer (four halves when cut into reduce-scatter and all-gather), data
// parallelism the gradients once.
TEST_CASE("Calculon: bytes exchanged") {
  SUANLI_NEEDS_SHARED("measured/calculon_cases.csv");
  const PublishedTable table("measured/calculon_cases.csv");
  for_training_cases(table, [&](std::size_t row, const CalculonCase& drawn) {
    const double tensor = drawn.plan.microbatch * drawn.model.sequence * drawn.model.hidden * bytes_of(drawn.plan.type);
    const double expected = drawn.plan.tp == 1 ? 0 : (drawn.plan.sequence_parallel ? 4 : 2) * tensor;
    CHECK(table.number(row, "baseblock_fw_tp_size_bytes") == doctest::Approx(expected));
    if (drawn.plan.dp > 1) {
      const double block = bytes_of(drawn.plan.type) * layer_parameters(drawn.model, 0) / drawn.plan.tp;
      CHECK(table.number(row, "block_dp_size_bytes") == doctest::Approx(block).epsilon(0.0005));
    }
  });
}

// The bubble is (p - 1) / (v m) of what a stage does. Calculon counts the messages in it; here they are counted with the
// messages.
TEST_CASE("Calculon: the bubble's share") {
  SUANLI_NEEDS_SHARED("measured/calculon_cases.csv");
  const PublishedTable table("measured/calculon_cases.csv");
  int seen = 0;
  for_training_cases(table, [&](std::size_t row, const CalculonCase& drawn) {
    const bool even =
        divides(drawn.plan.pp, drawn.microbatches) && divides(drawn.plan.pp * drawn.plan.interleave, drawn.model.layers);
    if (drawn.plan.pp == 1 || !even || drawn.name.find("offload") != std::string::npos ||
        drawn.name.find("ring") != std::string::npos)
      return;
    double stage = 0;
    for (const char* part : {"fw_time_s", "bw_time_s", "recompute_time_s", "recomm_exposed_time_s", "tp_comm_exposed_time_s",
                             "pp_comm_exposed_time_s"}) {
      stage += table.number(row, part);
    }
    StagePart pipeline;
    fill_pipeline(pipeline, drawn.plan, Fabric{});
    const double bubble = bubble_rounds(pipeline, rounds_of(drawn.microbatches, drawn.plan.pp)) * stage / drawn.microbatches;
    CHECK(table.number(row, "bubble_time_s") == doctest::Approx(bubble).epsilon(0.01));
    ++seen;
  });
  CHECK(seen >= 12);
}

// On the published runs Calculon is too fast where it leaves something out. With the same things left out we are faster still,
// by 8 %: its elementwise operators have a rate of their own (78 TFLOP/s) and its links reach 0.65 of 300 GB/s. With them we
// are nearer to what was measured.
TEST_CASE("Calculon: time of the published runs") {
  SUANLI_NEEDS_SHARED("measured/calculon_cases.csv");
  const PublishedTable table("measured/calculon_cases.csv");
  const std::map<std::string, double> measured = measured_steps();
  std::vector<Prediction> ours;
  std::vector<Prediction> theirs;
  std::vector<Prediction> stripped;
  for_training_cases(table, [&](std::size_t row, const CalculonCase& drawn) {
    const auto run = measured.find(drawn.name);
    if (run == measured.end()) return;
    const double theirs_s = table.number(row, "total_time_s");
    ours.push_back({.name = drawn.name, .measured_s = run->second, .predicted_s = whole_step(drawn)});
    theirs.push_back({.name = drawn.name, .measured_s = run->second, .predicted_s = theirs_s});
    stripped.push_back({.name = drawn.name, .measured_s = theirs_s, .predicted_s = stripped_step(drawn)});
  });
  const ErrorSummary mine = told("ours, with Calculon's microbatch and interleaving", ours);
  const ErrorSummary calculon = told("Calculon", theirs);
  const ErrorSummary between = told("ours without what Calculon leaves out, against Calculon", stripped);
  CHECK(mine.rows == 18);
  CHECK(mine.mean_absolute < calculon.mean_absolute / 2);
  CHECK(std::abs(mine.bias) < std::abs(calculon.bias) / 2);
  CHECK(between.mean_absolute <= 8);
}

}  // namespace suanli::test
