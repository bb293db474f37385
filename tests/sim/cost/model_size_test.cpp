// model_size_test.cpp -- parameters and operations against worked numbers and published counts.
#include <doctest/doctest.h>

#include "scenarios/cost_catalog.h"
#include "tests/sim/cost/published_table.h"

namespace suanli::test {

// L 2, h 8, f 32, V 100, s 16, gpt. A layer: attention 4 x 64 + 4 x 8 = 288, MLP 2 x 256 + 40 = 552, norms 32: 872.
// Tables (100 + 16) x 8 = 928. In all 2 x 872 + 928 = 2672; equation 2: 12 x 2 x 64 (1 + 13/96 + 116/(12 x 2 x 8)) = 1536 + 208
// + 928.
TEST_CASE("a gpt has the parameters of equation 2 of Narayanan et al. 2021") {
  ModelShape model;
  model.layers = 2;
  model.hidden = 8;
  model.heads = model.kv_heads = 2;
  model.ffn = 32;
  model.vocab = 100;
  model.sequence = 16;
  CHECK(layer_parameters(model, 0) == 872);
  CHECK(parameters(model) == 2672);
  // Equation 3, B = 3: 96 x 3 x 16 x 2 x 64 (1 + 16/48 + 100/(16 x 2 x 8)) = 589824 + 196608 + 230400.
  CHECK(model_flops(model, 3) + recompute_flops(model, 3, Recompute::full) == 1'016'832);
  // Appendix A of Korthikanti et al.: 72 x 3 x 16 x 2 x 64 (1 + 16/48 + 100/(12 x 2 x 8)) = 442368 + 147456 + 230400.
  CHECK(model_flops(model, 3) == 820'224);
  // Selective recompute: 72 x 3 x 16 x 2 x 64 x 16/48.
  CHECK(recompute_flops(model, 3, Recompute::selective) == 147'456);
}

TEST_CASE("catalog models have their published number of parameters") {
  for (const CatalogModel& model : built_in_models()) {
    CAPTURE(model.name);
    CHECK(parameters(model) / (model.parameters_billion * 1e9) == doctest::Approx(1).epsilon(0.09));
    CHECK(divides(model.heads, model.hidden));
    CHECK(divides(model.kv_heads, model.heads));
  }
  // Published to the last digit: Llama 2 7B and 70B, Llama 3 8B and 405B, Mixtral 8x7B.
  CHECK(parameters(model_shape("llama2-7b")) == 6'738'415'616);
  CHECK(parameters(model_shape("llama2-70b")) == 68'976'648'192);
  CHECK(parameters(model_shape("llama3-8b")) == 8'030'261'248);
  CHECK(parameters(model_shape("llama3-405b")) == 405'853'388'800);
  CHECK(parameters(model_shape("mixtral-8x7b")) == 46'702'792'704);
  CHECK(active_parameters(model_shape("mixtral-8x7b")) / 1e9 == doctest::Approx(12.9).epsilon(0.005));
  CHECK(parameters(model_shape("gpt3-175b")) / 1e9 == doctest::Approx(174.6).epsilon(0.0005));
}

// Utilisations published beside measured times: 41.5 and 43.7 % for 22B, 51.4 and 52.8 % for 175B, and so on (Korthikanti et
// al. 2022).
TEST_CASE("published utilisations follow from the measured times") {
  SUANLI_NEEDS_SHARED("measured/korthikanti_table5.csv");
  const PublishedTable table("measured/korthikanti_table5.csv");
  const char* models[] = {"megatron-22b", "gpt3-175b", "megatron-530b", "megatron-1t"};
  int seen = 0;
  for (std::size_t row = 1; row < table.size(); row += 2) {
    const ModelShape model = model_shape(models[row / 2]);
    const double batch = table.number(row, "global_batch");
    const double peak = table.number(row, "iteration_s") * table.number(row, "gpus") * 312e12;
    const double flops = model_flops(model, batch);
    CAPTURE(table.text(row, "model"));
    CHECK(100 * flops / peak == doctest::Approx(table.number(row, "mfu_pct")).epsilon(0.005));
    CHECK(100 * (flops + recompute_flops(model, batch, Recompute::selective)) / peak ==
          doctest::Approx(table.number(row, "hfu_pct")).epsilon(0.005));
    ++seen;
  }
  CHECK(seen == 4);
}

// Narayanan et al. 2021, section 5.1: 300e9 tokens of GPT-3 175B on 1024 A100 at 140 TFLOP/s take 34 days; 1T, 450e9 tokens,
// 3072 at 163: 84.
TEST_CASE("training times of the SC'21 paper") {
  CHECK(training_time(300e9, 175e9, 1024, 140e12) / 86400 == doctest::Approx(34).epsilon(0.01));
  CHECK(training_time(450e9, 1e12, 3072, 163e12) / 86400 == doctest::Approx(84).epsilon(0.01));
}

// A gate adds a third matrix: 6 b s h f against 4 b s h f. Grouped queries leave Q and O and shrink K and V. A mixture
// calculates top k.
TEST_CASE("gates, grouped queries and experts change the operations of a token") {
  ModelShape model;
  model.hidden = 8;
  model.heads = 4;
  model.kv_heads = 1;
  model.ffn = 10;
  model.gated = true;
  CHECK(layer_token_flops(model) == 4 * 64 + 4 * 8 * 2 + 6 * 8 * 10);
  model.experts = 5;
  model.experts_per_token = 2;
  CHECK(layer_token_flops(model) == 4 * 64 + 4 * 8 * 2 + 2 * 6 * 8 * 10 + 2 * 8 * 5);
}

}  // namespace suanli::test
