// inference_cost_test.cpp -- the cache of keys and values, prefill and decode by hand and by bound.
#include "sim/cost/formula/inference_cost.h"

#include <doctest/doctest.h>

#include "scenarios/cost_catalog.h"
#include "tests/sim/cost/random_plans.h"

namespace suanli::test {

// Llama 2 70B, 16 bits: 2 x 80 x 8 x 128 x 2 = 327,680 bytes a token; over 4 devices a quarter, over 16 still an eighth: 8
// heads.
TEST_CASE("bytes of keys and values per token") {
  const ModelShape model = model_shape("llama2-70b");
  CHECK(cache_bytes_per_token(model, {}) == 320 * 1024);
  CHECK(cache_bytes_per_token(model, {.tp = 4}) == 80 * 1024);
  CHECK(cache_bytes_per_token(model, {.tp = 16}) == 40 * 1024);
  CHECK(cache_bytes_per_token(model, {.pp = 2}) == 160 * 1024);
}

// 2 x 80e9 x 0.9 bytes less 137,953,296,384 of weights leaves 6.046e9 over two devices, 3.023e9 each, at 163,840 a token:
// 18,453 tokens: 1153 blocks of 16.
TEST_CASE("the cache takes what the weights leave, in whole blocks") {
  const ModelShape model = model_shape("llama2-70b");
  const DeviceRates device = device_rates("a100-sxm-80gb");
  CHECK(cache_capacity(model, device, {.tp = 2}, 16) == 1153 * 16);
  CHECK(cache_capacity(model, device, {.tp = 1}, 16) == 0);
}

// A decode step reads all weights and all of the cache: no faster than memory.
TEST_CASE("decode is never faster than reading weights and cache") {
  for (int i = 0; i < 500; ++i) {
    Stream random(11, "decode", static_cast<std::uint64_t>(i));
    ModelShape model = random_model(random);
    model.experts = model.experts_per_token = 0;
    const DeviceRates device = random_device(random);
    const Fabric fabric = random_fabric(random);
    const ServingPlan plan{.tp = one_of<3>(random, {1, 2, 4})};
    const RequestBatch batch{1 + std::floor(64 * random.uniform()), 1, std::floor(4000 * random.uniform())};
    CAPTURE(i);
    const double step = serving_step(model, device, fabric, plan, {}, batch);
    const double weights = (model.layers * layer_parameters(model, 0) -
                            model.layers * (norm_parameters(model) + 10 * model.ffn + 10 * model.hidden)) *
                           2;
    const double cache = batch.requests * batch.past * cache_bytes_per_token(model, plan);
    CHECK(step >= (weights / plan.tp + cache) / device.memory_rate);
    CHECK(serving_step(model, device, fabric, plan, {}, {batch.requests, 1, batch.past + 100}) >= step);
    CHECK(serving_step(model, device, fabric, plan, {}, {batch.requests + 1, 1, batch.past}) >= step);
    CHECK(serving_step(model, device, fabric, plan, {.layer_s = 1e-5}, batch) == doctest::Approx(step + model.layers * 1e-5));
  }
}

// 100 tokens of 320 KiB at 32,768,000 bytes/s: 1 s. Prefill of 0.4 s hides 0.4; of 2 s all but the last of 80 layers.
TEST_CASE("sending the cache shows what the prefill does not hide") {
  const ModelShape model = model_shape("llama2-70b");
  CHECK(cache_transfer_time(model, {}, 100, 32'768'000, 0.4) == doctest::Approx(0.6));
  CHECK(cache_transfer_time(model, {}, 100, 32'768'000, 2) == doctest::Approx(1.0 / 80));
}

TEST_CASE("an answer of one token needs no decode step") {
  const ModelShape model = model_shape("llama3-8b");
  const DeviceRates device = device_rates("h100-sxm-80gb");
  const Fabric fabric = fabric_between("h100-sxm-80gb", "ndr-8");
  CHECK(answer_time(model, device, fabric, {}, {}, 1, 100, 1) == 0);
  const double step = serving_step(model, device, fabric, {}, {}, {1, 1, 105});
  CHECK(answer_time(model, device, fabric, {}, {}, 1, 100, 10) == doctest::Approx(9 * step));
}

// Over 4 devices a reduction moves 2 x 3 / 4 of a tensor: of 80 MB the 20 beyond 60 MB, 30 MB at 30 GB/s, take 1 ms. Over two
// devices, or below 60 MB, or without a rate, nothing.
TEST_CASE("large tensors pay on top for what is beyond their size") {
  const EngineOverhead engine{.wide_bytes = 60e6, .wide_rate = 30e9};
  CHECK(wide_reduce_time(4, 80e6, engine) == doctest::Approx(1e-3));
  CHECK(wide_reduce_time(2, 80e6, engine) == 0);
  CHECK(wide_reduce_time(4, 60e6, engine) == 0);
  CHECK(wide_reduce_time(4, 80e6, {.wide_bytes = 60e6}) == 0);
}

// What the host adds: of a step 1 ms, of each of 3 requests 2 ms, of 32,000 entries of the vocabulary 1 ns each, and 5 ms where
// prompts are read. A floor of a second a layer leaves 80 s of launches; of prompts 1.5 s, 120 s.
TEST_CASE("the host adds to a step by requests, vocabulary and prompts") {
  const ModelShape model = model_shape("llama2-70b");
  const DeviceRates device = device_rates("a100-sxm-80gb");
  const Fabric fabric = fabric_between("a100-sxm-80gb", "none");
  const auto step = [&](const EngineOverhead& engine, double tokens) {
    return serving_step(model, device, fabric, {.tp = 8}, engine, {3, tokens, 100});
  };
  const EngineOverhead host{.request_s = 2e-3, .prompt_s = 5e-3, .vocab_s = 1e-9, .step_s = 1e-3};
  CHECK(step(host, 1) - step({}, 1) == doctest::Approx(7e-3 + 32e-6));
  CHECK(step(host, 100) - step({}, 100) == doctest::Approx(12e-3 + 32e-6));
  const EngineOverhead floors{.floor_s = 1, .prompt_floor_s = 1.5};
  CHECK(step(floors, 1) == doctest::Approx(80).epsilon(1e-3));
  CHECK(step(floors, 100) == doctest::Approx(120).epsilon(1e-3));
}

}  // namespace suanli::test
