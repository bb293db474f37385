// path_laws_test.cpp -- laws that hold on every sample path, to the nanosecond: Lindley, Kiefer-Wolfowitz, Little, work conservation.
#include <doctest/doctest.h>

#include <algorithm>

#include "sim/base/int128.h"
#include "tests/analytic/queueing.h"

namespace suanli::test {
namespace {

const PolicyChoice fcfs{"fcfs", {}};
const PolicyChoice first_fit{"first_fit", {}};

std::vector<std::int64_t> waits(const Workload& workload, const Schedule& schedule) {
  std::vector<std::int64_t> all;
  for (const JobId job : IdRange<JobId>(workload.job_count())) {
    all.push_back(schedule.start[index_of(job)] - workload.submit[job].time_since_epoch().count());
  }
  return all;
}

}  // namespace

// W[n+1] = max(0, W[n] + S[n] - A[n+1]) (Lindley 1952).
TEST_CASE("one FCFS server follows Lindley's recursion bit for bit") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto workload = customers({.rate = 0.9, .customers = 20'000}, seed);
    std::vector<std::int64_t> expected{0};
    for (std::size_t i = 1; i < workload->job_count(); ++i) {
      const auto before = static_cast<JobId>(i - 1);
      const Duration gap = workload->submit[static_cast<JobId>(i)] - workload->submit[before];
      expected.push_back(std::max<std::int64_t>(0, expected.back() + workload->duration[before].count() - gap.count()));
    }
    CHECK(waits(*workload, replay(*workload, one_machine(1), fcfs, first_fit, EngineOptions{})) == expected);
  }
}

// The sorted vector of remaining work: the first entry is the wait; add the service to it, subtract the gap, clip at 0, sort (1955).
TEST_CASE("c FCFS servers follow the recursion of Kiefer and Wolfowitz bit for bit, as one machine and as c nodes") {
  for (const int servers : {2, 7, 64}) {
    CAPTURE(servers);
    const auto workload = customers({.rate = 0.9 * servers, .customers = 20'000}, 3);
    std::vector<std::int64_t> expected;
    std::vector<std::int64_t> work(static_cast<std::size_t>(servers), 0);
    for (std::size_t i = 0; i < workload->job_count(); ++i) {
      const auto job = static_cast<JobId>(i);
      if (i > 0) {
        const Duration gap = workload->submit[job] - workload->submit[static_cast<JobId>(i - 1)];
        for (std::int64_t& left : work) left = std::max<std::int64_t>(0, left - gap.count());
      }
      std::sort(work.begin(), work.end());
      expected.push_back(work.front());
      work.front() += workload->duration[job].count();
    }
    CHECK(waits(*workload, replay(*workload, one_machine(servers), fcfs, first_fit, EngineOptions{})) == expected);
    ClusterSpec spec;
    spec.pools.push_back({.name = "server", .count = static_cast<std::uint32_t>(servers), .cpus = 1});
    const Cluster nodes(std::move(spec), small_catalog());
    for (const char* placing : {"best_fit", "worst_fit", "random", "round_robin"}) {
      CHECK(waits(*workload, replay(*workload, nodes, fcfs, {placing, {}}, EngineOptions{})) == expected);
    }
  }
}

TEST_CASE("the integral of jobs in the system equals the sum of their times in it, exactly, under every policy") {
  class InSystem final : public Observer {
   public:
    void submitted(SimTime now, JobId) override { change(now, 1); }
    void ended(SimTime now, JobId, JobStatus, std::span<const NodeHold>) override { change(now, -1); }
    Int128 integral = 0;

   private:
    void change(SimTime now, int by) {
      integral += static_cast<Int128>((now - last_).count()) * jobs_;
      last_ = now;
      jobs_ += by;
    }
    SimTime last_{};
    int jobs_ = 0;
  };
  Stream random(9, "little");
  std::vector<JobRecord> jobs;
  double t = 0;
  for (int i = 0; i < 2'000; ++i) {
    t += random.exponential(1);
    const double run = random.exponential(8);
    jobs.push_back(cpu_job(t, 1 + static_cast<std::uint32_t>(random.below(6)), run, run * 2));
  }
  const auto workload = workload_of(std::move(jobs));
  const Cluster cluster = one_machine(32);
  for (const SchedulingEntry* entry : scheduling::entries()) {
    CAPTURE(std::string(entry->name));
    const auto scheduler = entry->make(Params(entry->params), {1});
    const auto* placing_entry = find_entry(placement::entries(), "first_fit");
    const auto placing = placing_entry->make(Params(placing_entry->params), {1});
    InSystem in_system;
    Schedule schedule(workload->job_count());
    Observer* observers[] = {&in_system, &schedule};
    Engine(*workload, cluster, *scheduler, *placing, {.check_invariants = true}, observers).run();
    Int128 sum = 0;
    for (const JobId job : IdRange<JobId>(workload->job_count())) {
      REQUIRE(schedule.status[index_of(job)] == JobStatus::completed);
      sum += schedule.end[index_of(job)] - workload->submit[job].time_since_epoch().count();
    }
    CHECK((in_system.integral == sum));
  }
}

// Doubling all times doubles all starts; shifting all times shifts them; a pool no job may use changes nothing (invariants.md).
TEST_CASE("schedules scale, shift and ignore pools no job may use, under every policy") {
  Stream random(12, "metamorphic");
  struct Draw {
    double t, run;
    std::uint32_t tasks;
  };
  std::vector<Draw> draws;
  double t = 0;
  for (int i = 0; i < 500; ++i) {
    t += std::floor(random.exponential(20));
    draws.push_back({t, 1 + std::floor(random.exponential(60)), 1 + static_cast<std::uint32_t>(random.below(8))});
  }
  const auto make = [&](double scale, double shift) {
    std::vector<JobRecord> jobs;
    const std::string_view zone[] = {"default"};
    for (const Draw& draw : draws) {
      jobs.push_back(cpu_job(draw.t * scale + shift, draw.tasks, draw.run * scale, draw.run * scale * 2));
      jobs.back().zones = zone;
    }
    return workload_of(std::move(jobs));
  };
  const auto cluster = [&](bool with_other) {
    ClusterSpec spec;
    spec.zones = {{.name = "default"}, {.name = "other"}};
    spec.pools.push_back({.name = "node", .zone = "default", .count = 8, .cpus = 2});
    if (with_other) spec.pools.push_back({.name = "unused", .zone = "other", .count = 4, .cpus = 16});
    return Cluster(std::move(spec), small_catalog());
  };
  const auto base = make(1, 0);
  for (const SchedulingEntry* entry : scheduling::entries()) {
    CAPTURE(std::string(entry->name));
    const PolicyChoice policy{std::string(entry->name), {}};
    const Schedule plain = replay(*base, cluster(false), policy, {"best_fit", {}}, EngineOptions{});
    std::vector<std::int64_t> doubled, shifted;
    for (const std::int64_t start : plain.start) {
      doubled.push_back(2 * start);
      shifted.push_back(start + 1'000'000'000'000);
    }
    CHECK(replay(*make(2, 0), cluster(false), policy, {"best_fit", {}}, EngineOptions{}).start == doubled);
    CHECK(replay(*make(1, 1000), cluster(false), policy, {"best_fit", {}}, EngineOptions{}).start == shifted);
    CHECK(replay(*base, cluster(true), policy, {"best_fit", {}}, EngineOptions{}).start == plain.start);
  }
}

}  // namespace suanli::test
