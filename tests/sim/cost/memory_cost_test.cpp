// memory_cost_test.cpp -- state and activations of a device against the ZeRO paper and Korthikanti et al.
#include "sim/cost/formula/memory_cost.h"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "scenarios/cost_catalog.h"
#include "tests/sim/cost/published_table.h"

namespace suanli::test {
namespace {

double state_gb(double parameters_count, double zero, double dp) {
  const StateBytes bytes = state_bytes(2, zero, dp);
  return parameters_count * (bytes.weights + bytes.gradients + bytes.optimizer) / 1e9;
}

struct PublishedPlan {
  const char* model;
  double pp, interleave, microbatch, batch;
};
const std::map<std::string, PublishedPlan> published_plans{{"megatron-22B", {"megatron-22b", 1, 1, 4, 4}},
                                                           {"gpt3-175B", {"gpt3-175b", 8, 3, 1, 64}},
                                                           {"turing-530B", {"megatron-530b", 35, 3, 1, 280}},
                                                           {"megatron-1T", {"megatron-1t", 64, 1, 1, 512}}};

ParallelPlan plan_of(const PublishedPlan& published, const std::string& technique) {
  ParallelPlan plan;
  plan.tp = 8;
  plan.pp = published.pp;
  plan.devices = 8 * published.pp;
  plan.batch = published.batch;
  plan.microbatch = published.microbatch;
  plan.interleave = published.interleave;
  plan.sequence_parallel = technique.find("seq") != std::string::npos;
  if (technique.find("sel") != std::string::npos) plan.recompute = Recompute::selective;
  if (technique == "full") plan.recompute = Recompute::full;
  return plan;
}

// What the figures count: layers alone, without embedding, head and what passes.
double figure_activations(const PublishedPlan& published, const std::string& technique) {
  const ParallelPlan plan = plan_of(published, technique);
  return kept_activations(model_shape(published.model), plan, plan.batch / plan.microbatch);
}

struct MeanError {
  std::size_t rows = 0;
  double sum = 0;

  void add(double predicted, double published) {
    ++rows;
    sum += std::abs(predicted / published - 1);
  }
  double percent() const {
    return 100 * sum / static_cast<double>(rows);
  }
};

}  // namespace

// Rajbhandari et al. 2020, figure 1: 7.5e9 parameters, 64 ranks.
TEST_CASE("the ZeRO paper's example: 120, 31.4, 16.6, 1.9 GB") {
  CHECK(state_gb(7.5e9, 0, 64) == doctest::Approx(120));
  CHECK(state_gb(7.5e9, 1, 64) == doctest::Approx(31.4).epsilon(0.001));
  CHECK(state_gb(7.5e9, 2, 64) == doctest::Approx(16.6).epsilon(0.003));
  CHECK(state_gb(7.5e9, 3, 64) == doctest::Approx(1.875));
}

// One layer, s 4, b 2, h 8, a 2, f 32, t 2: s b h = 64. 5 a s / h = 5. None: 64 (10 + (24 + 5)/2) = 1568; with sequence
// parallelism 64 x 39/2 = 1248; selective 64 x 22 = 1408; both 64 x 17 = 1088; full 128.
TEST_CASE("activations of a layer as in table 2 of Korthikanti et al.") {
  ModelShape model;
  model.layers = 1;
  model.hidden = 8;
  model.heads = model.kv_heads = 2;
  model.ffn = 32;
  model.sequence = 4;
  ParallelPlan plan;
  plan.tp = 2;
  plan.microbatch = 2;
  CHECK(layer_activations(model, plan, Recompute::none) == 1568);
  CHECK(layer_activations(model, plan, Recompute::selective) == 1408);
  CHECK(layer_activations(model, plan, Recompute::full) == 128);
  plan.sequence_parallel = true;
  CHECK(layer_activations(model, plan, Recompute::none) == 1248);
  CHECK(layer_activations(model, plan, Recompute::selective) == 1088);
  plan.fused_attention = true;
  CHECK(layer_activations(model, plan, Recompute::none) == 1088);
}

// 1F1B: the first of 4 stages holds 4 microbatches of its layers; interleaved by 2, 4 + 3/2; a step of 3 microbatches only 3.
TEST_CASE("the first stage holds as many microbatches as the pipeline is deep") {
  ParallelPlan plan;
  plan.pp = 4;
  CHECK(kept_microbatches(plan, 100) == 4);
  CHECK(kept_microbatches(plan, 3) == 3);
  plan.interleave = 2;
  CHECK(kept_microbatches(plan, 100) == 5.5);
}

TEST_CASE("Korthikanti et al. 2022, figures 1 and 7: memory per device") {
  SUANLI_NEEDS_SHARED("measured/korthikanti_memory.csv");
  const PublishedTable table("measured/korthikanti_memory.csv");
  MeanError state;
  MeanError activations;
  MeanError relative;
  for (std::size_t row = 0; row < table.size(); ++row) {
    const PublishedPlan& published = published_plans.at(table.text(row, "model"));
    const std::string technique = table.text(row, "technique");
    const double value = table.number(row, "value");
    const ParallelPlan plan = plan_of(published, technique);
    if (table.text(row, "quantity") == "params_and_optimizer") {
      // The paper counts the parameters of the layers and an even share of the tables, 18 bytes each with 32-bit gradients.
      const ModelShape model = model_shape(published.model);
      const double bytes = parameters(model) / plan.devices * 18;
      state.add(bytes / bytes_per_gib, value);
    } else if (table.text(row, "quantity") == "activations") {
      activations.add(figure_activations(published, technique) / bytes_per_gib, value);
    } else {
      const double none = figure_activations(published, "none");
      relative.add(100 * figure_activations(published, technique) / none, value);
    }
  }
  CHECK(state.percent() <= 5);
  CHECK(activations.percent() <= 5);
  CHECK(relative.percent() <= 1);
  CHECK(state.rows + activations.rows + relative.rows == table.size());
}

}  // namespace suanli::test
