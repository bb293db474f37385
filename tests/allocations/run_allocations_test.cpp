// run_allocations_test.cpp -- what a run asks of the heap: nothing while it goes on, almost nothing to begin where another one was.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "sim/report/run_context.h"
#include "tests/allocations/counted_allocations.h"
#include "tests/support/random_jobs.h"
#include "tests/support/replay.h"

namespace suanli::test {
namespace {

// Jobs of none to eight GPUs, one in four a gang of up to 16 tasks, that keep 1,000 nodes of eight GPUs about 90 % full.
std::unique_ptr<const Workload> gpu_jobs(std::uint64_t seed, int count) {
  Stream random(seed, "allocations/jobs");
  constexpr std::int32_t gpus[] = {0, 1, 1, 1, 2, 2, 4, 8};  // mean 19/8
  WorkloadBuilder builder;
  double now = 0;
  for (int i = 0; i < count; ++i) {
    const std::string id = std::to_string(i);
    const double run = random.exponential(3600);
    now += random.exponential(3600 * 2.375 * 2.875 / (0.9 * 8 * 1000));
    JobRecord job;
    job.id = id;
    job.submit = SimTime(seconds(now));
    job.tasks = random.below(4) == 0 ? 1 + static_cast<std::uint32_t>(random.below(16)) : 1;  // mean 2.875
    job.gpu_milli = 1000 * gpus[random.below(8)];
    job.cpu_milli = milli * (1 + job.gpu_milli / 250);
    job.memory_kib = std::int64_t{16} << 20;
    job.duration = seconds(run);
    job.time_limit = seconds(run * (1 + random.uniform()));
    builder.add(job);
  }
  return builder.finish({"test", "generated"});
}

struct Counts {
  std::vector<std::size_t> at;  // allocations so far, each 256 events
  std::size_t before = 0;
  std::size_t after = 0;
  std::uint64_t signature = 0;

  std::size_t whole_run() const { return after - before; }
  std::size_t while_it_went_on() const { return at.back() - at.front(); }
  std::size_t second_half() const { return at.back() - at[at.size() / 2]; }
};

// Policies are new for each run; making them is not counted.
Counts counted_run(RunContext& context, const Workload& workload, const Cluster& cluster, const PolicyChoice& scheduling,
                   const PolicyChoice& placement, const RecorderOptions& recorder = {}) {
  const auto& scheduling_entry = *find_entry(scheduling::entries(), scheduling.name);
  const auto& placement_entry = *find_entry(placement::entries(), placement.name);
  const auto scheduler = scheduling_entry.make(params_of(scheduling_entry, scheduling.params), {1});
  const auto placer = placement_entry.make(params_of(placement_entry, placement.params), {1});
  Counts counts;
  counts.at.reserve(workload.job_count());
  EngineOptions options;
  options.keep_going = [&counts](const EngineOptions::Progress&) {
    counts.at.push_back(allocations());
    return true;
  };
  counts.before = allocations();
  counts.signature = context.run(workload, cluster, *scheduler, *placer, options, recorder).signature;
  counts.after = allocations();
  return counts;
}

}  // namespace

TEST_CASE("the counter counts") {
  const std::size_t before = allocations();
  ::operator delete(::operator new(8));  // called by name: not to be optimised away
  CHECK(allocations() == before + 1);
  ::operator delete(::operator new(64, std::align_val_t{64}), std::align_val_t{64});
  CHECK(allocations() == before + 2);
}

// 200,000 events. What the first run asks for: room for the most that ever waits, runs or is free in one way, which grows ever more rarely.
TEST_CASE("a run asks for nothing where an equal one was, for next to nothing where another one of its size was") {
  struct Case {
    PolicyChoice scheduling, placement;
    std::size_t most;  // by the buffers of policies, which are new for each run
  };
  const Cluster cluster = gpu_nodes(1'000, 8);
  const auto jobs = gpu_jobs(1, 100'000);
  const auto others = gpu_jobs(2, 100'000);
  const std::vector<Case> cases{{{"fcfs", {}}, {"best_fit", {}}, 0},
                                {{"sjf", {}}, {"best_fit", {}}, 0},
                                {{"fcfs", {}}, {"first_fit", {}}, 0},
                                {{"fcfs", {}}, {"consolidated", {}}, 50},
                                {{"easy_backfill", {}}, {"best_fit", {}}, 50}};
  for (const Case& one : cases) {
    CAPTURE(one.scheduling.name);
    CAPTURE(one.placement.name);
    RunContext context;
    const Counts first = counted_run(context, *jobs, cluster, one.scheduling, one.placement);
    CHECK(first.whole_run() > 500);  // or the counter does not see it
    CHECK(first.second_half() < 200);
    const Counts second = counted_run(context, *jobs, cluster, one.scheduling, one.placement);
    CHECK(second.whole_run() <= one.most);
    CHECK(second.second_half() < 5);
    CHECK(second.signature == first.signature);
    CHECK(counted_run(context, *others, cluster, one.scheduling, one.placement).whole_run() < 100 + one.most);
  }
}

// A run of another size between them takes no memory away.
TEST_CASE("neither dependencies, shares, kills and rejections nor corrected estimates ask for anything") {
  RunContext context;
  const auto mixed = random_jobs(1, 20'000);
  const Cluster mixed_nodes = mixed_cluster();
  const auto narrow = cpu_jobs(1, 20'000);
  const Cluster machine = one_machine(40);
  const PolicyChoice published{"easy_backfill", {{"semantics", std::string("published")}, {"estimates", std::string("user_history")}}};
  for (int round = 0; round < 2; ++round) {
    CAPTURE(round);
    const Counts on_nodes = counted_run(context, *mixed, mixed_nodes, {"smallest_first", {}}, {"worst_fit", {}});
    const Counts on_machine = counted_run(context, *narrow, machine, published, {"first_fit", {}});
    if (round == 0) continue;
    CHECK(on_nodes.whole_run() < 5);
    CHECK(on_nodes.while_it_went_on() == 0);
    CHECK(on_machine.whole_run() == 0);
  }
}

TEST_CASE("fragmentation and a timeline ask for a little to begin with") {
  RunContext context;
  const Cluster cluster = gpu_nodes(1'000, 8);
  const auto jobs = gpu_jobs(1, 20'000);
  RecorderOptions all;
  all.fragmentation = true;
  all.timeline_interval = seconds(60);
  counted_run(context, *jobs, cluster, {"fcfs", {}}, {"best_fit", {}}, all);
  const Counts second = counted_run(context, *jobs, cluster, {"fcfs", {}}, {"best_fit", {}}, all);
  CHECK(second.whole_run() < 20);
  CHECK(second.while_it_went_on() == 0);
}

}  // namespace suanli::test
