// calculon_times_test.cpp -- times of an estimate, part by part, against another analytical model's, and why they differ.
//
// Of each part Calculon's own rule is checked first, so that the reason given is the reason, then how far ours is off it. Parts
// whose rule is one line are exact; the time of operators is held in a band. The cases are those of calculon_test.cpp.
#include <doctest/doctest.h>

#include "tests/sim/cost/calculon_case.h"

namespace suanli::test {

// The bubble is (p - 1) / (v m) of what a stage does, in Calculon with its messages and transfers to the host; here messages
// fill and drain the pipeline in their own figure. A stage of an uneven pipeline (105 layers on 32 stages) is the fullest here,
// in Calculon's bubble the mean one: 3.28 of 4 layers.
TEST_CASE("Calculon: the bubble's share") {
  SUANLI_NEEDS_SHARED("measured/calculon_cases.csv");
  const PublishedTable table("measured/calculon_cases.csv");
  int seen = 0;
  for_training_cases(table, [&](std::size_t row, const CalculonCase& drawn) {
    if (drawn.plan.pp == 1) return;
    double stage = 0;
    for (const char* part : {"fw_time_s", "bw_time_s", "recompute_time_s", "recomm_exposed_time_s", "tp_comm_exposed_time_s",
                             "pp_comm_exposed_time_s", "fw_offload_exposed_time_s", "bw_offload_exposed_time_s"}) {
      stage += table.number(row, part);
    }
    const double mean = drawn.model.layers / (drawn.plan.pp * stage_layers(drawn.model, drawn.plan));
    StagePart pipeline;
    fill_pipeline(pipeline, drawn.plan, Fabric{});
    const double ours = bubble_rounds(pipeline, rounds_of(drawn.microbatches, drawn.plan.pp)) * stage / drawn.microbatches;
    CHECK(table.number(row, "bubble_time_s") == doctest::Approx(mean * ours).epsilon(mean < 1 ? 0.02 : 0.0001));
    ++seen;
  });
  CHECK(seen == 19);
}

// Calculon: each of the m v chunks sends once each way at 0.9 of the adapter with 20 us; the whole tensor from every device, or
// 1/t of it with sequence parallelism; 8-bit models send 8-bit tensors. Here it is 0.95 with 15 us, always 16 bits, 1/t also
// with scatter-gather (which gathers behind it), and p - 1 more messages fill and drain the pipeline.
TEST_CASE("Calculon: messages between stages") {
  SUANLI_NEEDS_SHARED("measured/calculon_cases.csv");
  const PublishedTable table("measured/calculon_cases.csv");
  int seen = 0;
  for_training_cases(table, [&](std::size_t row, const CalculonCase& drawn) {
    const ParallelPlan& plan = drawn.plan;
    if (plan.pp == 1) return;
    const double sends = drawn.microbatches * plan.interleave;
    const double theirs = table.number(row, "pp_comm_exposed_time_s");
    const double message = table.number(row, "block_fw_pp_size_bytes");
    CHECK(theirs == doctest::Approx(2 * sends * (message / (0.9 * drawn.adapter_rate()) + 20e-6)).epsilon(1e-4));
    const double one_way = stripped_cost(drawn).pp_exposed_s / (1 + (plan.pp - 1) / sends);
    const double ratio = one_way / theirs;
    if (!plan.sequence_parallel) {
      CHECK(ratio >= 0.21);
      CHECK(ratio <= 0.25);
    } else if (plan.type == DataType::fp8) {
      CHECK(ratio >= 1.6);
      CHECK(ratio <= 2);
    } else {
      CHECK(ratio >= 0.9);
      CHECK(ratio <= 0.96);
    }
    ++seen;
  });
  CHECK(seen == 19);
}

// Between nodes Calculon moves the gradients once at 0.9 of the adapter (reduced in the network), twice when the optimizer is
// sharded; inside a node each of the two passes moves 1.5 (d - 1) / d. Here a ring moves 2 (d - 1) / d at 0.48 of the adapter,
// and a group with r devices a node has r of its 8 shares, up to the link: 12, 24, 48 and 96 GB/s a group.
TEST_CASE("Calculon: the exchange of gradients") {
  SUANLI_NEEDS_SHARED("measured/calculon_cases.csv");
  const PublishedTable table("measured/calculon_cases.csv");
  int seen = 0;
  for_training_cases(table, [&](std::size_t row, const CalculonCase& drawn) {
    const ParallelPlan& plan = drawn.plan;
    if (plan.dp == 1) return;
    const double theirs = table.number(row, "dp_comm_link_time_s");
    const double weights = table.number(row, "weight_space_bytes");
    const double passes = plan.zero > 0 ? 2 : 1;
    const bool in_node = plan.tp * plan.dp <= 8;
    const double rule = in_node ? passes * 1.5 * (plan.dp - 1) / plan.dp * weights / (0.65 * drawn.link_rate())
                                : passes * weights / (0.9 * drawn.adapter_rate());
    CHECK(theirs == doctest::Approx(rule).epsilon(0.01));
    const double narrow = plan.type == DataType::fp8 ? 2 : 1;  // gradients have 16 bits here
    const double bus = in_node ? 205.3e9 : 8 / plan.tp * 0.48 * drawn.adapter_rate();
    const double ours = narrow * 2 * (plan.dp - 1) / plan.dp * weights / bus;
    CHECK(stripped_cost(drawn).dp_link_s == doctest::Approx(ours).epsilon(0.02));
    ++seen;
  });
  CHECK(seen == 18);
}

// A tensor over the link: Calculon's all-reduce moves 2 (n - 1) / n of it at 0.65 of the link on A100, its all-gather and
// reduce-scatter 1.5 (n - 1) / n (1 on H100), and each pays 0.2 to 0.5 of a tensor more for adding up and 10 us. It counts the
// repeated gathers of the backward pass in full. Here an all-reduce reaches 222 GB/s (195 there), a gather 205 without the 1.5,
// and the repeated gathers hide behind the gradients of weights: 0.5 to 0.9 of Calculon's time; 8-bit models exchange 16 bits.
TEST_CASE("Calculon: the exchange of tensors in a layer") {
  SUANLI_NEEDS_SHARED("measured/calculon_cases.csv");
  const PublishedTable table("measured/calculon_cases.csv");
  int reduced = 0;
  int gathered = 0;
  for_training_cases(table, [&](std::size_t row, const CalculonCase& drawn) {
    const ParallelPlan& plan = drawn.plan;
    if (plan.tp == 1) return;
    const double tensor = plan.microbatch * drawn.model.sequence * drawn.model.hidden * bytes_of(plan.type);
    const double each = table.number(row, "baseblock_fw_tp_time_s") / (plan.sequence_parallel ? 4 : 2);
    const double passes = each * 0.65 * drawn.link_rate() / tensor;
    const double factor = !plan.sequence_parallel ? 2 : drawn.h100 ? 1 : 1.5;
    const double more = passes - factor * (plan.tp - 1) / plan.tp;
    const double theirs = table.number(row, "tp_comm_link_time_s") + table.number(row, "recomm_link_time_s");
    const double ratio = stripped_cost(drawn).tp_link_s / theirs;
    CHECK(more >= (drawn.overlaps_tensors ? 0.04 : 0.2));
    CHECK(more <= 0.51);
    if (!plan.sequence_parallel) {
      CHECK(ratio >= 0.76);
      CHECK(ratio <= 0.91);
      ++reduced;
    } else {
      CHECK(ratio >= (plan.type == DataType::fp8 ? 1.1 : 0.48));
      CHECK(ratio <= (plan.type == DataType::fp8 ? 1.3 : 0.65));
      ++gathered;
    }
  });
  CHECK(reduced == 14);
  CHECK(gathered == 11);
}

// Adam's 12 bytes a parameter there, 32 here (all it reads and writes, and clipping): 2.67 times the traffic, at 1.03 times the
// time a byte; Calculon adds the time of its arithmetic, except in its roofline mode.
TEST_CASE("Calculon: the optimizer") {
  SUANLI_NEEDS_SHARED("measured/calculon_cases.csv");
  const PublishedTable table("measured/calculon_cases.csv");
  for_training_cases(table, [&](std::size_t row, const CalculonCase& drawn) {
    const double weights = table.number(row, "block_weight_space_bytes") / bytes_of(drawn.plan.type);
    const double cut = drawn.plan.zero > 0 ? drawn.plan.dp : 1;
    CHECK(table.number(row, "block_optim_mem_accessed_bytes") == doctest::Approx(12 * weights / cut).epsilon(0.001));
    const double ratio = stripped_cost(drawn).optimizer_s / table.number(row, "optim_step_time_s");
    CHECK(ratio >= 1.8);
    CHECK(ratio <= 2.75);
  });
}

// Operators. Calculon adds the time of arithmetic to that of memory, elementwise operators count 78 TFLOP/s, efficiencies are
// steps that reach 0.95 of the peak; here the longer of the two counts, at measured efficiencies and 0.94 of the peak that
// lasts: within 12 % on A100 and H100. In its roofline mode Calculon takes the longer one of a whole layer: up to 1.31 times
// faster. In 8 bits all of its products are narrow; here those of attention stay in 16 bits and others reach 0.88 of the 16-bit
// share: 1.27 to 1.45 times its time.
TEST_CASE("Calculon: time of operators") {
  SUANLI_NEEDS_SHARED("measured/calculon_cases.csv");
  const PublishedTable table("measured/calculon_cases.csv");
  for_training_cases(table, [&](std::size_t row, const CalculonCase& drawn) {
    const StepCost ours = stripped_cost(drawn);
    const bool roofline = table.text(row, "system") == "a100_80g_roofline";
    const double low = drawn.plan.type == DataType::fp8 ? 1.25 : roofline ? 1.1 : 0.87;
    const double high = drawn.plan.type == DataType::fp8 ? 1.46 : roofline ? 1.32 : 1.09;
    const double ratios[] = {ours.forward_s / table.number(row, "fw_time_s"), ours.backward_s / table.number(row, "bw_time_s"),
                             ours.recompute_s / table.number(row, "recompute_time_s")};
    for (const double ratio : ratios) {
      CHECK(ratio >= low);
      CHECK(ratio <= high);
    }
  });
}

// Weights and activations travel to the host for each microbatch in Calculon (187 s show); here only the state of the optimizer
// does, once a step. 6.7 GB over 32 GB/s both ways are not the same plan, and a plan with offloaded activations can't be asked
// for.
TEST_CASE("Calculon: what travels to the host") {
  SUANLI_NEEDS_SHARED("measured/calculon_cases.csv");
  const PublishedTable table("measured/calculon_cases.csv");
  int seen = 0;
  for_training_cases(table, [&](std::size_t row, const CalculonCase& drawn) {
    const double theirs = table.number(row, "fw_offload_exposed_time_s") + table.number(row, "bw_offload_exposed_time_s");
    CHECK((theirs > 0) == (drawn.plan.offload > 0));
    if (drawn.plan.offload == 0) return;
    CHECK(stripped_cost(drawn).offload_s ==
          doctest::Approx(12 * stage_parameters(drawn) / drawn.plan.dp / 32e9).epsilon(0.001));
    CHECK(theirs > 100 * stripped_cost(drawn).offload_s);
    ++seen;
  });
  CHECK(seen == 1);
}

// Eight prompts of 2048 tokens one after the other, without head: products 3.65 s there. Attention skips what a causal mask
// hides here, and goes through a fused kernel.
TEST_CASE("Calculon: the case that infers") {
  SUANLI_NEEDS_SHARED("measured/calculon_cases.csv");
  const PublishedTable table("measured/calculon_cases.csv");
  int seen = 0;
  for (std::size_t row = 0; row < table.size(); ++row) {
    CalculonCase drawn = case_of(table, row);
    if (drawn.training) continue;
    drawn.model.vocab = 1;
    const ServingPlan plan{.tp = drawn.plan.tp};
    const DeviceRates device = device_rates("a100-sxm-80gb");
    const Fabric fabric = fabric_between("a100-sxm-80gb", "hdr-8");
    CHECK(table.number(row, "weight_space_bytes") ==
          doctest::Approx(weight_bytes_per_device(drawn.model, plan)).epsilon(0.005));
    const double ours = drawn.microbatches * serving_step(drawn.model, device, fabric, plan, {}, {1, 2048, 0});
    CHECK(ours / table.number(row, "total_time_s") >= 0.86);
    CHECK(ours / table.number(row, "total_time_s") <= 0.91);
    ++seen;
  }
  CHECK(seen == 1);
}

}  // namespace suanli::test
