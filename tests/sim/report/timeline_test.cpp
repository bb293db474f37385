// timeline_test.cpp -- a sample is what holds at its instant, after everything of that instant.
#include "sim/report/timeline.h"

#include <doctest/doctest.h>

#include "sim/base/check.h"
#include "tests/sim/report/fake_run.h"

using namespace suanli;
using namespace suanli::test;
using namespace std::chrono_literals;

namespace {

TimelineSample with_queue(std::int64_t queued) {
  TimelineSample sample;
  sample.queued = queued;
  return sample;
}

}  // namespace

// Queue: 1 from 0 s, 2 from 2 s, 3 from 2.5 s, 4 from 7 s; sampled every 2 s up to 8 s.
TEST_CASE("samples lie at whole multiples and show what holds after the instant") {
  TimelineSampler sampler(2s, at(7s));
  sampler.set(at(0s), with_queue(1));
  sampler.set(at(2s), with_queue(9));
  sampler.set(at(2s), with_queue(2));
  sampler.set(at(2500ms), with_queue(3));
  sampler.set(at(7s), with_queue(4));
  const auto samples = sampler.finish(at(8s));
  REQUIRE(samples.size() == 5);
  const std::int64_t expected[] = {1, 2, 3, 3, 4};
  for (std::size_t i = 0; i < samples.size(); ++i) {
    CHECK(samples[i].time == at(2s * static_cast<std::int64_t>(i)));
    CHECK(samples[i].queued == expected[i]);
  }
}

TEST_CASE("what comes after the end is not sampled, and an idle start is") {
  TimelineSampler sampler(1s, at(0s));
  sampler.set(at(2s), with_queue(1));
  sampler.set(at(9s), with_queue(0));
  const auto samples = sampler.finish(at(3s));
  REQUIRE(samples.size() == 4);
  CHECK(samples[1].queued == 0);
  CHECK(samples[3].queued == 1);
}

TEST_CASE("a timeline of too many samples is refused before the run, or as soon as it is known") {
  CHECK_THROWS_WITH_AS(TimelineSampler(1ns, at(1s)),
                       "the timeline would have more than 4000000 samples (sample no more often than every 0.000000251 s)", InputError);
  CHECK_THROWS_AS(TimelineSampler(0s, at(1s)), InputError);
  TimelineSampler sampler(1ms, at(1s));
  CHECK_THROWS_AS(sampler.set(at(5000s), with_queue(1)), InputError);
}
