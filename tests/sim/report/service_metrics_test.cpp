// service_metrics_test.cpp -- metrics of requests, replicas and their cost in a worked run.
#include <doctest/doctest.h>

#include <string>

#include "sim/report/metrics.h"
#include "tests/sim/report/worked_run.h"
#include "tests/sim/report/worked_services.h"

using namespace suanli;
using namespace suanli::test;
using namespace std::chrono_literals;

namespace {

struct Worked {
  std::unique_ptr<const Workload> workload = services_workload();
  Cluster cluster = services_cluster();
  WorkedSpecs specs;
  RunResult run;
  std::vector<MetricRow> rows;

  explicit Worked(const RecorderOptions& options = {}) {
    run = worked_services(*workload, cluster, specs, options);
    rows = compute_metrics(run, *workload, cluster);
  }
  std::optional<double> of(std::string_view key) const {
    const auto value = find_metric(rows, key);
    if (!value) return std::nullopt;
    return value->number();
  }
};

}  // namespace

TEST_CASE("requests and their times are those worked by hand") {
  const Worked worked;
  CHECK(worked.of("requests") == 6);
  CHECK(worked.of("requests.completed") == 4);
  CHECK(worked.of("requests.failed") == 0);
  CHECK(worked.of("requests.rejected") == 1);
  CHECK(worked.of("requests.unfinished") == 1);
  CHECK(worked.of("requests.submitted.all.service:embed") == 1);
  CHECK(worked.of("requests.submitted.all.red") == 3);
  // Completed: a, b, c and d waited 0, 2, 3 and 0 s and took 3, 3, 4 and 5 s; the first three had a token after 1, 3 and 3.5 s.
  CHECK(worked.of("request_wait_s.mean") == 1.25);
  CHECK(worked.of("request_wait_s.sd").value() == doctest::Approx(1.299038105676658));
  CHECK(worked.of("request_wait_s.p50") == 0);
  CHECK(worked.of("request_wait_s.max") == 3);
  CHECK(worked.of("ttft_s.mean") == 2.5);
  CHECK(worked.of("ttft_s.p50") == 3);
  CHECK(worked.of("ttft_s.max.all.blue") == 3);
  CHECK_FALSE(worked.of("ttft_s.mean.all.service:embed"));
  CHECK(worked.of("tpot_s.mean") == 0.5625);  // a 1, c .125; b has one token
  CHECK(worked.of("tpot_s.max.all.red") == 1);
  CHECK(worked.of("latency_s.mean") == 3.75);
  CHECK(worked.of("latency_s.p99.all.service:embed") == 5);
  CHECK_FALSE(worked.of("latency_s.p99_9"));
  CHECK(worked.of("request_retries") == 1);
  CHECK(worked.of("request_retries.hedged") == 1);
  CHECK(worked.of("kv_preemptions.max.all.red") == 1);
}

TEST_CASE("attainment, tokens, batches, replicas and cost are those worked by hand") {
  const Worked worked;
  CHECK(worked.of("slo_attainment") == 0.6);  // a, c and d of all but f
  CHECK(worked.of("slo_attainment.undecided") == 1);
  CHECK(worked.of("slo_attainment.share.all.priority:0") == 0.5);
  CHECK(worked.of("slo_attainment.share.all.priority:5") == 1);
  CHECK(worked.of("slo_attainment.share.all.service:chat") == 0.5);
  CHECK(worked.of("goodput_requests_per_s") == 0.25);
  CHECK(worked.of("tokens_per_s").value() == doctest::Approx(10.0 / 12));
  CHECK(worked.of("tokens_per_s.total").value() == doctest::Approx(210.0 / 12));
  CHECK(worked.of("kv_utilisation").value() == doctest::Approx(36.0 / 190));
  CHECK_FALSE(worked.of("kv_utilisation.time_mean.all.service:embed"));
  CHECK(worked.of("batch_size").value() == doctest::Approx(20.0 / 14));
  CHECK(worked.of("prefix_hit") == 0.1);
  CHECK(worked.of("replicas") == 2.75);
  CHECK(worked.of("replicas.max") == 3);
  CHECK(worked.of("replicas.ready_mean.all.service:chat") == 1.5);
  CHECK(worked.of("replicas.unplaced") == 2);
  CHECK(worked.of("boot_s") == 2);
  CHECK(worked.of("service_energy_j.total.all.service:chat").value() == doctest::Approx(4920));
  CHECK(worked.of("energy_per_token_j.mean.all.service:chat").value() == doctest::Approx(492));
  CHECK(worked.of("cost_per_million_tokens.mean.all.service:chat").value() == doctest::Approx(2100));
  CHECK_FALSE(worked.of("service_cost_usd"));  // embed's is unknown
  CHECK(worked.of("device_time_s.busy.gpu") == 10);
  CHECK(worked.of("device_time_s.allocated.gpu") == 21);
}

TEST_CASE("gaps between tokens have rows only when they are kept") {
  const auto has_gaps = [](const Worked& worked) {
    for (const MetricRow& row : worked.rows) {
      if (row.metric == "itl_s") return true;
    }
    return false;
  };
  CHECK_FALSE(has_gaps(Worked()));
  RecorderOptions options;
  options.token_gaps = true;
  const Worked worked(options);
  REQUIRE(has_gaps(worked));
  CHECK(worked.of("itl_s.max") == 1);
  CHECK(worked.of("itl_s.p50.all.service:chat") == 0.2);
}

TEST_CASE("requests count in the window they arrived in") {
  RecorderOptions options;
  options.measure_from = at(2s);
  options.measure_until = at(9s);
  const Worked worked(options);
  CHECK(worked.of("requests") == 3);  // c, d, e
  CHECK(worked.of("latency_s.max") == 5);
  CHECK(worked.of("slo_attainment").value() == doctest::Approx(2.0 / 3));
}

TEST_CASE("a run without services has no row about them") {
  const auto workload = worked_workload();
  const Cluster cluster = worked_cluster();
  const RunResult run = worked_run(*workload, cluster);
  for (const MetricRow& row : compute_metrics(run, *workload, cluster)) {
    CHECK(row.metric != "requests");
    CHECK(row.metric != "replicas");
    CHECK(row.metric.find("token") == std::string_view::npos);
  }
}
