// estimates_test.cpp -- what policies believe jobs will run, rule by rule, and how a prediction that was too short is corrected.
#include "sim/engine/estimates.h"

#include <doctest/doctest.h>

#include "sim/base/check.h"
#include "tests/support/replay.h"
#include "tests/support/workloads.h"

namespace suanli::test {
namespace {

// One user's jobs of 100, 201, 50 and 500 s, each asked for 1,000 s, on one machine.
struct OneUser {
  std::unique_ptr<const Workload> workload = workload_of({cpu_job(0, 1, 100, 1000), cpu_job(1, 1, 201, 1000), cpu_job(2, 1, 50, 1000),
                                                          cpu_job(3, 1, 500, 1000)});
  Cluster cluster = one_machine(1);
  ShapeTable shapes{*workload, cluster};
  RunTimes run_times{*workload, cluster};
};

}  // namespace

TEST_CASE("requested, perfect and factor estimates are the request, the truth and a multiple of it") {
  const OneUser of;
  Estimates requested({.kind = EstimateKind::requested}, *of.workload, of.run_times, of.shapes);
  Estimates perfect({.kind = EstimateKind::perfect}, *of.workload, of.run_times, of.shapes);
  Estimates factor({.kind = EstimateKind::factor, .factor = 1.5}, *of.workload, of.run_times, of.shapes);
  for (Estimates* estimates : {&requested, &perfect, &factor}) estimates->submitted(JobId{0});
  CHECK(requested.of(JobId{0}) == seconds(1000));
  CHECK(perfect.of(JobId{0}) == seconds(100));
  CHECK(factor.of(JobId{0}) == seconds(150));
}

// After runs of 100 and 201 s the mean is 150.5, its whole-second floor 150. With one ended job the request still stands.
TEST_CASE("a user's history gives the floor of the mean of the last two ended jobs, fixed at submission") {
  const OneUser of;
  Estimates estimates({.kind = EstimateKind::user_history}, *of.workload, of.run_times, of.shapes);
  estimates.submitted(JobId{0});
  estimates.ended(JobId{0}, seconds(100));
  estimates.submitted(JobId{1});
  CHECK(estimates.of(JobId{1}) == seconds(1000));
  estimates.ended(JobId{1}, seconds(201));
  estimates.submitted(JobId{2});
  estimates.ended(JobId{2}, seconds(50));
  CHECK(estimates.of(JobId{2}) == seconds(150));
  estimates.submitted(JobId{3});
  CHECK(estimates.of(JobId{3}) == seconds(125));  // of 201 and 50
}

// Floor of the mean of 0 and 1 s is 0: a job that takes no time would, once started, count as gone while it still runs.
TEST_CASE("a prediction is never nothing") {
  const OneUser of;
  Estimates estimates({.kind = EstimateKind::user_history}, *of.workload, of.run_times, of.shapes);
  for (const JobId job : {JobId{0}, JobId{1}}) {
    estimates.submitted(job);
    estimates.ended(job, job == JobId{0} ? seconds(0) : seconds(1));
  }
  estimates.submitted(JobId{2});
  CHECK(estimates.of(JobId{2}) == Duration(1));
}

TEST_CASE("a prediction that is outlived jumps to the request, or grows by steps up to it") {
  const OneUser of;
  for (const Correction correction : {Correction::requested, Correction::steps}) {
    Estimates estimates({.kind = EstimateKind::user_history, .correction = correction}, *of.workload, of.run_times, of.shapes);
    for (const JobId job : {JobId{0}, JobId{1}}) {
      estimates.submitted(job);
      estimates.ended(job, seconds(100));
    }
    estimates.submitted(JobId{2});
    CHECK(estimates.of(JobId{2}) == seconds(100));
    if (correction == Correction::requested) {
      CHECK(estimates.corrected(JobId{2}) == seconds(1000));
    } else {
      CHECK(estimates.corrected(JobId{2}) == seconds(160));   // + 1 min
      CHECK(estimates.corrected(JobId{2}) == seconds(400));   // + 5 min
      CHECK(estimates.corrected(JobId{2}) == seconds(1000));  // + 15 min, but never above the request
    }
    CHECK(!estimates.corrected(JobId{2}));
  }
}

TEST_CASE("a job without a request is refused by name where requests are what counts") {
  auto job = cpu_job(0, 1, 1, 1);
  job.id = "nameless";
  job.time_limit.reset();
  const auto workload = workload_of({job});
  const Cluster cluster = one_machine(1);
  const ShapeTable shapes(*workload, cluster);
  const RunTimes run_times(*workload, cluster);
  CHECK_THROWS_AS(Estimates({.kind = EstimateKind::requested}, *workload, run_times, shapes), InputError);
  CHECK_NOTHROW(Estimates({.kind = EstimateKind::perfect}, *workload, run_times, shapes));
}

TEST_CASE("a reference model that nobody knows is refused by name") {
  auto job = cpu_job(0, 1, 1, 1);
  job.reference_model = "abacus";
  const auto workload = workload_of({job});
  const Cluster cluster = one_machine(1);
  CHECK_THROWS_WITH_AS(RunTimes(*workload, cluster),
                       "/jobs/1/reference_model: unknown device model \"abacus\" (`suanli list devices` names the catalog)", InputError);
}

}  // namespace suanli::test
