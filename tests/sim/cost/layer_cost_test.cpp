// layer_cost_test.cpp -- the operators of one transformer layer by hand: fused attention, experts, shards, streams, launches.
#include "sim/cost/formula/layer_cost.h"

#include <doctest/doctest.h>

namespace suanli::test {
namespace {

constexpr int sixteen_bits = static_cast<int>(DataType::bf16);

ModelShape small_gpt() {
  ModelShape model;
  model.layers = 1;
  model.hidden = 8;
  model.heads = model.kv_heads = 2;
  model.ffn = 32;
  model.vocab = 100;
  model.sequence = 4;
  return model;
}

// Arithmetic at 1 FLOP/s and free memory, or the other way round.
DeviceRates arithmetic_only() {
  DeviceRates device;
  device.peak[sixteen_bits] = 1;
  device.memory_rate = 1e30;
  return device;
}
DeviceRates memory_only() {
  DeviceRates device;
  device.peak[sixteen_bits] = 1e30;
  device.memory_rate = 1;
  return device;
}

}  // namespace

// b 1, s 4, h 8: products of a layer 2 x 4 x (24 x 8 + 8 x 8 + 2 x 32 x 8) = 6144 FLOPs and 4 x 4 x 4 x 8 = 512 of attention;
// backward twice as much.
TEST_CASE("arithmetic of a layer is that of its model") {
  const ParallelPlan plan;
  const LayerTimes layer = layer_times(small_gpt(), arithmetic_only(), plan);
  CHECK(layer.forward_s == doctest::Approx(6144 + 512));
  CHECK(layer.backward_s == doctest::Approx(2 * (6144 + 512)));
  CHECK(layer.forward_s == doctest::Approx(4 * layer_token_flops(small_gpt()) + attention_flops(small_gpt(), 4, 4)));
}

// Fused and causal: half of 512 forward; five products for two backward: 640. Not causal: all of it.
TEST_CASE("fused attention skips the masked half and recomputes the scores") {
  ParallelPlan plan;
  plan.fused_attention = true;
  ModelShape model = small_gpt();
  LayerTimes layer = layer_times(model, arithmetic_only(), plan);
  CHECK(layer.forward_s == doctest::Approx(6144 + 256));
  CHECK(layer.backward_s == doctest::Approx(2 * 6144 + 640));
  model.causal = false;
  layer = layer_times(model, arithmetic_only(), plan);
  CHECK(layer.forward_s == doctest::Approx(6144 + 512));
  CHECK(layer.backward_s == doctest::Approx(2 * 6144 + 1280));
}

TEST_CASE("tensor and context parallelism cut the arithmetic evenly") {
  ParallelPlan plan;
  const double whole = layer_times(small_gpt(), arithmetic_only(), plan).forward_s;
  plan.tp = 2;
  CHECK(layer_times(small_gpt(), arithmetic_only(), plan).forward_s == doctest::Approx(whole / 2));
  plan.cp = 2;
  CHECK(layer_times(small_gpt(), arithmetic_only(), plan).forward_s == doctest::Approx(whole / 4));
}

// 4 experts, 2 a token: the MLP twice, 2 x 4096, and the router 2 x 4 x 8 x 4 = 256; the same on a device of two, which has
// half of the experts and, of all tokens, as many as without.
TEST_CASE("experts calculate what their tokens ask, wherever they are") {
  ModelShape model = small_gpt();
  model.experts = 4;
  model.experts_per_token = 2;
  ParallelPlan plan;
  const double expected = 2048 + 2 * 4096 + 256 + 512;
  CHECK(layer_times(model, arithmetic_only(), plan).forward_s == doctest::Approx(expected));
  plan.ep = 2;
  CHECK(layer_times(model, arithmetic_only(), plan).forward_s == doctest::Approx(expected));
}

// Bytes of the streams, s b h 32: norms 2 x 4 x 32, residuals 2 x 7 x 32, activation 4 x 128: 1216. Sequence parallel over 2:
// norms and residuals half, and the activation is half by t: 608.
TEST_CASE("norms and residuals are whole on every tensor rank, unless the sequence is cut") {
  ParallelPlan plan;
  const auto streams = [&] {
    PassTimes times;
    add_streams(times, small_gpt(), memory_only(), layer_slice(small_gpt(), plan));
    return times;
  };
  CHECK(streams().forward_s == 1216);
  // Backward: norms 2 x 6 x 32, residuals 2 x 5 x 32, activation 6 x 128.
  CHECK(streams().backward_s == 1472);
  plan.tp = 2;
  CHECK(streams().forward_s == 704 + 256);
  plan.sequence_parallel = true;
  CHECK(streams().forward_s == 608);
}

// 2 heads x 4 x 4 scores: softmax reads half and writes all, 3 bytes, dropout 5: 256, at half the rate 512. Products: scores
// read 2 x 4 x 4 x 2 values and write 32, weighted values read 32 + 32 and write 32: 2 x 96 x 2 bytes.
TEST_CASE("scores that pass through memory do so at their own share of its rate") {
  DeviceRates device = memory_only();
  const LayerSlice slice = layer_slice(small_gpt(), {});
  CHECK(plain_attention(small_gpt(), device, slice).forward_s == 256 + 384);
  device.score_share = 0.5;
  CHECK(plain_attention(small_gpt(), device, slice).forward_s == 512 + 384);
}

// 24 launches forward, 33 backward, 7 for attention alone.
TEST_CASE("a layer is never faster than its launches") {
  DeviceRates device = arithmetic_only();
  device.peak[sixteen_bits] = 1e30;
  device.launch_s = 2;
  ParallelPlan plan;
  plan.recompute = Recompute::selective;
  const LayerTimes layer = layer_times(small_gpt(), device, plan);
  CHECK(layer.forward_s == 48);
  CHECK(layer.backward_s == 66);
  CHECK(layer.recompute_s == 14);
}

// 2 x 4 x 8 x 100 FLOPs, twice backward; over two tensor ranks half.
TEST_CASE("the head is a product with the table") {
  ParallelPlan plan;
  CHECK(head_times(small_gpt(), arithmetic_only(), plan).forward_s == 6400);
  CHECK(head_times(small_gpt(), arithmetic_only(), plan).backward_s == 12800);
  plan.tp = 2;
  CHECK(head_times(small_gpt(), arithmetic_only(), plan).forward_s == 3200);
}

}  // namespace suanli::test
