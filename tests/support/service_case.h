// service_case.h -- services on a small cluster, requests to them, and what became of each.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "policies/registry.h"
#include "sim/engine/engine.h"
#include "sim/engine/serving/serving_entry.h"
#include "tests/support/replay.h"
#include "tests/support/workloads.h"

namespace suanli::test {

inline double in_s(SimTime time) {
  return time == time_never ? -1 : to_seconds(time.time_since_epoch());
}
inline SimTime at_seconds(double value) {
  return SimTime(seconds(value));
}

// A service as a test says it; a replica takes one CPU unless told otherwise.
struct ServiceCase {
  std::string name;
  PolicyChoice serving{"fifo_slots", {}};
  PolicyChoice balancing{"round_robin", {}};
  PolicyChoice scaling{"fixed", {}};
  ServiceRules rules;
  ReplicaProfile profile;
  std::int64_t cpu_milli = milli;
  std::uint32_t tasks = 1;
  Duration load{};  // of the model
};

// What happened to each request and replica; times in seconds, -1 where it did not happen.
class ServiceLog final : public Observer {
 public:
  struct Request {
    double start = -1;
    double first_token = -1;
    double end = -1;
    JobStatus status = JobStatus::unfinished;
    RequestFault fault = RequestFault::none;
    int replica = -1;
    std::vector<int> routed;
    std::vector<RoutedAs> as;
    int arrivals = 0;
    int ends = 0;
  };
  struct Replica {
    double started = -1;
    double ready = -1;
    double draining = -1;
    double ended = -1;
    NodeId node{};
    ReplicaTotals totals;
  };

  ServiceLog(std::size_t request_count, std::size_t services) : requests(request_count), replicas(services) {}

  void request_arrived(SimTime, RequestId request, ServiceId) override { ++of(request).arrivals; }
  void request_routed(SimTime, RequestId request, ServiceId, ReplicaId replica, RoutedAs as) override {
    of(request).routed.push_back(static_cast<int>(replica));
    of(request).as.push_back(as);
  }
  void request_started(SimTime at, RequestId request) override { of(request).start = in_s(at); }
  void first_token(SimTime at, RequestId request) override { of(request).first_token = in_s(at); }
  void request_ended(SimTime at, RequestId request, JobStatus status, RequestFault fault, ReplicaId replica) override {
    Request& row = of(request);
    ++row.ends;
    row.end = in_s(at);
    row.status = status;
    row.fault = fault;
    row.replica = static_cast<int>(replica);
  }
  void replica_started(SimTime now, ServiceId service, ReplicaId replica, std::span<const NodeHold> holds) override {
    auto& rows = replicas[index_of(service)];
    REQUIRE(rows.size() == index_of(replica));
    rows.push_back({.started = in_s(now), .node = holds.front().node});
  }
  void replica_ready(SimTime now, ServiceId service, ReplicaId replica) override { of(service, replica).ready = in_s(now); }
  void replica_draining(SimTime now, ServiceId service, ReplicaId replica) override { of(service, replica).draining = in_s(now); }
  void replica_ended(SimTime now, ServiceId service, ReplicaId replica, std::span<const NodeHold>) override {
    of(service, replica).ended = in_s(now);
  }
  void replica_unplaced(SimTime, ServiceId, std::uint32_t count) override { unplaced += count; }
  void replica_totals(SimTime now, ServiceId service, ReplicaId replica, const ReplicaTotals& totals) override {
    of(service, replica).totals = totals;
    totals_told.push_back(in_s(now));
  }
  void started(SimTime now, JobId, std::span<const NodeHold>) override { job_starts.push_back(in_s(now)); }

  Request& of(RequestId request) { return requests[index_of(request)]; }
  Replica& of(ServiceId service, ReplicaId replica) { return replicas[index_of(service)][index_of(replica)]; }

  std::vector<Request> requests;
  std::vector<std::vector<Replica>> replicas;  // by service
  std::uint64_t unplaced = 0;
  std::vector<double> totals_told;
  std::vector<double> job_starts;
  RunOutcome outcome;
};

// Requests by turns; each record's id is its place, from 1, unless it has one.
inline std::unique_ptr<const Workload> requests_of(std::vector<RequestRecord> requests, std::vector<JobRecord> jobs = {}) {
  WorkloadBuilder builder;
  std::size_t place = 0;
  for (RequestRecord& request : requests) {
    const std::string id = std::to_string(++place);
    if (request.id.empty()) request.id = id;
    builder.add_request(request);
  }
  place = 0;
  for (JobRecord& job : jobs) {
    const std::string id = "j" + std::to_string(++place);
    if (job.id.empty()) job.id = id;
    builder.add(job);
  }
  return builder.finish({"test", "test"});
}

inline RequestRecord lasting(double arrival_s, double duration_s, std::string_view service = "s") {
  return {.arrival = at_seconds(arrival_s), .service = service, .duration = seconds(duration_s)};
}
inline RequestRecord of_tokens(double arrival_s, std::uint32_t prompt, std::uint32_t output, std::string_view service = "s") {
  return {.arrival = at_seconds(arrival_s), .service = service, .prompt_tokens = prompt, .output_tokens = output};
}

inline Cluster cpu_nodes(std::uint32_t nodes, double cpus = 1) {
  ClusterSpec spec;
  spec.pools.push_back({.name = "n", .count = nodes, .cpus = cpus});
  return Cluster(std::move(spec), small_catalog());
}

template <class Entry, class Context>
auto made(std::span<const Entry* const> entries, const PolicyChoice& choice, const Context& context) {
  const Entry* entry = find_entry(entries, choice.name);
  REQUIRE(entry != nullptr);
  return entry->make(params_of(*entry, choice.params), context);
}

// All that one run of some services needs.
class ServiceParts {
 public:
  ServiceParts(const std::vector<ServiceCase>& cases, const Workload& workload, const Cluster& cluster, std::uint64_t seed = 1) {
    for (const ServiceCase& each : cases) {
      auto spec = std::make_unique<ServiceSpec>();
      spec->name = each.name;
      spec->requests_name = workload.names.find(each.name).value_or(NameId{});
      spec->task.cpu_milli = each.cpu_milli;
      spec->tasks = each.tasks;
      spec->rules = each.rules;
      spec->balancing_name = each.balancing.name;
      spec->on_class.resize(cluster.classes().size());
      for (ReplicaOnClass& on : spec->on_class) {
        on.possible = true;
        on.profile = each.profile;
        on.load = each.load;
      }
      engines_.push_back(made(serving::entries(), each.serving, ServingContext{seed, each.name}));
      balancers_.push_back(made(balancing::entries(), each.balancing, ServicePolicyContext{seed, each.name}));
      scalers_.push_back(made(scaling::entries(), each.scaling, ServicePolicyContext{seed, each.name}));
      setups.push_back({spec.get(), engines_.back().get(), balancers_.back().get(), scalers_.back().get(), seed});
      specs_.push_back(std::move(spec));
    }
  }
  std::vector<ServiceSetup> setups;

 private:
  std::vector<std::unique_ptr<ServiceSpec>> specs_;
  std::vector<std::unique_ptr<ServingEngine>> engines_;
  std::vector<std::unique_ptr<BalancingPolicy>> balancers_;
  std::vector<std::unique_ptr<ScalingPolicy>> scalers_;
};

inline ServiceLog serve(const std::vector<ServiceCase>& cases, const Workload& workload, const Cluster& cluster,
                        EngineOptions options = {.check_invariants = true}, const PolicyChoice& scheduling = {"fcfs", {}}) {
  const ServiceParts parts(cases, workload, cluster);
  const auto* scheduling_entry = find_entry(scheduling::entries(), scheduling.name);
  REQUIRE(scheduling_entry != nullptr);
  const auto scheduler = scheduling_entry->make(params_of(*scheduling_entry, scheduling.params), {1});
  const auto* first_fit = find_entry(placement::entries(), "first_fit");
  const auto placer = first_fit->make(params_of(*first_fit, {}), {1});
  ServiceLog log(workload.request_count(), cases.size());
  Observer* observers[] = {&log};
  Engine engine(workload, cluster, *scheduler, *placer, options, observers, parts.setups);
  log.outcome = engine.run();
  return log;
}

}  // namespace suanli::test
