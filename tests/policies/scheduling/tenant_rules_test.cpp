// tenant_rules_test.cpp -- turns and shares among tenants: the published cases, then laws over random ones.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sim/base/random.h"
#include "tests/support/replay.h"
#include "tests/support/workloads.h"

namespace suanli::test {
namespace {

const PolicyChoice first_fit{"first_fit", {}};

JobRecord of(std::string_view tenant, double t, double run, std::uint32_t tasks = 1) {
  JobRecord job = cpu_job(t, tasks, run, run);
  job.tenant = tenant;
  return job;
}

// Ids of the jobs in the order of their starts.
std::string started(const Workload& workload, const Cluster& cluster, const PolicyChoice& policy) {
  std::string ids;
  for (const JobId job : replay(workload, cluster, policy, first_fit).order) ids += std::string(workload.id_text(job)) + " ";
  return ids;
}

PolicyChoice weighted(const std::string& name, const std::string& weights) {
  return {name, {{"weights", weights}}};
}

// Each tenant's jobs that started at 0, in the order of tenants' first jobs.
std::vector<int> started_at_once(const Workload& workload, const Schedule& schedule) {
  std::vector<int> count(workload.tenants.size(), 0);
  for (const JobId job : IdRange<JobId>(workload.job_count())) count[index_of(workload.tenant[job])] += schedule.start[index_of(job)] == 0 ? 1 : 0;
  return count;
}

}  // namespace

// The rule's own case: one slot, A has jobs 1, 2, 3, B 4, C 5, all at 0.
TEST_CASE("round_robin: tenants take turns") {
  const auto workload = workload_of({of("A", 0, 1), of("A", 0, 1), of("A", 0, 1), of("B", 0, 1), of("C", 0, 1)});
  CHECK(started(*workload, one_machine(1), {"round_robin", {}}) == "1 4 5 2 3 ");
  CHECK(started(*workload, one_machine(1), weighted("round_robin", "A=2")) == "1 2 4 5 3 ");
  CHECK(started(*workload, one_machine(1), weighted("round_robin", "A=3,B=7")) == "1 2 3 4 5 ");
}

// A served at 0 only, B and C in turn; when A comes back at 3 its turn is the oldest.
TEST_CASE("round_robin: who was served longest ago is next, whoever came first") {
  const auto workload = workload_of({of("A", 0, 1), of("B", 0, 1), of("C", 0, 1), of("B", 0, 1), of("C", 0, 1), of("A", 2.5, 1), of("B", 0, 1)});
  // 0 A, 1 B, 2 C, 3 A (its second), 4 B, 5 C, 6 B. By (submit, id): 1 A, 2 B, 3 C, 4 B, 5 C, 7 B, and 6 A at 2.5.
  CHECK(started(*workload, one_machine(1), {"round_robin", {}}) == "1 2 3 6 4 5 7 ");
}

// Two slots. A's first job holds one until 10; its second wants both and is passed over: B's go on. With on_block stop they wait behind it.
TEST_CASE("round_robin: a tenant whose first job does not fit is passed over, or stops all") {
  const auto workload = workload_of({of("A", 0, 10), of("B", 0, 2), of("A", 0, 5, 2), of("B", 0, 3)});
  CHECK(started(*workload, one_machine(2), {"round_robin", {}}) == "1 2 4 3 ");
  CHECK(started(*workload, one_machine(2), {"round_robin", {{"on_block", std::string("stop")}}}) == "1 2 3 4 ");
}

// POLICIES.md, 1.5: between two turns of a backlogged tenant nobody else gets more starts than its weight.
TEST_CASE("round_robin: jobs of one size, nobody gets more between two turns of another than its weight") {
  const std::string names[] = {"A", "B", "C", "D"};
  const std::vector<int> weight{1, 3, 1, 2};
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    Stream random(seed, "round robin");
    std::vector<JobRecord> jobs;
    for (const std::string& name : names) jobs.push_back(of(name, 0, 1));
    for (int i = 0; i < 120; ++i) jobs.push_back(of(names[random.below(4)], 0, 1));
    const auto workload = workload_of(std::move(jobs));
    const Schedule schedule = replay(*workload, one_machine(1 + static_cast<double>(random.below(3))), weighted("round_robin", "B=3,D=2"), first_fit);
    std::vector<int> left(4, 0);
    for (const JobId job : IdRange<JobId>(workload->job_count())) ++left[index_of(workload->tenant[job])];
    std::vector<std::vector<int>> since(4, std::vector<int>(4, 0));  // starts of others since a tenant's last one
    std::size_t wrong = 0;
    for (const JobId job : schedule.order) {
      const std::size_t tenant = index_of(workload->tenant[job]);
      --left[tenant];
      for (std::size_t other = 0; other < 4; ++other) {
        if (other == tenant || left[other] == 0) continue;
        wrong += ++since[other][tenant] > weight[tenant] ? 1 : 0;
      }
      since[tenant].assign(4, 0);
    }
    CHECK(wrong == 0);
  }
}

// Ghodsi et al.: 9 CPUs, 18 GB; A's tasks take 1 CPU and 4 GB, B's 3 CPUs and 1 GB. Shares after each start: A 2/9, B 1/3, A 4/9, B 2/3, A 2/3: A has 3
// tasks, B 2, then the CPUs are used up (analytic case drf).
TEST_CASE("drf: the published example starts A, B, A, B, A") {
  ClusterSpec spec;
  spec.pools.push_back({.name = "n", .count = 1, .cpus = 9, .memory_gib = 18});
  const Cluster cluster(std::move(spec), small_catalog());
  std::vector<JobRecord> jobs;
  for (int i = 0; i < 10; ++i) {
    jobs.push_back(of("A", 0, 100));
    jobs.back().memory_kib = std::int64_t{4} << 20;
    jobs.push_back(of("B", 0, 100));
    jobs.back().cpu_milli = 3 * milli;
    jobs.back().memory_kib = std::int64_t{1} << 20;
  }
  const auto workload = workload_of(std::move(jobs));
  const Schedule schedule = replay(*workload, cluster, {"drf", {}}, first_fit);
  CHECK(started(*workload, cluster, {"drf", {}}).substr(0, 10) == "1 2 3 4 5 ");
  CHECK(started_at_once(*workload, schedule) == std::vector<int>{3, 2});
  // With twice the weight A counts half: A 1/9, B 1/3, A 2/9, A 1/3, then A by TenantId: 16 of 18 GB, and B's second does not fit 2 CPUs.
  CHECK(started_at_once(*workload, replay(*workload, cluster, weighted("drf", "A=2"), first_fit)) == std::vector<int>{4, 1});
}

// 2 GPUs of one model, for A, and 6 of another, for B. Together they are one resource, of which each start takes 1/8: A, B, A, B, then A finds none.
// As two, A's start takes 1/2 and B's 1/6: A, B to 1/2, A by TenantId, B.
TEST_CASE("drf: a device model may be a resource of its own") {
  ClusterSpec spec;
  spec.pools.push_back({.name = "few", .count = 1, .cpus = 1000, .devices = {{"gpu", 2}}});
  spec.pools.push_back({.name = "many", .count = 1, .cpus = 1000, .devices = {{"gpu-2", 6}}});
  const Cluster cluster(std::move(spec), small_catalog());
  const std::string_view few[] = {"gpu"};
  const std::string_view many[] = {"gpu-2"};
  std::vector<JobRecord> jobs;
  for (int i = 0; i < 8; ++i) {
    for (const std::string_view tenant : {"A", "B"}) {
      jobs.push_back({.submit = time_zero, .gpu_milli = 1000, .duration = seconds(100), .tenant = tenant});
      jobs.back().device_models = tenant == "A" ? few : many;
    }
  }
  const auto workload = workload_of(std::move(jobs));
  const auto order = [&](bool per_model) {
    const Schedule schedule = replay(*workload, cluster, {"drf", {{"per_model", per_model}}}, first_fit);
    std::string tenants;
    for (std::size_t i = 0; i < 8; ++i) tenants += workload->tenants[workload->tenant[schedule.order[i]]];
    return tenants;
  };
  CHECK(order(false) == "ABABBBBB");
  CHECK(order(true) == "ABBBABBB");
}

// Water-filling (analytic case maxmin): capacity 10, demands 2, 2.6, 4, 5: 2, 2.6, 2.7, 2.7, in jobs of a tenth of a CPU.
TEST_CASE("max_min_fair: tenants get what water-filling gives them") {
  const std::string names[] = {"A", "B", "C", "D"};
  const int demand[] = {20, 26, 40, 50};
  std::vector<JobRecord> jobs;
  for (int i = 0; i < 4; ++i) {
    for (int k = 0; k < demand[i]; ++k) {
      jobs.push_back(of(names[i], 0, 100));
      jobs.back().cpu_milli = 100;
    }
  }
  const auto workload = workload_of(std::move(jobs));
  const Given cpus{{"resource", std::string("cpus")}};
  CHECK(started_at_once(*workload, replay(*workload, one_machine(10), {"max_min_fair", cpus}, first_fit)) == std::vector<int>{20, 26, 27, 27});
  Given twice = cpus;
  twice["weights"] = std::string("D=2");
  // Level L with 20 + min(26, L) + min(40, L) + min(50, 2 L) = 100: L = 20, all but A at it: 20 + 20 + 20 + 40.
  CHECK(started_at_once(*workload, replay(*workload, one_machine(10), {"max_min_fair", twice}, first_fit)) == std::vector<int>{20, 20, 20, 40});
}

// The level of water-filling over random demands, found by raising it a task at a time.
TEST_CASE("max_min_fair and drf: with one resource and jobs of one size nobody is more than a job from the fair share") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    Stream random(seed, "max min");
    const std::string names[] = {"A", "B", "C", "D", "E"};
    std::vector<int> demand;
    std::vector<JobRecord> jobs;
    for (const std::string& name : names) {
      demand.push_back(1 + static_cast<int>(random.below(30)));
      for (int k = 0; k < demand.back(); ++k) jobs.push_back(of(name, 0, 100));
    }
    const int capacity = 10 + static_cast<int>(random.below(60));
    const auto workload = workload_of(std::move(jobs));
    std::vector<int> fair(5, 0);
    for (int left = capacity, before = -1; left > 0 && left != before;) {
      before = left;
      for (std::size_t i = 0; i < 5 && left > 0; ++i) {
        if (fair[i] < demand[i]) {
          ++fair[i];
          --left;
        }
      }
    }
    const PolicyChoice by_cpus{"max_min_fair", {{"resource", std::string("cpus")}}};
    CHECK(started_at_once(*workload, replay(*workload, one_machine(capacity), by_cpus, first_fit)) == fair);
    CHECK(started_at_once(*workload, replay(*workload, one_machine(capacity), {"drf", {}}, first_fit)) == fair);
  }
}

TEST_CASE("weights: what is no weight and who is no tenant is refused") {
  const auto workload = workload_of({of("A", 0, 1), of("B", 0, 1)});
  for (const char* wrong : {"A", "=1", "A=0", "A=1001", "A=x", "A=1,,B=1", "A=1,A=2", "A=1.5", "Z=2"}) {
    CAPTURE(std::string(wrong));
    CHECK_THROWS_AS(replay(*workload, one_machine(1), weighted("round_robin", wrong), first_fit), InputError);
  }
  CHECK(started(*workload, one_machine(1), weighted("drf", "A=1000,B=1")) == "1 2 ");
}

}  // namespace suanli::test
