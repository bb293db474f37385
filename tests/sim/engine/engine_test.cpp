// engine_test.cpp -- what the engine does with limits, dependencies, rejections, speeds and policies that break their contract.
#include "sim/engine/engine.h"

#include <doctest/doctest.h>

#include "tests/support/replay.h"
#include "tests/support/workloads.h"

namespace suanli::test {
namespace {

const PolicyChoice fcfs{"fcfs", {}};
const PolicyChoice first_fit{"first_fit", {}};
constexpr std::int64_t second = 1'000'000'000;

}  // namespace

TEST_CASE("a job that outlives its time limit is killed at it, unless that is switched off") {
  const auto workload = workload_of({cpu_job(0, 1, 10, 4), cpu_job(0, 1, 4, 4)});
  const Schedule killed = replay(*workload, one_machine(2), fcfs, first_fit);
  CHECK(killed.end[0] == 4 * second);
  CHECK(killed.status[0] == JobStatus::killed);
  CHECK(killed.status[1] == JobStatus::completed);  // it ends exactly at its limit
  const Schedule let = replay(*workload, one_machine(2), fcfs, first_fit, {.kill_at_limit = false});
  CHECK(let.end[0] == 10 * second);
  CHECK(let.status[0] == JobStatus::completed);
}

// 2 depends on 1, 3 on 2; 4 does not wait for anybody: 1 runs 0-5, 2 5-7, 3 7-8, 4 0-1.
TEST_CASE("a job starts when all it depends on has completed, and holds nobody up before") {
  auto one = cpu_job(0, 1, 5, 5), two = cpu_job(0, 1, 2, 2), three = cpu_job(0, 1, 1, 1), four = cpu_job(0, 1, 1, 1);
  const std::string_view on_one[] = {"1"};
  const std::string_view on_two[] = {"2"};
  two.depends_on = on_one;
  three.depends_on = on_two;
  const auto workload = workload_of({one, two, three, four});
  const Schedule schedule = replay(*workload, one_machine(2), fcfs, first_fit);
  CHECK(schedule.start == std::vector<std::int64_t>{0, 5 * second, 7 * second, 0});
  CHECK(schedule.waits[1].front() == WaitReason::dependency);
}

TEST_CASE("what depends on a job that was killed or rejected is rejected, near and far, early and late") {
  auto killed = cpu_job(0, 1, 9, 3), near = cpu_job(0, 1, 1, 1), far = cpu_job(0, 1, 1, 1), late = cpu_job(50, 1, 1, 1);
  auto huge = cpu_job(0, 99, 1, 1), after_huge = cpu_job(1, 1, 1, 1);
  const std::string_view on_killed[] = {"1"};
  const std::string_view on_near[] = {"2"};
  const std::string_view on_huge[] = {"5"};
  near.depends_on = late.depends_on = on_killed;
  far.depends_on = on_near;
  after_huge.depends_on = on_huge;
  killed.id = "1", near.id = "2", far.id = "3", late.id = "4", huge.id = "5", after_huge.id = "6";
  const auto workload = workload_of({killed, near, far, late, huge, after_huge});
  const Schedule schedule = replay(*workload, one_machine(2), fcfs, first_fit);
  const auto of = [&](const char* id) { return index_of(*workload->find(id)); };
  CHECK(schedule.status[of("1")] == JobStatus::killed);
  for (const char* id : {"2", "3", "4", "6"}) {
    CAPTURE(id);
    CHECK(schedule.status[of(id)] == JobStatus::rejected);
    CHECK(schedule.reason[of(id)] == RejectReason::dependency);
  }
  CHECK(schedule.reason[of("5")] == RejectReason::too_large);
}

TEST_CASE("a job that was rejected for its size stays rejected when what it depends on completes") {
  auto one = cpu_job(0, 1, 5, 5), huge = cpu_job(0, 99, 1, 1), three = cpu_job(6, 1, 1, 1);
  const std::string_view on_one[] = {"1"};
  huge.depends_on = on_one;
  const auto workload = workload_of({one, huge, three});
  const Schedule schedule = replay(*workload, one_machine(2), fcfs, first_fit);
  CHECK(schedule.reason[1] == RejectReason::too_large);
  CHECK(schedule.status[1] == JobStatus::rejected);
  CHECK(schedule.start[2] == 6 * second);
}

// Helios' rule wants whole 8-GPU nodes for a gang of 16; there is one, and four of 2: seats enough, but never a place. The next job still runs.
TEST_CASE("a gang that the placement rule seats nowhere on an empty cluster is rejected, and blocks nobody") {
  ClusterSpec spec;
  spec.pools.push_back({.name = "large", .count = 1, .cpus = 64, .devices = {{"gpu", 8}}});
  spec.pools.push_back({.name = "small", .count = 4, .cpus = 16, .devices = {{"gpu", 2}}});
  const Cluster cluster(std::move(spec), small_catalog());
  const JobRecord gang{.tasks = 16, .gpu_milli = 1000, .duration = seconds(1)};
  const JobRecord single{.gpu_milli = 1000, .duration = seconds(1)};
  const auto workload = workload_of({gang, single});
  const Schedule schedule = replay(*workload, cluster, fcfs, {"helios_consolidated", {}});
  CHECK(schedule.reason[0] == RejectReason::no_place);
  CHECK(schedule.status[0] == JobStatus::rejected);
  CHECK(schedule.status[1] == JobStatus::completed);
  CHECK(replay(*workload, cluster, fcfs, {"consolidated", {}}).status[0] == JobStatus::completed);
}

// One server, nobody may wait: the second job of each pair is lost.
TEST_CASE("with a queue limit, jobs that can't start at once are rejected, the last of an instant first") {
  const auto workload = workload_of({cpu_job(0, 1, 10, 10), cpu_job(1, 1, 10, 10), cpu_job(10, 1, 5, 5), cpu_job(10, 1, 5, 5)});
  const Schedule loss = replay(*workload, one_machine(1), fcfs, first_fit, {.max_queued_jobs = 0});
  CHECK(loss.reason[1] == RejectReason::queue_full);
  CHECK(loss.status[1] == JobStatus::rejected);
  CHECK(loss.start[2] == 10 * second);  // completions of an instant come before its arrivals
  CHECK(loss.status[3] == JobStatus::rejected);
  const Schedule one_waits = replay(*workload, one_machine(1), fcfs, first_fit, {.max_queued_jobs = 1});
  CHECK(one_waits.status[1] == JobStatus::completed);
  CHECK(one_waits.start[1] == 10 * second);
  CHECK(one_waits.status[2] == JobStatus::completed);
  CHECK(one_waits.status[3] == JobStatus::rejected);
}

// 100 s recorded on "gpu" (speed 1) takes 50 s on "gpu-2" (speed 2); a gang over both goes at the slower one's pace; without a reference 100 s.
TEST_CASE("durations scale from the reference model to the device a job lands on") {
  ClusterSpec spec;
  spec.pools.push_back({.name = "fast", .count = 1, .cpus = 8, .devices = {{"gpu-2", 1}}});
  spec.pools.push_back({.name = "slow", .count = 1, .cpus = 8, .devices = {{"gpu", 1}}});
  const Cluster cluster(std::move(spec), small_catalog());
  const JobRecord job{.gpu_milli = 1000, .duration = seconds(100), .reference_model = "gpu"};
  JobRecord slow = job, gang = job, anywhere = job;
  gang.submit = SimTime(seconds(1000));
  gang.tasks = 2;
  anywhere.submit = SimTime(seconds(2000));
  anywhere.reference_model = {};
  const auto workload = workload_of({job, slow, gang, anywhere});
  const Schedule schedule = replay(*workload, cluster, fcfs, first_fit);
  CHECK(schedule.end == std::vector<std::int64_t>{50 * second, 100 * second, 1100 * second, 2100 * second});
}

TEST_CASE("jobs of no duration end in the instant they start, and the run goes on") {
  const auto workload = workload_of({cpu_job(0, 1, 0, 1), cpu_job(0, 1, 0, 1), cpu_job(0, 1, 2, 2)});
  const Schedule schedule = replay(*workload, one_machine(1), fcfs, first_fit);
  CHECK(schedule.end == std::vector<std::int64_t>{0, 0, 2 * second});
}

TEST_CASE("an empty workload ends at once") {
  const auto workload = workload_of({});
  CHECK(replay(*workload, one_machine(1), fcfs, first_fit).start.empty());
}

TEST_CASE("limits end the run with what was reached, and what was finished stays finished") {
  const auto workload = workload_of({cpu_job(0, 1, 1, 1), cpu_job(5, 1, 1, 1)});
  const Cluster cluster = one_machine(1);
  const auto run = [&](const EngineLimits& limits) {
    const auto scheduler = find_entry(scheduling::entries(), "fcfs")->make(Params(find_entry(scheduling::entries(), "fcfs")->params), {1});
    const auto placer = find_entry(placement::entries(), "first_fit")->make(Params({}), {1});
    Schedule schedule(2);
    Observer* observers[] = {&schedule};
    EngineOptions options;
    options.limits = limits;
    const RunOutcome outcome = Engine(*workload, cluster, *scheduler, *placer, options, observers).run();
    CHECK(schedule.status[0] == JobStatus::completed);
    CHECK(schedule.status[1] == JobStatus::unfinished);
    return outcome.limit;
  };
  CHECK(run({.events = 3}).starts_with("max_events"));
  CHECK(run({.simulated = SimTime(seconds(3))}).starts_with("max_simulated_s"));
}

TEST_CASE("a policy that breaks its contract is named with the time and the job") {
  class Impatient final : public SchedulingPolicy {
   public:
    SchedulingNeeds needs() const override { return {}; }
    std::optional<Start> next_start(const ClusterView& view, Placer&) override {
      const auto job = view.queue().first();
      return job ? std::optional(Start{*job}) : std::nullopt;  // without asking for a place
    }
  };
  class Greedy final : public PlacementPolicy {
   public:
    bool place(PlacementRoom& room, const Gang& gang) override {
      room.take(NodeId{0}, gang.tasks + 1);
      return true;
    }
  };
  const auto workload = workload_of({cpu_job(2, 1, 1, 1)});
  const Cluster cluster = one_machine(1);
  const auto message = [&](SchedulingPolicy& scheduling, PlacementPolicy& placing) -> std::string {
    try {
      Engine(*workload, cluster, scheduling, placing, {.scheduling_name = "mine", .placement_name = "yours"}, {}).run();
    } catch (const PolicyError& error) {
      return error.what();
    }
    return "no error";
  };
  Impatient impatient;
  Greedy greedy;
  const auto good_placing = find_entry(placement::entries(), "first_fit")->make(Params({}), {1});
  const auto good_scheduling = find_entry(scheduling::entries(), "fcfs")->make(Params(find_entry(scheduling::entries(), "fcfs")->params), {1});
  CHECK(message(impatient, *good_placing) == "scheduling mine at 2 s: job 1 was to start without waiting or without a place");
  CHECK(message(*good_scheduling, greedy) ==
        "placement yours at 2 s: job 1 asked 2 tasks on node machine, where 1 fit (free: 1000 milli-CPU, 0 KiB, 0 milli-GPU, 0 FPGAs)");
}

}  // namespace suanli::test
