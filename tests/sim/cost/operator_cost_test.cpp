// operator_cost_test.cpp -- the size curve and the roofline of one operator, by hand.
#include "sim/cost/formula/operator_cost.h"

#include <doctest/doctest.h>

#include "sim/base/random.h"

namespace suanli::test {
namespace {

DeviceRates plain_device() {
  DeviceRates device;
  device.peak[static_cast<int>(DataType::bf16)] = 100;  // FLOP/s
  device.memory_rate = 10;                              // bytes/s
  return device;
}

}  // namespace

// Points (10, 0.5) and (40, 0.8): costs 20 and 50. Below 10 in proportion (4 -> 8), between them linear (25 -> 35), above 1/0.8
// a unit (48 -> 60).
TEST_CASE("a size curve is linear in time between its points") {
  const SizePoint points[] = {{10, 0.5}, {40, 0.8}};
  const SizeCurve curve = size_curve(points, 2);
  CHECK(curve.cost(0) == 0);
  CHECK(curve.cost(4) == 8);
  CHECK(curve.cost(10) == 20);
  CHECK(curve.cost(25) == doctest::Approx(35));
  CHECK(curve.cost(40) == 50);
  CHECK(curve.cost(48) == 60);
  CHECK(SizeCurve{}.cost(7) == 7);
}

TEST_CASE("a larger size never costs less") {
  Stream random(1, "size curves");
  for (int i = 0; i < 200; ++i) {
    SizePoint points[7];
    double size = 0;
    double time = 0;
    for (SizePoint& point : points) {
      size += 0.1 + random.uniform();
      time += random.uniform();
      point = {size, size / (time + 0.01)};
    }
    const SizeCurve curve = size_curve(points, 7);
    double last = 0;
    for (double x = 0; x < 9; x += 0.05) {
      CHECK(curve.cost(x) >= last);
      last = curve.cost(x);
    }
  }
}

// 2 x 4 x 5 x 10 = 400 FLOPs at 100/s: 4 s. 2 (40 + 50 + 20)... 2 (4x5 + 5x10 + 4x10) = 220 bytes at 10/s: 22 s, the slower.
TEST_CASE("a product takes the slower of arithmetic and memory, and at least one kernel") {
  DeviceRates device = plain_device();
  CHECK(product_time(device, DataType::bf16, 4, 5, 10) == 22);
  device.memory_rate = 1000;
  CHECK(product_time(device, DataType::bf16, 4, 5, 10) == 4);
  device.sustained[static_cast<int>(DataType::bf16)] = 0.5;
  CHECK(product_time(device, DataType::bf16, 4, 5, 10) == 8);
  device.kernel_s = 9;
  CHECK(product_time(device, DataType::bf16, 4, 5, 10) == 9);
  CHECK(batched_product_time(plain_device(), DataType::bf16, 3, 4, 5, 10) == 66);
}

TEST_CASE("8-bit products run at the 16-bit rate where the device has no other") {
  DeviceRates device = plain_device();
  CHECK(product_rate(device, DataType::fp8) == 100);
  device.peak[static_cast<int>(DataType::fp8)] = 200;
  device.sustained[static_cast<int>(DataType::fp8)] = 0.7;
  CHECK(product_rate(device, DataType::fp8) == 200);
  CHECK(sustained_rate(device, DataType::fp8) == doctest::Approx(140));
}

TEST_CASE("whole numbers divide exactly") {
  CHECK(shares(7, 2) == 4);
  CHECK(shares(8, 2) == 4);
  CHECK(shares(0, 3) == 0);
  CHECK(divides(3, 9));
  CHECK(!divides(4, 9));
  CHECK(doublings(1) == 0);
  CHECK(doublings(8) == 3);
  CHECK(doublings(9) == 4);
  for (double n = 1; n < 3000; n += 1) CHECK(shares(n * 49, 49) == n);
}

}  // namespace suanli::test
