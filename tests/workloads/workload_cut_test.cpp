// workload_cut_test.cpp -- windows and rates by hand; a cut that changes nothing gives the same workload.
#include "workloads/workload_cut.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sim/base/check.h"
#include "tests/support/random_workload.h"

using namespace suanli;
using namespace suanli::test;
using namespace std::chrono_literals;

namespace {

// Jobs and requests at 0, 10, 20 and 30 s; job "20" depends on "0" and "10" and has a deadline of 100 s.
std::unique_ptr<const Workload> four() {
  WorkloadBuilder builder;
  const std::vector<std::string_view> needs{"0", "10"};
  for (const int second : {0, 10, 20, 30}) {
    const std::string id = std::to_string(second);
    JobRecord job;
    job.id = id;
    job.submit = SimTime(std::chrono::seconds(second));
    job.duration = 7s;
    if (second == 20) {
      job.depends_on = needs;
      job.deadline = SimTime(100s);
    }
    builder.add(job);
    RequestRecord request;
    request.id = id;
    request.arrival = job.submit;
    request.duration = 2s;
    builder.add_request(request);
  }
  return builder.finish({"four.json", "test", 0});
}

std::string told(const Workload& w) {
  std::string all;
  for (const JobId job : IdRange<JobId>(w.job_count())) all += std::string(w.id_text(job)) + '@' + format_seconds(w.submit[job].time_since_epoch()) + ' ';
  all += '|';
  for (const RequestId request : IdRange<RequestId>(w.request_count())) {
    all += ' ' + std::string(w.request_id_text(request)) + '@' + format_seconds(w.requests.arrival[request].time_since_epoch());
  }
  return all;
}

std::string after(const WorkloadCut& cut) {
  Ledger ledger;
  return told(*cut_workload(*four(), cut, ledger));
}

}  // namespace

TEST_CASE("a window keeps what begins in it, from its start on, and shifts it to 0") {
  CHECK(after({.from = 10s, .until = 30s}) == "10@0 20@10 | 10@0 20@10");
  CHECK(after({.from = 10s}) == "10@0 20@10 30@20 | 10@0 20@10 30@20");
  CHECK(after({.until = Duration(10s) + 1ns}) == "0@0 10@10 | 0@0 10@10");
}

TEST_CASE("a rate divides the times that the window left; durations and the time to a deadline stay") {
  Ledger ledger;
  const auto w = cut_workload(*four(), {.from = 10s, .rate = 4.0}, ledger);
  CHECK(told(*w) == "10@0 20@2.5 30@5 | 10@0 20@2.5 30@5");
  CHECK(w->duration[JobId{1}] == 7s);
  CHECK(w->deadline_of(JobId{1}) == SimTime(82500ms));  // 80 s after the submission at 2.5 s
  CHECK(w->requests.duration_of(RequestId{1}) == 2s);
  CHECK(after({.rate = 0.5}) == "0@0 10@20 20@40 30@60 | 0@0 10@20 20@40 30@60");
}

// Four requests in 30 s are 0.1 a second; those from 10 s on are 2 gaps in 20 s, as many.
TEST_CASE("a rate of requests stretches them alone") {
  CHECK(after({.requests_per_s = 0.2}) == "0@0 10@10 20@20 30@30 | 0@0 10@5 20@10 30@15");
  CHECK(after({.from = 10s, .requests_per_s = 0.05}) == "10@0 20@10 30@20 | 10@0 20@20 30@40");
}

TEST_CASE("a dependency on what is left out is told and no longer waited for") {
  Ledger ledger;
  const auto w = cut_workload(*four(), {.from = 5s}, ledger);
  REQUIRE(w->depends_on(JobId{1}).size() == 1);
  CHECK(w->id_text(w->depends_on(JobId{1})[0]) == "10");
  CHECK(ledger.count("depends on a job that is left out: taken as completed") == 1);
}

TEST_CASE("a cut that changes nothing gives the same workload") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const auto workload = random_workload(seed, 100, 100);
    Ledger ledger;
    CHECK(cut_workload(*workload, {.rate = 1.0}, ledger)->provenance.content_hash == workload->provenance.content_hash);
    CHECK(ledger.rows().empty());
  }
}

TEST_CASE("a cut that leaves nothing, or a rate that there cannot be, is an error") {
  CHECK_THROWS_WITH_AS(after({.from = 31s}), "four.json: no job and no request is left between from_s and until_s (the times are those of the workload, in seconds)", InputError);
  CHECK_THROWS_WITH_AS(after({.from = 25s, .requests_per_s = 1.0}),
                       "four.json: requests_per_s wants requests at two times at least, to have a rate that can be changed (leave requests_per_s out)", InputError);
  CHECK_THROWS_AS(after({.rate = 1e-9}), InputError);
  CHECK(WorkloadCut{}.changes_nothing());
  CHECK_FALSE(WorkloadCut{.from = 1s}.changes_nothing());
}
