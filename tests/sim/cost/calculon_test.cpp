// calculon_test.cpp -- the parts of an estimate against another analytical model's, and why they differ where they do.
//
// calculon_cases.csv holds answers of calculon-ai/calculon at caa4b11. It leaves out embedding and head (time, FLOPs, memory),
// grouped queries, experts, fused attention and the size of a group in the latency of a collective; its all-reduce between
// nodes assumes reduction in the network. Volumes and sizes agree to the byte or nearly so; of times, Calculon's rule is
// checked first (so that the reason given is the reason), then how far ours is off it. Parts whose rule is one line are exact;
// the time of operators is held in a band. 28 cases train, one infers.
#include <doctest/doctest.h>

#include <map>

#include "tests/sim/cost/calculon_case.h"
#include "tests/sim/cost/told_errors.h"

namespace suanli::test {
namespace {

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
// when sharded. Gradients: Calculon holds those of one of the b blocks twice, in 16 bits, and cuts those of the others by d
// when the optimizer is sharded; here stage 1 of ZeRO keeps them whole and stage 2 cuts all.
TEST_CASE("Calculon: bytes of weights, optimizer and gradients") {
  SUANLI_NEEDS_SHARED("measured/calculon_cases.csv");
  const PublishedTable table("measured/calculon_cases.csv");
  for_training_cases(table, [&](std::size_t row, const CalculonCase& drawn) {
    const double parameters_here = stage_parameters(drawn);
    const double width = bytes_of(drawn.plan.type);
    CHECK(table.number(row, "weight_space_bytes") == doctest::Approx(width * parameters_here).epsilon(0.0005));
    const StateBytes bytes = state_bytes(2, drawn.plan.zero, drawn.plan.dp);
    CHECK(table.number(row, "optimizer_space_bytes") == doctest::Approx(bytes.optimizer * parameters_here).epsilon(0.0005));
    const double blocks = stage_layers(drawn.model, drawn.plan);
    const double cut = drawn.plan.zero > 0 ? drawn.plan.dp : 1;
    const double gradients = width * (1 - 1 / blocks) / cut + 4 / blocks;
    CHECK(table.number(row, "weight_grad_space_bytes") == doctest::Approx(gradients * parameters_here).epsilon(0.0005));
  });
}

// Full recompute keeps the same inputs of layers, to the byte. Selective: all that waits and one layer calculated again; 0.1 %
// for the working space of norms. With fused activations Calculon keeps 26 bytes of our 34, as many layers as we: the input of
// the MLP's activation is not kept (and 2 bytes less without tensor parallelism; in 8 bits 12 of them shrink).
TEST_CASE("Calculon: activations that wait") {
  SUANLI_NEEDS_SHARED("measured/calculon_cases.csv");
  const PublishedTable table("measured/calculon_cases.csv");
  int full = 0;
  int selective = 0;
  int fused = 0;
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
    } else {
      const double unit = drawn.plan.microbatch * drawn.model.sequence * drawn.model.hidden / drawn.plan.tp;
      const double each = drawn.plan.type == DataType::fp8 ? 14 : drawn.plan.tp == 1 ? 24 : 26;
      const double waiting = stage_layers(drawn.model, drawn.plan) * kept_microbatches(drawn.plan, drawn.microbatches) - 1;
      const double theirs = table.number(row, "act_space_bytes") - table.number(row, "block_act_working_space_bytes");
      CHECK(theirs == doctest::Approx(waiting * each * unit));
      ++fused;
    }
  });
  CHECK(full == 17);
  CHECK(selective == 5);
  CHECK(fused == 6);
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
    stripped.push_back({.name = drawn.name, .measured_s = theirs_s, .predicted_s = stripped_cost(drawn).step_s});
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
