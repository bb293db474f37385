// service_queueing.h -- random queueing workloads as requests to services on the real engine, and what came of them in figures.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/analytic/queueing.h"
#include "tests/support/service_case.h"

namespace suanli::test {

// Each request's start and end, in ns since the start of the run; -1 where it did not happen.
class Served final : public Observer {
 public:
  explicit Served(const Workload& workload)
      : start(workload.request_count(), -1), end(start), status(start.size(), JobStatus::unfinished), replica(start.size()), as(start.size()), workload_(&workload) {}

  // A replica, from its decision to its end or that of the run.
  struct Life {
    double from_s = 0;
    double until_s = 0;
  };
  void replica_started(SimTime now, ServiceId, ReplicaId, std::span<const NodeHold>) override { lives.push_back({in_s(now), never_s}); }
  void replica_ended(SimTime now, ServiceId, ReplicaId where, std::span<const NodeHold>) override { lives[index_of(where)].until_s = in_s(now); }
  void run_is_over(SimTime now) {
    for (Life& life : lives) life.until_s = std::min(life.until_s, in_s(now));
  }
  void request_started(SimTime at, RequestId request) override { start[index_of(request)] = at.time_since_epoch().count(); }
  void request_ended(SimTime at, RequestId request, JobStatus how, RequestFault, ReplicaId where) override {
    end[index_of(request)] = at.time_since_epoch().count();
    status[index_of(request)] = how;
    replica[index_of(request)] = where;
  }
  void request_routed(SimTime, RequestId request, ServiceId, ReplicaId, RoutedAs how) override {
    as[index_of(request)] = how;
    ++sent_[static_cast<std::size_t>(how)];
  }

  std::size_t size() const { return end.size(); }
  std::int64_t arrival_ns(std::size_t i) const { return workload_->requests.arrival[static_cast<RequestId>(i)].time_since_epoch().count(); }
  double arrival_s(std::size_t i) const { return static_cast<double>(arrival_ns(i)) / 1e9; }
  double service_s(std::size_t i) const { return to_seconds(workload_->requests.duration_of(static_cast<RequestId>(i))); }
  double wait_s(std::size_t i) const { return static_cast<double>(start[i]) / 1e9 - arrival_s(i); }
  double time_s(std::size_t i) const { return static_cast<double>(end[i]) / 1e9 - arrival_s(i); }
  std::int32_t priority(std::size_t i) const { return workload_->requests.priority_of(static_cast<RequestId>(i)); }
  std::uint64_t sent(RoutedAs how) const { return sent_[static_cast<std::size_t>(how)]; }
  bool completed(std::size_t i) const { return status[i] == JobStatus::completed; }

  std::vector<std::int64_t> start;
  std::vector<std::int64_t> end;
  std::vector<JobStatus> status;
  std::vector<ReplicaId> replica;
  std::vector<RoutedAs> as;  // it was last sent to a replica
  std::vector<Life> lives;   // of the replicas of one service

 private:
  static constexpr double never_s = 1e12;
  std::array<std::uint64_t, 4> sent_{};  // by RoutedAs
  const Workload* workload_;
};

// One run of the services without the dear checks, each replica on a node of its own unless a cluster is given; `change` may put in other parts.
inline Served served(const std::vector<ServiceCase>& cases, const Workload& workload, std::uint64_t seed,
                     const std::function<void(ServiceParts&)>& change = {}, const Cluster* given = nullptr) {
  std::uint32_t nodes = 0;
  for (const ServiceCase& each : cases) nodes += std::max(each.rules.scaling.replicas, each.rules.scaling.max);
  const Cluster own = cpu_nodes(nodes);
  const Cluster& cluster = given != nullptr ? *given : own;
  ServiceParts parts(cases, workload, cluster, seed);
  if (change) change(parts);
  const auto* fcfs = find_entry(scheduling::entries(), "fcfs");
  const auto* first_fit = find_entry(placement::entries(), "first_fit");
  const auto scheduler = fcfs->make(params_of(*fcfs, {}), {seed});
  const auto placer = first_fit->make(params_of(*first_fit, {}), {seed});
  Served out(workload);
  Observer* observers[] = {&out};
  Engine engine(workload, cluster, *scheduler, *placer, {}, observers, parts.setups);
  const RunOutcome outcome = engine.run();
  CHECK(outcome.limit == "");
  out.run_is_over(outcome.end);
  return out;
}
inline Served served(const ServiceCase& one, const Workload& workload, std::uint64_t seed) {
  return served(std::vector{one}, workload, seed);
}

// Requests of a Poisson stream that arrive from an empty start; `more` may change one.
inline std::unique_ptr<const Workload> visitors(const Poisson& of, std::uint64_t seed, const std::function<void(RequestRecord&)>& more = {}) {
  Stream arrivals(seed, "arrivals");
  Stream services(seed, "services");
  std::vector<RequestRecord> requests;
  requests.reserve(static_cast<std::size_t>(of.customers));
  double now = 0;
  for (int i = 0; i < of.customers; ++i) {
    now += arrivals.exponential(1 / of.rate);
    requests.push_back(lasting(now, of.service * of.law(services)));
    if (more) more(requests.back());
  }
  return requests_of(std::move(requests));
}

inline ServiceCase replicas_of(std::uint32_t count, const PolicyChoice& balancing = {"round_robin", {}}, const PolicyChoice& serving = {"fifo_slots", {}}) {
  ServiceCase each{.name = "s", .serving = serving, .balancing = balancing};
  each.rules.scaling.replicas = each.rules.scaling.max = count;
  return each;
}
inline ParamValue whole(std::int64_t value) {
  return ParamValue(value);
}
inline ServiceCase slots(int count, int capacity = 0) {
  return replicas_of(1, {"round_robin", {}}, {"fifo_slots", {{"slots", whole(count)}, {"capacity", whole(capacity)}}});
}
// Replicas of one slot that take one request each, so that all wait at the gateway.
inline ServiceCase single_slots(std::uint32_t count, const PolicyChoice& balancing) {
  ServiceCase each = replicas_of(count, balancing);
  each.rules.gateway.replica_outstanding = 1;
  return each;
}

// The mean of value(i) over those requests, after the first `skipped`, for which counts(i).
template <class Value, class Counts>
double mean_where(const Served& run, Value value, Counts counts, std::size_t skipped = 0) {
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t i = skipped; i < run.size(); ++i) {
    if (!counts(i)) continue;
    sum += value(i);
    ++count;
  }
  return sum / static_cast<double>(count);
}
template <class Value>
double mean_of(const Served& run, Value value, std::size_t skipped = 0) {
  return mean_where(run, value, [](std::size_t) { return true; }, skipped);
}
inline double mean_wait(const Served& run, std::size_t skipped = 0) {
  return mean_of(run, [&](std::size_t i) { return run.wait_s(i); }, skipped);
}
inline double mean_time(const Served& run, std::size_t skipped = 0) {
  return mean_of(run, [&](std::size_t i) { return run.time_s(i); }, skipped);
}

}  // namespace suanli::test
