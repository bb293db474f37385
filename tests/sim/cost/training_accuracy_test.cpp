// training_accuracy_test.cpp -- predicted against measured training steps: one set of constants for all tables.
#include <doctest/doctest.h>

#include <map>

#include "scenarios/cost_catalog.h"
#include "tests/sim/cost/measured_table.h"

namespace suanli::test {
namespace {

// Constants of the A100 and of hdr-8 were fitted to every second row, from the first, of the tables of Korthikanti et al.,
// SC'21 (1) and vTrain; the terms of the model were chosen with all rows of them in view. One constant each was set with all
// rows of its table: the sustained share of the H100 (MLPerf) and the rate of ZeRO-3's collectives (SC'21, 2). Nothing was
// fitted to MT-NLG and to the pipelines of SC'21's second table.
bool is_fit_row(std::size_t position) {
  return position % 2 == 0;
}

ModelShape gpt(const MeasuredTable& table, std::size_t row, double vocab) {
  ModelShape model;
  model.layers = table.number(row, "layers");
  model.hidden = table.number(row, "hidden");
  model.heads = model.kv_heads = table.number(row, "heads");
  model.ffn = 4 * model.hidden;
  model.vocab = vocab;
  model.sequence = table.number(row, "seq_len");
  return model;
}

ParallelPlan plan_of(const MeasuredTable& table, std::size_t row) {
  ParallelPlan plan;
  plan.devices = table.number(row, "gpus");
  plan.batch = table.number(row, "global_batch");
  plan.tp = table.number(row, "tensor_parallel");
  plan.pp = table.number(row, "pipeline_parallel");
  plan.dp = table.number(row, "data_parallel");
  plan.recompute = Recompute::full;
  return plan;
}

double predicted_step(const ModelShape& model, const ParallelPlan& plan) {
  const StepCost cost = training_step(model, device_rates("a100-sxm-80gb"), fabric_between("a100-sxm-80gb", "hdr-8"), plan);
  CHECK(cost.feasible);
  return cost.step_s;
}

std::vector<Prediction> vtrain(const std::string& path) {
  const MeasuredTable table(path);
  std::vector<Prediction> rows;
  for (std::size_t row = 0; row < table.size(); ++row) {
    ParallelPlan plan = plan_of(table, row);
    plan.microbatch = table.number(row, "micro_batch");
    const std::string name = "row " + table.text(row, "row") + ": t " + table.text(row, "tensor_parallel") + ", d " +
                             table.text(row, "data_parallel") + ", p " + table.text(row, "pipeline_parallel") + ", h " +
                             table.text(row, "hidden") + ", b " + table.text(row, "micro_batch");
    rows.push_back(
        {name, predicted_step(gpt(table, row, 51200), plan), table.number(row, "iteration_ms") / 1e3, is_fit_row(row)});
  }
  return rows;
}

// Microbatch and layers per virtual stage are not in the paper's table but in the scripts published with it
// (NVIDIA/Megatron-LM, examples/sc21/run_table_1.sh). Those marked use torch's data parallelism, which reduces beside the
// backward pass.
struct Sc21Run {
  double microbatch;
  double interleave;
  bool overlap;
};
const std::map<std::string, Sc21Run> sc21_runs{
    {"1.7B", {16, 1, true}}, {"3.6B", {16, 1, true}}, {"7.5B", {16, 1, true}}, {"18B", {8, 1, true}},   {"39B", {4, 1, false}},
    {"76B", {2, 3, false}},  {"145B", {2, 2, false}}, {"310B", {1, 2, false}}, {"530B", {1, 3, false}}, {"1T", {1, 1, false}}};

// The least step over microbatch and interleaving, for comparison with models that choose them.
double best_step(const ModelShape& model, ParallelPlan plan) {
  double best = 1e300;
  for (const double microbatch : {1, 2, 4, 8, 16}) {
    for (double interleave = 1; interleave <= 8; interleave += 1) {
      plan.microbatch = microbatch;
      plan.interleave = interleave;
      const bool whole = divides(plan.pp * interleave, model.layers) &&
                         (interleave == 1 || divides(plan.pp, plan.batch / (plan.dp * microbatch)));
      const StepCost cost = training_step(model, device_rates("a100-sxm-80gb"), fabric_between("a100-sxm-80gb", "hdr-8"), plan);
      if (whole && cost.feasible) best = std::min(best, cost.step_s);
    }
  }
  return best;
}

}  // namespace

TEST_CASE("Korthikanti et al. 2022, table 5: within 3.5 % on average") {
  SUANLI_NEEDS_SHARED("measured/korthikanti_table5.csv");
  const MeasuredTable table("measured/korthikanti_table5.csv");
  std::vector<Prediction> rows;
  for (std::size_t row = 0; row < table.size(); ++row) {
    ParallelPlan plan = plan_of(table, row);
    plan.microbatch = table.number(row, "micro_batch");
    plan.interleave = table.number(row, "interleave");
    plan.scatter_gather = true;
    const std::string technique = table.text(row, "technique");
    if (technique != "full recompute") {
      plan.recompute = Recompute::selective;
      plan.sequence_parallel = true;
    }
    rows.push_back({table.text(row, "model") + ", " + technique, predicted_step(gpt(table, row, 51200), plan),
                    table.number(row, "iteration_s"), is_fit_row(row)});
  }
  const Accuracy all = told("korthikanti_table5, s", rows);
  CHECK(all.rows == 8);
  CHECK(all.mean_absolute <= 3.5);
  CHECK(all.mean_absolute <= 1.0);  // reached
}

TEST_CASE("Narayanan et al. 2021, table 1: within 6 % on average, unbiased") {
  SUANLI_NEEDS_SHARED("measured/megatron_sc21_table1.csv");
  const MeasuredTable table("measured/megatron_sc21_table1.csv");
  std::vector<Prediction> rows;
  std::vector<Prediction> best;
  for (std::size_t row = 0; row < table.size(); ++row) {
    const Sc21Run& run = sc21_runs.at(table.text(row, "model"));
    ParallelPlan plan = plan_of(table, row);
    plan.microbatch = run.microbatch;
    plan.interleave = run.interleave;
    plan.overlap_dp = run.overlap;
    plan.scatter_gather = true;
    const ModelShape model = gpt(table, row, table.number(row, "vocab"));
    const double measured = table.number(row, "iteration_s_derived");
    rows.push_back({table.text(row, "model"), predicted_step(model, plan), measured, is_fit_row(row)});
    best.push_back({table.text(row, "model"), best_step(model, plan), measured, is_fit_row(row)});
  }
  const Accuracy all = told("megatron_sc21_table1, s", rows);
  CHECK(all.rows == 10);
  CHECK(all.mean_absolute <= 6);
  CHECK(std::abs(all.bias) <= 2.5);
  CHECK(all.mean_absolute <= 2.8);  // reached
  const Accuracy chosen = told("megatron_sc21_table1, best microbatch and interleaving, s", best);
  CHECK(chosen.mean_absolute <= 6);
}

TEST_CASE("vTrain, several nodes: within 8 % on average") {
  SUANLI_NEEDS_SHARED("measured/vtrain_multi_node.csv");
  const Accuracy all = told("vtrain_multi_node, s", vtrain("measured/vtrain_multi_node.csv"));
  CHECK(all.rows == 55);
  CHECK(all.mean_absolute <= 8);
  CHECK(all.mean_absolute <= 6.85);  // reached
}

TEST_CASE("vTrain, one node: within 8 % on average, launches included") {
  SUANLI_NEEDS_SHARED("measured/vtrain_single_node.csv");
  const Accuracy all = told("vtrain_single_node, s", vtrain("measured/vtrain_single_node.csv"));
  CHECK(all.rows == 360);
  CHECK(all.mean_absolute <= 8);
  CHECK(all.mean_absolute <= 7.5);  // reached
}

// Rates per GPU with full recompute, 8 FLOPs a parameter and token and more (equation 3). Nothing was fitted here; the split of
// the model over 8 x 12 and 8 x 35 is second-hand.
TEST_CASE("Narayanan et al. 2021, table 2: pipelines against ZeRO-3 without model parallelism") {
  SUANLI_NEEDS_SHARED("measured/megatron_sc21_table2.csv");
  const MeasuredTable table("measured/megatron_sc21_table2.csv");
  std::vector<Prediction> pipelines;
  std::vector<Prediction> sharded;
  for (std::size_t row = 0; row < table.size(); ++row) {
    const bool zero = table.text(row, "scheme") == "ZeRO-3";
    const ModelShape model = model_shape(table.number(row, "params_billion") < 200 ? "gpt3-175b" : "megatron-530b");
    ParallelPlan plan;
    plan.devices = table.number(row, "gpus");
    plan.batch = table.number(row, "global_batch");
    plan.microbatch = table.number(row, "micro_batch");
    plan.tp = zero ? 1 : 8;
    plan.pp = zero ? 1 : table.number(row, "model_parallel") / 8;
    plan.dp = plan.devices / (plan.tp * plan.pp);
    plan.zero = zero ? 3 : 0;
    plan.recompute = Recompute::full;
    plan.scatter_gather = !zero;
    plan.overlap_dp = zero;
    const StepCost cost = training_step(model, device_rates("a100-sxm-80gb"), fabric_between("a100-sxm-80gb", "hdr-8"), plan);
    const double rate = cost.hardware_flops / (cost.step_s * plan.devices) / 1e12;
    const std::string name =
        table.text(row, "scheme") + " " + table.text(row, "params_billion") + "B on " + table.text(row, "gpus");
    (zero ? sharded : pipelines).push_back({name, rate, table.number(row, "tflops_per_gpu"), zero});
  }
  CHECK(told("megatron_sc21_table2, pipelines, TFLOP/s", pipelines).mean_absolute <= 2.6);
  CHECK(told("megatron_sc21_table2, ZeRO-3, TFLOP/s", sharded).mean_absolute <= 13.6);
}

// 35 stages without interleaving over 280-420 nodes: nothing was fitted here, and the published rate (113-126 TFLOP/s) is a
// fifth below that of the same model in SC'21 (163), on other software and a cluster in production. The figure is pinned so
// that it cannot grow.
TEST_CASE("MT-NLG 530B is predicted too fast by a fifth, all runs alike") {
  SUANLI_NEEDS_SHARED("measured/mtnlg_530b.csv");
  const MeasuredTable table("measured/mtnlg_530b.csv");
  ModelShape model = model_shape("megatron-530b");
  std::vector<Prediction> rows;
  for (std::size_t row = 0; row < table.size(); ++row) {
    ParallelPlan plan;
    plan.devices = table.number(row, "gpus");
    plan.batch = table.number(row, "global_batch");
    plan.tp = 8;
    plan.pp = 35;
    plan.dp = plan.devices / 280;
    plan.recompute = Recompute::full;
    rows.push_back({table.text(row, "gpus") + " GPUs", predicted_step(model, plan), table.number(row, "iteration_s"), false});
  }
  const Accuracy all = told("mtnlg_530b, s", rows);
  CHECK(all.mean_absolute <= 18.9);
  CHECK(all.largest - all.mean_absolute <= 2);
}

// Plans of the published configurations: tensor 4, pipeline 8, virtual 6, distributed optimizer, FP8; the microbatch follows
// from the logged accumulation.
TEST_CASE("MLPerf GPT-3 175B on H100: step times within 15 % on average") {
  SUANLI_NEEDS_SHARED("measured/mlperf_gpt3.csv");
  const MeasuredTable table("measured/mlperf_gpt3.csv");
  const DeviceRates device = device_rates("h100-sxm-80gb");
  const Fabric fabric = fabric_between("h100-sxm-80gb", "ndr-8");
  std::vector<Prediction> rows;
  for (std::size_t row = 0; row < table.size(); ++row) {
    if (table.text(row, "step_s").empty()) continue;
    ParallelPlan plan;
    plan.devices = table.number(row, "accelerators");
    plan.batch = table.number(row, "global_batch");
    plan.tp = 4;
    plan.pp = 8;
    plan.dp = plan.devices / 32;
    plan.microbatch = plan.batch / (plan.dp * table.number(row, "grad_accumulation"));
    plan.interleave = 6;
    plan.type = DataType::fp8;
    plan.zero = 1;
    plan.sequence_parallel = true;
    plan.fused_attention = true;
    plan.overlap_tp = plan.overlap_dp = plan.overlap_pp = true;
    const StepCost cost = training_step(model_shape("gpt3-175b"), device, fabric, plan);
    CHECK(cost.feasible);
    rows.push_back(
        {table.text(row, "round") + " " + table.text(row, "system"), cost.step_s, table.number(row, "step_s"), true});
  }
  const Accuracy all = told("mlperf_gpt3, H100, s", rows);
  CHECK(all.rows == 9);
  CHECK(all.mean_absolute <= 15);
  CHECK(all.mean_absolute <= 11.5);  // reached
}

}  // namespace suanli::test
