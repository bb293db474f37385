// random_runs_test.cpp -- laws that hold whatever the policies: nothing is lost, nothing is held twice, nobody runs where they may not.
#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <tuple>

#include "tests/support/random_jobs.h"
#include "tests/support/replay.h"

namespace suanli::test {
namespace {

// Walks all starts and ends in time and adds up what every device, CPU and KiB carries; frees come before takes at one time.
std::size_t times_over_capacity(const Workload& workload, const Cluster& cluster, const Schedule& schedule) {
  struct Change {
    std::int64_t at;
    int sign;
    std::size_t job;
  };
  std::vector<Change> changes;
  for (std::size_t job = 0; job < workload.job_count(); ++job) {
    if (schedule.start[job] < 0 || schedule.start[job] == schedule.end[job]) continue;
    changes.push_back({schedule.start[job], 1, job});
    changes.push_back({schedule.end[job], -1, job});
  }
  std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return std::tie(a.at, a.sign) < std::tie(b.at, b.sign); });
  struct Load {
    std::int64_t cpu = 0, memory = 0;
    std::map<int, std::int64_t> gpu, fpga;
  };
  IdVector<NodeId, Load> load(cluster.node_count());
  std::size_t over = 0;
  for (const Change& change : changes) {
    const TaskShape& task = workload.shapes[workload.shape[static_cast<JobId>(change.job)]];
    for (const NodeHold& hold : schedule.holds[change.job]) {
      Load& at = load[hold.node];
      const NodeCapacity& has = cluster.capacity(hold.node);
      at.cpu += change.sign * task.cpu_milli * hold.tasks;
      at.memory += change.sign * task.memory_kib * hold.tasks;
      over += at.cpu > has.cpu_milli || at.memory > has.memory_kib ? 1 : 0;
      for (std::uint64_t bits = hold.gpus; bits != 0; bits &= bits - 1) {
        const int device = std::countr_zero(bits);
        at.gpu[device] += change.sign * (task.shares_a_gpu() ? task.gpu_milli : 1000);
        over += device >= has.gpus || at.gpu[device] > 1000 ? 1 : 0;
      }
      for (std::uint64_t bits = hold.fpgas; bits != 0; bits &= bits - 1) {
        const int device = std::countr_zero(bits);
        over += device >= has.fpgas || (at.fpga[device] += change.sign) > 1 ? 1 : 0;
      }
    }
  }
  return over;
}

// Tasks seated, devices held, zones and models as asked.
bool holds_what_it_asked(const Workload& workload, const Cluster& cluster, const Schedule& schedule, JobId job) {
  const TaskShape& task = workload.shapes[workload.shape[job]];
  const auto allowed = [&](const std::vector<NameId>& list, std::string_view name) {
    return list.empty() || std::any_of(list.begin(), list.end(), [&](NameId id) { return workload.names.text(id) == name; });
  };
  std::uint32_t tasks = 0;
  for (const NodeHold& hold : schedule.holds[index_of(job)]) {
    tasks += hold.tasks;
    const NodeClass& node = cluster.node_class(hold.node);
    if (!allowed(task.zones, cluster.zone(node.zone).name)) return false;
    if (task.gpu_milli > 0 && !allowed(task.device_models, cluster.model(*node.gpu_model).name)) return false;
    const int gpus = task.shares_a_gpu() ? 1 : task.whole_gpus() * static_cast<int>(hold.tasks);
    if (std::popcount(hold.gpus) != gpus || std::popcount(hold.fpgas) != task.fpgas * static_cast<int>(hold.tasks)) return false;
  }
  return tasks == workload.tasks[job];
}

}  // namespace

TEST_CASE("random runs keep every law under every pair of policies") {
  const Cluster cluster = mixed_cluster();
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto workload = random_jobs(seed, 250);
    for (const SchedulingEntry* scheduling : scheduling::entries()) {
      for (const PlacementEntry* placement : placement::entries()) {
        CAPTURE(seed);
        CAPTURE(std::string(scheduling->name));
        CAPTURE(std::string(placement->name));
        const Schedule schedule = replay(*workload, cluster, {std::string(scheduling->name), {}}, {std::string(placement->name), {}});
        CHECK(times_over_capacity(*workload, cluster, schedule) == 0);
        std::size_t wrong = 0, unfinished = 0;
        for (const JobId job : IdRange<JobId>(workload->job_count())) {
          const std::size_t i = index_of(job);
          const JobStatus status = schedule.status[i];
          if (status == JobStatus::unfinished) ++unfinished;
          if (status != JobStatus::completed && status != JobStatus::killed) continue;
          if (!holds_what_it_asked(*workload, cluster, schedule, job)) ++wrong;
          if (schedule.start[i] < workload->submit[job].time_since_epoch().count()) ++wrong;
          if (status == JobStatus::killed && schedule.end[i] - schedule.start[i] != workload->time_limit[job].count()) ++wrong;
          for (const JobId on : workload->depends_on(job)) {
            if (schedule.status[index_of(on)] != JobStatus::completed || schedule.end[index_of(on)] > schedule.start[i]) ++wrong;
          }
        }
        CHECK(wrong == 0);
        CHECK(unfinished == 0);  // not even where a rule seats a gang nowhere
      }
    }
  }
}

TEST_CASE("the same seed gives the same schedule") {
  const Cluster cluster = mixed_cluster();
  const auto workload = random_jobs(5, 250);
  const PolicyChoice easy{"easy_backfill", {}};
  const Schedule once = replay(*workload, cluster, easy, {"random", {}});
  const Schedule again = replay(*random_jobs(5, 250), cluster, easy, {"random", {}});
  CHECK(once.start == again.start);
  CHECK(once.end == again.end);
}

// Decisions up to a time do not know what comes after it.
TEST_CASE("a prefix of the trace is scheduled as in the whole, up to the first job left out") {
  const Cluster cluster = mixed_cluster();
  const auto whole = random_jobs(6, 250);
  const auto prefix = random_jobs(6, 150);
  const std::int64_t until = whole->submit[static_cast<JobId>(150)].time_since_epoch().count();
  for (const SchedulingEntry* scheduling : scheduling::entries()) {
    CAPTURE(std::string(scheduling->name));
    const PolicyChoice policy{std::string(scheduling->name), {}};
    const Schedule of_whole = replay(*whole, cluster, policy, {"best_fit", {}});
    const Schedule of_prefix = replay(*prefix, cluster, policy, {"best_fit", {}});
    std::size_t differ = 0, compared = 0;
    for (std::size_t job = 0; job < 150; ++job) {
      if (of_whole.start[job] < 0 || of_whole.start[job] >= until) continue;
      ++compared;
      differ += of_whole.start[job] != of_prefix.start[job] ? 1 : 0;
    }
    CHECK(differ == 0);
    CHECK(compared > 20);
  }
}

}  // namespace suanli::test
