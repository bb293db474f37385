// engine_run_test.cpp -- figures of whole runs of the engine: a published one, and agreement with what the engine told another observer.
#include <doctest/doctest.h>

#include "sim/report/metrics.h"
#include "sim/report/run_facts.h"
#include "tests/sim/report/fake_run.h"
#include "tests/support/replay.h"
#include "tests/support/shared.h"
#include "tests/workloads/import/import_case.h"

using namespace suanli;
using namespace suanli::test;
using namespace std::chrono_literals;

namespace {

struct Watched {
  RunResult run;
  Schedule schedule;
};

Watched run_engine(const Workload& workload, const Cluster& cluster, const std::string& scheduling, const RecorderOptions& options = {}) {
  const auto* rule = find_entry(scheduling::entries(), scheduling);
  const auto* place = find_entry(placement::entries(), "best_fit");
  REQUIRE(rule != nullptr);
  REQUIRE(place != nullptr);
  const auto scheduler = rule->make(params_of(*rule, {}), {1});
  const auto placer = place->make(params_of(*place, {}), {1});
  Recorder recorder(workload, cluster, options);
  Schedule schedule(workload.job_count());
  Observer* observers[] = {&recorder, &schedule};
  Engine(workload, cluster, *scheduler, *placer, {}, observers).run();
  return {recorder.take(), std::move(schedule)};
}

double number(std::span<const MetricRow> rows, std::string_view key) {
  return find_metric(rows, key).value().number();
}

}  // namespace

TEST_CASE("KTH-SP2 under strict FCFS has the published waits and slowdown") {
  SUANLI_NEEDS_SHARED("reference/hpc/KTH-SP2.swf.gz");
  const Imported trace("swf", {shared("reference/hpc/KTH-SP2.swf.gz").string()});
  const Cluster cluster = one_machine(100);
  const RunResult run = run_engine(*trace.workload, cluster, "fcfs").run;
  const auto rows = compute_metrics(run, *trace.workload, cluster);
  CHECK(number(rows, "jobs.completed") == 28'481);
  CHECK(number(rows, "wait_s") == doctest::Approx(353'776.41).epsilon(1e-8));
  CHECK(number(rows, "wait_s.max") == 946'685);
  CHECK(number(rows, "bounded_slowdown") == doctest::Approx(6'814.97).epsilon(1e-6));
  CHECK(number(rows, "makespan_bound_s") <= number(rows, "makespan_s"));
  CHECK(run.signature == run_engine(*trace.workload, cluster, "fcfs").run.signature);
  CHECK(run.signature != run_engine(*trace.workload, cluster, "sjf").run.signature);
}

TEST_CASE("the recorder keeps what the engine told, whatever else it follows") {
  const Cluster cluster = cluster_of({pool("a", 3, 8, 4), pool("b", 2, 4, 0)});
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    const auto workload = random_workload(seed, 300, 1s, {"x", "y"});
    RecorderOptions all;
    all.timeline_interval = 7s;
    all.fragmentation = true;
    const Watched watched = run_engine(*workload, cluster, "fcfs", all);
    const RunResult& run = watched.run;
    for (const JobId id : IdRange<JobId>(workload->job_count())) {
      CHECK(run.jobs.status[id] == watched.schedule.status[index_of(id)]);
      if (!run.jobs.started(id)) continue;
      CHECK(run.jobs.start[id] == at(Duration(watched.schedule.start[index_of(id)])));
      CHECK(run.jobs.end[id] == at(Duration(watched.schedule.end[index_of(id)])));
      std::uint32_t tasks = 0;
      for (const NodeTasks& on : run.jobs.placement(id)) tasks += on.tasks;
      CHECK(tasks == workload->tasks[id]);
    }
    RecorderOptions little;
    little.placements = false;
    const RunResult plain = run_engine(*workload, cluster, "fcfs", little).run;
    CHECK(plain.signature == run.signature);
    CHECK(plain.allocated == run.allocated);
    CHECK(plain.jobs.placement(job(0)).empty());
    CHECK(run_facts(run, *workload).jobs.submitted == workload->job_count());

    REQUIRE(run.timeline_sampled);
    CHECK(run.timeline.size() == static_cast<std::size_t>(run.end.time_since_epoch() / 7s) + 1);
    REQUIRE(run.fragmentation.size() == 2);
    for (const FragmentationResult& found : run.fragmentation) {
      CHECK(*found.time_mean <= *found.max);
      CHECK(*found.max <= 1);
      CHECK(*found.at_end <= *found.max);
    }
  }
}
