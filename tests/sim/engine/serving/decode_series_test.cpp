// decode_series_test.cpp -- sums of decode iterations in closed form are those of the iterations one by one, wherever they are cut.
#include "sim/engine/serving/decode_series.h"

#include <doctest/doctest.h>

#include "sim/base/random.h"
#include "sim/engine/serving/pico_time.h"

namespace suanli::test {
namespace {

TEST_CASE("three iterations over a break of the line, by hand") {
  // Two requests, context 6: 6 on the first line (100 + 6 x 10), 8 on it, 10 on the second (500 + 0).
  StepTimes steps;
  steps.add_decode({{1, 1}});
  steps.add_decode({{100, 10, 0, 10}, {500, 3, 10}});
  const DecodeSeries series(steps, 2, 6);
  CHECK(series.sum_ps(1) == 160);
  CHECK(series.sum_ps(2) == 160 + 180);
  CHECK(series.sum_ps(3) == 160 + 180 + 500);
  CHECK(series.sum_ps(4) == 160 + 180 + 500 + 506);
  CHECK(series.ended_within(4, 159) == 0);
  CHECK(series.ended_within(4, 160) == 1);
  CHECK(series.ended_within(4, 839) == 2);
  CHECK(series.ended_within(4, 840) == 3);
  CHECK(series.ended_within(4, 1'000'000) == 4);
}

TEST_CASE("random tables: sums, cuts and searches") {
  Stream stream(1, "decode series");
  for (int round = 0; round < 300; ++round) {
    StepTimes steps;
    for (std::uint64_t size = 1 + stream.below(4); size > 0; --size) {
      std::vector<DecodeLine> lines;
      std::uint64_t from = 0;
      for (std::uint64_t i = stream.below(5); i > 0; --i) {
        const std::uint64_t until = from + 1 + stream.below(60);
        lines.push_back({static_cast<std::int64_t>(stream.below(1000)), static_cast<std::int64_t>(stream.below(20)), from, until});
        from = until;
      }
      lines.push_back({static_cast<std::int64_t>(stream.below(1000)), static_cast<std::int64_t>(stream.below(20)), from});
      steps.add_decode(std::move(lines));
    }
    const std::uint64_t requests = 1 + stream.below(6);
    const std::uint64_t context = stream.below(100);
    const DecodeSeries series(steps, requests, context);
    const std::uint64_t count = stream.below(80);
    std::int64_t sum = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
      CHECK(series.sum_ps(i) == sum);
      CHECK(series.sum_ps(count) - sum == DecodeSeries(steps, requests, context + i * requests).sum_ps(count - i));
      CHECK(series.ended_within(count, sum) >= i);
      sum += steps.decode_ps(requests, context + i * requests);
      if (sum > series.sum_ps(i)) CHECK(series.ended_within(count, sum - 1) == i);
    }
    CHECK(series.sum_ps(count) == sum);
  }
}

TEST_CASE("a series longer than 64 bits of picoseconds does not wrap") {
  StepTimes steps;
  steps.add_decode({{1'000'000'000'000'000, 1'000'000}});
  const DecodeSeries series(steps, 1000, 0);
  CHECK(series.sum_ps(10'000'000) == std::int64_t{1} << 62);
  const std::uint64_t fit = series.ended_within(10'000'000, DecodeSeries::most_ps);
  CHECK(series.sum_ps(fit) <= DecodeSeries::most_ps);
  CHECK(series.sum_ps(fit + 1) > DecodeSeries::most_ps);
}

TEST_CASE("picoseconds add up, and are seen at the first nanosecond that is not earlier") {
  const PicoTime start(SimTime(Duration(5)));
  CHECK(start.seen() == SimTime(Duration(5)));
  CHECK(start.after(1).seen() == SimTime(Duration(6)));
  CHECK(start.after(999).after(1).seen() == SimTime(Duration(6)));
  CHECK(start.after(999).after(2).seen() == SimTime(Duration(7)));
  CHECK(start.after(1234).until(SimTime(Duration(7))) == 766);
  CHECK(start.after(1234).until(start.after(2000)) == 766);
  CHECK(start.after(1234).until(SimTime(Duration(6))) == -234);
}

}  // namespace
}  // namespace suanli::test
