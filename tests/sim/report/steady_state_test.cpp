// steady_state_test.cpp -- batch means as rows of a run's summary.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "sim/base/check.h"
#include "sim/report/metrics.h"
#include "tests/sim/report/fake_run.h"

using namespace suanli;
using namespace suanli::test;
using namespace std::chrono_literals;

namespace {

// One CPU; every second a job of two seconds: the i-th, from 0, waits i seconds.
struct Overload {
  std::unique_ptr<const Workload> workload;
  Cluster cluster = cluster_of({pool("c", 1, 1, 0)});

  explicit Overload(int jobs, const std::string& tenant = "") {
    WorkloadBuilder builder;
    for (int i = 0; i < jobs; ++i) {
      const std::string id = std::to_string(i);
      JobRecord record = job_record(id, i * 1s, 2s);
      if (i % 2 == 1) record.tenant = tenant;
      builder.add(record);
    }
    workload = builder.finish({"test", "test"});
  }
  std::vector<MetricRow> rows(SteadyState asked, Duration from = {}) const {
    RecorderOptions options;
    options.steady_state = asked;
    options.measure_from = at(from);
    return compute_metrics(run_of(*workload, cluster, options), *workload, cluster);
  }
};

double number(std::span<const MetricRow> rows, std::string_view key) {
  return find_metric(rows, key).value().number();
}

}  // namespace

// Job 0 came before 1 s; of the other eleven two do not fill a batch of three: waits 3 4 5 | 6 7 8 | 9 10 11, means 4, 7, 10; 3/sqrt 3
// times t = 4.302653 is 7.452413; neighbouring deviations multiply to 0. Slowdowns (wait + 2)/10, at least 1: means 1, 1, 1.2.
TEST_CASE("batch means of a run, by hand") {
  const auto rows = Overload(12).rows({3, at(1s)});
  CHECK(number(rows, "steady_wait_s") == 7);
  CHECK(number(rows, "steady_wait_s.ci95_low") == doctest::Approx(7 - 7.452413).epsilon(1e-6));
  CHECK(number(rows, "steady_wait_s.ci95_high") == doctest::Approx(7 + 7.452413).epsilon(1e-6));
  CHECK(number(rows, "steady_wait_s.batches") == 3);
  CHECK(number(rows, "steady_wait_s.warmup_jobs") == 3);
  CHECK(number(rows, "steady_wait_s.lag1_correlation") == 0);
  CHECK(find_metric_row(rows, "steady_wait_s.mean").unit == "s");
  CHECK(find_metric_row(rows, "steady_wait_s.warmup_jobs").unit == "1");
  CHECK(number(rows, "steady_turnaround_s") == 9);
  CHECK(number(rows, "steady_bounded_slowdown") == doctest::Approx(3.2 / 3).epsilon(1e-12));
}

TEST_CASE("the window cuts before the warm-up does") {
  const auto rows = Overload(12).rows({3, at(1s)}, 6s);
  CHECK(number(rows, "steady_wait_s") == 8.5);  // waits 6 7 | 8 9 | 10 11
  CHECK(number(rows, "steady_wait_s.warmup_jobs") == 0);
}

TEST_CASE("each tenant has batch means of its own") {
  const auto rows = Overload(12, "odd").rows({3, at(0s)});
  CHECK(number(rows, "steady_wait_s") == 5.5);                  // 0 .. 11 in fours
  CHECK(number(rows, "steady_wait_s.mean.all.odd") == 6);       // 1 3 | 5 7 | 9 11
  CHECK(number(rows, "steady_wait_s.warmup_jobs.all.odd") == 0);
}

TEST_CASE("MSER-5 leaves the start out, and a run that never settles has no figure") {
  const auto never = Overload(100).rows({10, {}});
  CHECK_FALSE(find_metric(never, "steady_wait_s"));
  CHECK_FALSE(find_metric(never, "steady_wait_s.ci95_low"));
  CHECK_FALSE(find_metric(never, "steady_wait_s.warmup_jobs"));
  CHECK(number(never, "steady_wait_s.batches") == 10);

  // A crowd of 20 at 0, then a job of 1 s every 4 s: waits 0, 1, .. 19, then 0 once the crowd is served: left out is the crowd.
  WorkloadBuilder builder;
  for (int i = 0; i < 120; ++i) {
    const std::string id = std::to_string(i);
    builder.add(job_record(id, i < 20 ? 0s : (i - 14) * 4s, 1s));
  }
  const auto workload = builder.finish({"test", "test"});
  const Cluster cluster = cluster_of({pool("c", 1, 1, 0)});
  RecorderOptions options;
  options.steady_state = {10, {}};
  const auto settled = compute_metrics(run_of(*workload, cluster, options), *workload, cluster);
  CHECK(number(settled, "wait_s") == doctest::Approx(190.0 / 120));
  CHECK(number(settled, "steady_wait_s") == 0);
  CHECK(number(settled, "steady_wait_s.ci95_high") == 0);
  CHECK(number(settled, "steady_wait_s.warmup_jobs") == 20);
  CHECK_FALSE(find_metric(settled, "steady_wait_s.lag1_correlation"));
}

TEST_CASE("fewer jobs than batches have no figure, and without being asked there are no rows") {
  CHECK_FALSE(find_metric(Overload(12).rows({13, at(0s)}), "steady_wait_s"));
  CHECK_FALSE(find_metric(Overload(12).rows({3, at(10s)}), "steady_wait_s"));
  CHECK_FALSE(find_metric(Overload(0).rows({3, {}}), "steady_wait_s"));
  const auto rows = Overload(12).rows({});
  CHECK(std::none_of(rows.begin(), rows.end(), [](const MetricRow& row) { return row.metric.starts_with("steady_"); }));
  CHECK_THROWS_AS(find_metric(rows, "steady_wait_s"), InputError);
}
