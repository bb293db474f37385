// queueing_measures.cpp -- G2: M/M/100 on the engine's queue, and through the whole engine, against the recursion of Kiefer and Wolfowitz.
#include <algorithm>
#include <functional>
#include <queue>

#include "policies/registry.h"
#include "sim/base/random.h"
#include "sim/engine/engine.h"
#include "tools/bench/measures.h"

namespace suanli::bench {
namespace {

constexpr std::size_t servers = 100;
constexpr std::size_t count = 1'000'000;

struct Customers {
  std::vector<std::int64_t> arrival, service;
};

Customers draw() {
  Stream arrivals(1, "arrivals"), services(1, "services");
  Customers all;
  double now = 0;
  for (std::size_t i = 0; i < count; ++i) {
    now += arrivals.exponential(1 / (0.9 * servers));
    all.arrival.push_back(to_duration(now)->count());
    all.service.push_back(to_duration(services.exponential(1))->count());
  }
  return all;
}

// The floor: each customer takes the server that is free first (a heap of times).
std::int64_t kiefer_wolfowitz(const Customers& all) {
  std::priority_queue<std::int64_t, std::vector<std::int64_t>, std::greater<>> free_at;
  for (std::size_t i = 0; i < servers; ++i) free_at.push(0);
  std::int64_t waited = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t start = std::max(all.arrival[i], free_at.top());
    waited += start - all.arrival[i];
    free_at.pop();
    free_at.push(start + all.service[i]);
  }
  return waited;
}

// Event by event on the engine's queue: arrivals merged from the list, completions in the tree.
std::int64_t event_by_event(const Customers& all) {
  EventQueue events;
  std::size_t next = 0, first_waiting = 0, busy = 0;
  std::int64_t waited = 0;
  const auto start = [&](std::int64_t now) {
    waited += now - all.arrival[first_waiting];
    events.schedule(events.open(), SimTime(Duration(now + all.service[first_waiting++])), 0);
    ++busy;
  };
  while (next < count || !events.empty()) {
    const SimTime completion = events.next_time();
    if (next < count && all.arrival[next] < completion.time_since_epoch().count()) {
      const std::int64_t now = all.arrival[next++];
      if (busy < servers) start(now);
      continue;
    }
    events.close(events.pop().slot);
    --busy;
    if (first_waiting < next) start(completion.time_since_epoch().count());
  }
  return waited;
}

std::unique_ptr<const Workload> as_jobs(const Customers& all) {
  WorkloadBuilder builder;
  builder.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string id = std::to_string(i);
    JobRecord job;
    job.id = id;
    job.submit = SimTime(Duration(all.arrival[i]));
    job.cpu_milli = milli;
    job.duration = Duration(all.service[i]);
    builder.add(job);
  }
  return builder.finish({"bench", "generated"});
}

void whole_engine(const Workload& workload, const Cluster& cluster) {
  const auto* fcfs = find_entry(scheduling::entries(), "fcfs");
  const auto* first_fit = find_entry(placement::entries(), "first_fit");
  const auto scheduler = fcfs->make(Params(fcfs->params), {1});
  const auto placer = first_fit->make(Params(first_fit->params), {1});
  keep(Engine(workload, cluster, *scheduler, *placer, {}, {}).run().events);
}

}  // namespace

std::vector<Measure> queueing_measures() {
  const Customers all = draw();
  ClusterSpec spec;
  spec.pools.push_back({.name = "machine", .count = 1, .cpus = servers});
  const Cluster cluster(std::move(spec), {{.name = "generic-cpu", .kind = DeviceKind::cpu}});
  const auto workload = as_jobs(all);
  const Ratio queue = ratio_of(5, [&] { keep(event_by_event(all)); }, [&] { keep(kiefer_wolfowitz(all)); });
  const Ratio engine = ratio_of(3, [&] { whole_engine(*workload, cluster); }, [&] { keep(kiefer_wolfowitz(all)); });
  return {{"G2", "M/M/100, event by event on the engine queue / Kiefer-Wolfowitz", queue.ratio, "1", Goal::at_most, 1.5},
          {"G2", "the same through the whole engine with its policies", engine.ratio, "1", Goal::told, 0}};
}

}  // namespace suanli::bench
