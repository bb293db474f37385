// hpc_test.cpp -- FCFS and EASY against the schedules of other simulators, job by job: no start and no end may differ.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/support/reference_files.h"
#include "tests/support/replay.h"
#include "tests/support/shared.h"

namespace suanli::test {
namespace {

// reference/hpc S1: processors requested, else allocated, at most the machine's; run cut to the request; a job without either runs 1 s.
std::unique_ptr<const Workload> read_log(const std::string& file, std::int64_t machine) {
  WorkloadBuilder builder;
  for (const auto& row : read_cells(shared("reference/hpc/" + file), ' ', false)) {
    std::int64_t procs = std::stoll(row[7]) > 0 ? std::stoll(row[7]) : std::stoll(row[4]);
    std::int64_t request = std::stoll(row[8]);
    std::int64_t run = std::min<std::int64_t>(std::stoll(row[3]), request);
    if (run <= 0 || procs <= 0) {
      run = request = 1;
      procs = std::max<std::int64_t>(procs, 1);
    }
    JobRecord job;
    job.id = row[0];
    job.submit = SimTime(std::chrono::seconds(std::stoll(row[1])));
    job.tasks = static_cast<std::uint32_t>(std::min(procs, machine));
    job.cpu_milli = milli;
    job.duration = std::chrono::seconds(run);
    job.time_limit = std::chrono::seconds(request);
    job.user = row[11];
    builder.add(job);
  }
  return builder.finish({"reference", "swf"});
}

void check_against(const std::string& log, std::int64_t machine, const std::string& expected, const PolicyChoice& scheduling) {
  SUANLI_NEEDS_SHARED("reference/hpc/" + expected);
  const auto workload = read_log(log, machine);
  const Schedule schedule = replay(*workload, one_machine(static_cast<double>(machine)), scheduling, {"first_fit", {}});
  std::size_t differ = 0;
  std::size_t rows = 0;
  for (const auto& row : read_cells(shared("reference/hpc/" + expected), ',', true)) {
    const auto job = static_cast<std::size_t>(rows++);
    REQUIRE(workload->id_text(static_cast<JobId>(job)) == row[0]);
    const bool same = schedule.start[job] == std::stoll(row[2]) * 1'000'000'000 && schedule.end[job] == std::stoll(row[3]) * 1'000'000'000;
    if (!same && differ++ < 5) MESSAGE("job " << row[0] << ": start " << schedule.start[job] << ", expected " << row[2]);
  }
  CHECK(rows == workload->job_count());
  CHECK_MESSAGE(differ == 0, expected << ": " << differ << " of " << rows << " jobs differ");
}

// Mean over all jobs of max(1, (wait + run) / max(run, 10 s)).
double mean_bounded_slowdown(const Workload& workload, const Schedule& schedule) {
  double sum = 0;
  for (const JobId job : IdRange<JobId>(workload.job_count())) {
    const double turnaround = static_cast<double>(schedule.end[index_of(job)] - workload.submit[job].time_since_epoch().count()) / 1e9;
    const double run = static_cast<double>(schedule.end[index_of(job)] - schedule.start[index_of(job)]) / 1e9;
    sum += std::max(1.0, turnaround / std::max(run, 10.0));
  }
  return sum / static_cast<double>(workload.job_count());
}

const PolicyChoice fcfs{"fcfs", {}};
const PolicyChoice easy{"easy_backfill", {}};
const PolicyChoice published{"easy_backfill", {{"semantics", std::string("published")}}};

}  // namespace

TEST_CASE("strict FCFS starts every job of KTH-SP2 when pyss, AccaSim, CQSim and SimGrid do") {
  check_against("KTH-SP2.swf.gz", 100, "fcfs_strict_KTH-SP2.csv.gz", fcfs);
  check_against("KTH-SP2.swf.gz", 100, "cqsim_fcfs_KTH-SP2.csv.gz", fcfs);
}

TEST_CASE("strict FCFS starts every job of CTC-SP2 when pyss and SimGrid do") {
  check_against("CTC-SP2.swf.gz", 338, "fcfs_strict_CTC-SP2.csv.gz", fcfs);
}

TEST_CASE("EASY asked once an instant equals the batched reference") {
  check_against("KTH-SP2.swf.gz", 100, "easy_batched_KTH-SP2.csv.gz", easy);
  check_against("CTC-SP2.swf.gz", 338, "easy_batched_CTC-SP2.csv.gz", easy);
}

TEST_CASE("EASY asked after every event equals the published predictsim schedules") {
  check_against("KTH-SP2.swf.gz", 100, "published_predictsim_easy_KTH-SP2.csv.gz", published);
  check_against("CTC-SP2.swf.gz", 338, "published_predictsim_easy_CTC-SP2.csv.gz", published);
}

TEST_CASE("four jobs and a tie separate the two EASY semantics") {
  check_against("tie_case.swf", 4, "tie_case_easy_batched.csv", easy);
  check_against("tie_case.swf", 4, "tie_case_easy_published_semantics.csv", published);
}

// POLICIES.md, easy_backfill: mean bounded slowdown (10 s) over all jobs, published to two decimals.
TEST_CASE("EASY with other estimates and orders gives the published mean bounded slowdowns") {
  struct Case {
    const char* log;
    std::int64_t machine;
    PolicyChoice scheduling;
    double expected;
  };
  const auto with = [](const char* semantics, const char* estimates, const char* order) {
    return PolicyChoice{"easy_backfill",
                        {{"semantics", std::string(semantics)}, {"estimates", std::string(estimates)}, {"backfill_order", std::string(order)}}};
  };
  const std::vector<Case> cases{
      {"KTH-SP2.swf.gz", 100, with("batched", "perfect", "arrival"), 71.72},
      {"KTH-SP2.swf.gz", 100, with("published", "perfect", "arrival"), 71.72},
      {"CTC-SP2.swf.gz", 338, with("published", "perfect", "arrival"), 37.17},
      {"KTH-SP2.swf.gz", 100, with("published", "perfect", "shortest"), 49.85},
      {"CTC-SP2.swf.gz", 338, with("published", "perfect", "shortest"), 17.57},
      {"KTH-SP2.swf.gz", 100, with("published", "user_history", "shortest"), 62.86},
      {"CTC-SP2.swf.gz", 338, with("published", "user_history", "shortest"), 26.53},
  };
  for (const Case& one : cases) {
    SUANLI_NEEDS_SHARED("reference/hpc/" + std::string(one.log));
    const auto workload = read_log(one.log, one.machine);
    const Schedule schedule =
        replay(*workload, one_machine(static_cast<double>(one.machine)), one.scheduling, {"first_fit", {}}, EngineOptions{});
    const double mean = mean_bounded_slowdown(*workload, schedule);
    CHECK_MESSAGE(std::abs(mean - one.expected) <= 0.005, one.log << ": " << mean << ", published " << one.expected);
  }
}

}  // namespace suanli::test
