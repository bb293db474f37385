// response_time_test.cpp -- who waits for a fast device and who takes a slow one, by hand, by textbook and against a plan made anew each time.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sim/base/random.h"
#include "tests/support/random_jobs.h"
#include "tests/support/replay.h"
#include "tests/support/unlike_nodes.h"

namespace suanli::test {
namespace {

const PolicyChoice within{"earliest_finish", {}};

PolicyChoice rule(const std::string& order = "arrival", Given more = {}) {
  more["order"] = order;
  return {"response_time", std::move(more)};
}

struct Times {
  std::vector<double> starts;
  std::vector<double> ends;
  bool operator==(const Times&) const = default;
};

Times times(const Schedule& schedule) {
  Times all;
  for (const std::int64_t start : schedule.start) all.starts.push_back(static_cast<double>(start) / 1e9);
  for (const std::int64_t end : schedule.end) all.ends.push_back(static_cast<double>(end) / 1e9);
  return all;
}

std::vector<double> starts(const Workload& workload, const Cluster& cluster, const PolicyChoice& scheduling) {
  return times(replay(workload, cluster, scheduling, within)).starts;
}

using Starts = std::vector<double>;

// Jobs of one GPU, `gap` s apart on average, some as fast anywhere. Asked for their time at speed 1 and up to `over` times as much.
std::unique_ptr<const Workload> random_singles(std::uint64_t seed, int count, double gap, double over = 1) {
  Stream random(seed, "response time");
  std::vector<JobRecord> jobs;
  double now = 0;
  for (int i = 0; i < count; ++i) {
    now += gap == 0 ? 0 : random.exponential(gap);
    const double run = 1 + random.exponential(30);
    jobs.push_back(random.below(4) == 0 ? fixed_job(now, run) : scaled_job(now, run));
    jobs.back().time_limit = seconds(run * (1 + (over - 1) * random.uniform()));
  }
  return workload_of(std::move(jobs));
}

// The same rule without a memory: every ask meets a new object.
class WithoutMemory final : public SchedulingPolicy {
 public:
  explicit WithoutMemory(const PolicyChoice& choice) : choice_(choice), rule_(made()) {}
  SchedulingNeeds needs() const override { return rule_->needs(); }
  std::optional<Start> next_start(const ClusterView& view, Placer& placer) override {
    rule_ = made();
    return rule_->next_start(view, placer);
  }

 private:
  std::unique_ptr<SchedulingPolicy> made() const {
    const auto* entry = find_entry(scheduling::entries(), choice_.name);
    return entry->make(params_of(*entry, choice_.params), {1});
  }
  PolicyChoice choice_;
  std::unique_ptr<SchedulingPolicy> rule_;
};

Schedule replay_without_memory(const Workload& workload, const Cluster& cluster, const PolicyChoice& choice) {
  WithoutMemory scheduler(choice);
  const auto* entry = find_entry(placement::entries(), "earliest_finish");
  const auto placer = entry->make(params_of(*entry, {}), {1});
  Schedule schedule(workload.job_count());
  Observer* observers[] = {&schedule};
  Engine(workload, cluster, scheduler, *placer, {.check_invariants = true}, observers).run();
  return schedule;
}

// Run time of a job on the only node of each pool.
Duration run_on(const RunTimes& run_times, const Cluster& cluster, JobId job, std::size_t pool) {
  return run_times.on(job, cluster.class_of(static_cast<NodeId>(pool)));
}

}  // namespace

// The rule's own case (POLICIES.md, 1.7): 4 s on the fast device, 10 s on the slow one; three at 0. The second waits until 4 for the fast one,
// done at 8 and not at 10; for the third that would be 12, so it takes the slow one.
TEST_CASE("a job waits for the fast device as long as it is done earlier there") {
  const Cluster cluster = unlike_nodes({{2.5}, {1}});
  const auto workload = workload_of({scaled_job(0, 10), scaled_job(0, 10), scaled_job(0, 10)});
  const Schedule schedule = replay(*workload, cluster, rule(), within);
  CHECK(times(schedule) == Times{{0, 4, 0}, {4, 8, 10}});
  CHECK(schedule.holds[1][0].node == NodeId{0});
  CHECK(schedule.holds[2][0].node == NodeId{1});
  CHECK(schedule.waits[1] == std::vector<WaitReason>{WaitReason::reservation});  // the slow device was free
}

// Speed 2 and 1; both done at 4: the lower kind, though it must be waited for.
TEST_CASE("of kinds that finish a job at one time the lower is taken") {
  const auto workload = workload_of({scaled_job(0, 4), scaled_job(0, 4)});
  CHECK(starts(*workload, unlike_nodes({{2}, {1}}), rule()) == Starts{0, 2});
  CHECK(starts(*workload, unlike_nodes({{1}, {2}}), rule()) == Starts{0, 0});
}

// Fast (2) and slow (1); times on them: a and b 2 and 4 s, c 6 and 12 s. Min-min: a fast 0-2; b is done at 4 on either, so fast 2-4; c at 10 on
// the fast one. Max-min: c first, fast 0-6; then a is done at 4 on the slow one (8 on the fast); b at 8 on either, so fast 6-8.
// By arrival whoever is first in the trace.
TEST_CASE("min_min serves the short jobs first and max_min the long one") {
  const Cluster cluster = unlike_nodes({{2}, {1}});
  const auto long_last = workload_of({scaled_job(0, 4), scaled_job(0, 4), scaled_job(0, 12)});
  CHECK(starts(*long_last, cluster, rule("min_min")) == Starts{0, 2, 4});
  CHECK(starts(*long_last, cluster, rule("max_min")) == Starts{0, 6, 0});
  CHECK(starts(*long_last, cluster, rule("arrival")) == Starts{0, 2, 4});
  const auto long_first = workload_of({scaled_job(0, 12), scaled_job(0, 4), scaled_job(0, 4)});
  CHECK(starts(*long_first, cluster, rule("min_min")) == Starts{4, 0, 2});
  CHECK(starts(*long_first, cluster, rule("max_min")) == Starts{0, 0, 6});
  CHECK(starts(*long_first, cluster, rule("arrival")) == Starts{0, 0, 6});
}

// Times on fast and slow: x 3 and 3 s, y 2 and 4, z 5 and 10. Losses 0, 2, 5: z takes the fast one 0-5. Then x would lose 8 - 3 = 5, y 7 - 4 = 3: x
// takes the slow one 0-3. y is done at 7 on either: fast 5-7. Min-min: y fast 0-2, x slow 0-3, z fast 2-7. Max-min: z fast 0-5, y slow 0-4,
// x 3 s after 4 on the slow one (7) rather than after 5 on the fast one (8).
TEST_CASE("sufferage serves first whom the second best place would cost most") {
  const Cluster cluster = unlike_nodes({{2}, {1}});
  const auto workload = workload_of({fixed_job(0, 3), scaled_job(0, 4), scaled_job(0, 10)});
  CHECK(starts(*workload, cluster, rule("sufferage")) == Starts{0, 5, 0});
  CHECK(starts(*workload, cluster, rule("min_min")) == Starts{0, 0, 2});
  CHECK(starts(*workload, cluster, rule("max_min")) == Starts{4, 0, 0});
}

// u may use the slow kind only, so it has no second best; v loses 8 - 4 = 4 by the slow one, which u takes: v starts at 0 on the fast one either
// way. w (1 and 2 s) would take the slow one before u but u comes first.
TEST_CASE("a job with one place only suffers most") {
  const Cluster cluster = unlike_nodes({{2}, {1}});
  const std::string_view slow[] = {"k1"};
  JobRecord only_slow = scaled_job(0, 6);
  only_slow.device_models = slow;
  const auto workload = workload_of({fixed_job(0, 5), scaled_job(0, 8), only_slow});
  // v fast 0-4; u slow 0-6; the fixed one: fast 4-9 or slow 6-11.
  CHECK(starts(*workload, cluster, rule("sufferage")) == Starts{4, 0, 0});
  // By arrival the fixed one takes the fast device and v, done at 8 on the slow and at 9 on the fast one, the slow: u waits.
  CHECK(starts(*workload, cluster, rule("arrival")) == Starts{0, 0, 8});
}

// Estimates twice too long for the slow kind do not come into it: times are by the model of each kind. By the requested time, 20 s wherever,
// the second takes the slow device at once, and the third waits for whichever it believes free first: both at 20, so the fast one.
TEST_CASE("requested times tell no kinds apart") {
  const Cluster cluster = unlike_nodes({{2.5}, {1}});
  auto job = scaled_job(0, 10);
  job.time_limit = seconds(20);
  const auto workload = workload_of({job, job, job});
  CHECK(starts(*workload, cluster, rule()) == Starts{0, 4, 0});
  CHECK(starts(*workload, cluster, rule("arrival", {{"estimates", std::string("requested")}})) == Starts{0, 0, 4});
}

// Two fast nodes, two slow ones. The first takes a fast one, 0-4. No kind holds the gang of three: it starts on the other fast node and both
// slow ones, 4 s as on the slow ones. The single that comes at 1 waits for the fast node at 4 rather than for a slow one.
TEST_CASE("a gang wider than every kind is spread over them") {
  const Cluster cluster = unlike_nodes({{2, 2}, {1, 2}});
  const auto workload = workload_of({scaled_job(0, 8), scaled_job(0, 4, 1, 3), scaled_job(1, 4)});
  const Schedule schedule = replay(*workload, cluster, rule(), within);
  CHECK(times(schedule) == Times{{0, 0, 4}, {4, 4, 6}});
  CHECK(schedule.holds[1].size() == 3);
}

TEST_CASE("with one device of one slot arrival is fcfs, min_min sjf and max_min ljf") {
  const Cluster cluster = unlike_nodes({{2}});
  const Given perfect{{"estimates", std::string("perfect")}};
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    const auto workload = random_singles(seed, 200, 20);
    CHECK(starts(*workload, cluster, rule("arrival")) == starts(*workload, cluster, {"fcfs", {}}));
    CHECK(starts(*workload, cluster, rule("min_min")) == starts(*workload, cluster, {"sjf", perfect}));
    CHECK(starts(*workload, cluster, rule("max_min")) == starts(*workload, cluster, {"ljf", perfect}));
  }
}

// The textbook's immediate mode: each job, as it comes, goes behind the device where max(now, free) + T is least, and stays there.
TEST_CASE("arrival is the textbook's minimum completion time on one-slot devices") {
  const Cluster cluster = unlike_nodes({{1}, {4}, {2}, {3}});
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const auto workload = random_singles(seed, 300, 5);
    const Schedule schedule = replay(*workload, cluster, rule(), within);
    const RunTimes run_times(*workload, cluster);
    std::vector<SimTime> free(4, time_zero);
    std::size_t wrong = 0, waited = 0;
    for (const JobId job : IdRange<JobId>(workload->job_count())) {
      const auto done = [&](std::size_t k) { return std::max(free[k], workload->submit[job]) + run_on(run_times, cluster, job, k); };
      std::size_t best = 0;
      for (std::size_t k = 1; k < 4; ++k) best = done(k) < done(best) ? k : best;
      const SimTime start = std::max(free[best], workload->submit[job]);
      wrong += schedule.start[index_of(job)] != start.time_since_epoch().count() || schedule.holds[index_of(job)][0].node != static_cast<NodeId>(best) ? 1 : 0;
      waited += start > workload->submit[job] ? 1 : 0;
      free[best] = done(best);
    }
    CHECK(wrong == 0);
    CHECK(waited > 50);
  }
}

// The textbook's batch mode, all jobs there at 0: again and again the job with the least best finish goes behind that device.
TEST_CASE("min_min is the textbook's on one-slot devices") {
  const Cluster cluster = unlike_nodes({{1}, {4}, {2}});
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const auto workload = random_singles(seed, 60, 0);
    const Schedule schedule = replay(*workload, cluster, rule("min_min"), within);
    const RunTimes run_times(*workload, cluster);
    std::vector<SimTime> free(3, time_zero);
    std::vector<bool> taken(60, false);
    std::size_t wrong = 0;
    for (int round = 0; round < 60; ++round) {
      std::size_t best_job = 60, best_k = 0;
      SimTime least = time_never;
      for (std::size_t k = 0; k < 3; ++k) {
        for (std::size_t i = 0; i < 60; ++i) {
          if (taken[i]) continue;
          const SimTime done = free[k] + run_on(run_times, cluster, static_cast<JobId>(i), k);
          if (done < least) {
            least = done;
            best_job = i;
            best_k = k;
          }
        }
      }
      taken[best_job] = true;
      wrong += schedule.start[best_job] != free[best_k].time_since_epoch().count() ? 1 : 0;
      free[best_k] = least;
    }
    CHECK(wrong == 0);
  }
}

// Conservative backfilling keeps what it gave; with exact estimates nothing gives way, and keeping and giving anew are the same.
TEST_CASE("with one pool and exact estimates arrival is conservative backfilling") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    const auto workload = cpu_jobs(seed, 300);
    const Cluster machine = one_machine(16);
    const PolicyChoice conservative{"conservative_backfill", {{"estimates", std::string("perfect")}}};
    const PolicyChoice first_fit{"first_fit", {}};
    const EngineOptions no_kill{.kill_at_limit = false};
    CHECK(replay(*workload, machine, rule(), first_fit, no_kill).start == replay(*workload, machine, conservative, first_fit, no_kill).start);
  }
}

// What the plan kept between asks says is what a plan made anew at each would say, on any cluster, with any estimates.
TEST_CASE("keeping the plan changes nothing") {
  const Cluster clusters[] = {mixed_cluster(), unlike_nodes({{1, 3, 4}, {4, 2, 2}, {2, 2, 8}}), unlike_nodes({{2, 3, 4}})};
  std::size_t waited_for_better = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    for (const char* estimates : {"table", "requested", "factor", "user_history"}) {
      CAPTURE(std::string(estimates));
      for (const Cluster& cluster : clusters) {
        const auto workload = random_jobs(seed, 200);
        const PolicyChoice choice = rule("arrival", {{"estimates", std::string(estimates)}});
        const Schedule kept = replay(*workload, cluster, choice, within);
        const Schedule anew = replay_without_memory(*workload, cluster, choice);
        CHECK(kept.start == anew.start);
        CHECK(kept.end == anew.end);
        CHECK(kept.status == anew.status);
        for (const auto& waits : kept.waits) waited_for_better += std::count(waits.begin(), waits.end(), WaitReason::reservation) > 0 ? 1u : 0u;
      }
    }
  }
  CHECK(waited_for_better > 30);
  // Where nothing ends early and nothing is denied, the plan is kept from the first job to the last.
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    const auto workload = random_singles(seed, 400, 1.2);
    CHECK(replay(*workload, clusters[1], rule(), within).start == replay_without_memory(*workload, clusters[1], rule()).start);
  }
}

TEST_CASE("the same jobs give the same schedule under every order") {
  for (const char* order : {"arrival", "min_min", "max_min", "sufferage"}) {
    CAPTURE(std::string(order));
    const Schedule once = replay(*random_jobs(3, 200), mixed_cluster(), rule(order), within);
    const Schedule again = replay(*random_jobs(3, 200), mixed_cluster(), rule(order), within);
    CHECK(once.start == again.start);
    CHECK(once.end == again.end);
  }
}

}  // namespace suanli::test
