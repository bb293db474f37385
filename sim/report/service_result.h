// service_result.h -- what happened to the requests and replicas of a run's online services, as plain data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/int128.h"
#include "sim/base/time.h"
#include "sim/engine/serving/service_spec.h"
#include "sim/model/job.h"
#include "sim/model/service.h"
#include "sim/report/count_over_time.h"
#include "sim/report/node_tasks.h"
#include "sim/report/token_gaps.h"

namespace suanli {

inline constexpr auto no_service = static_cast<ServiceId>(0xFFFFFFFF);
inline constexpr auto no_replica = static_cast<ReplicaId>(0xFFFFFFFF);

// What became of one request: of its last attempt, and of that the first copy to get so far. Where no such instant exists: time_never. Kept
// for each of perhaps ten million requests.
struct RequestOutcome {
  SimTime start = time_never;        // left the queue of its replica
  SimTime first_token = time_never;
  SimTime end = time_never;          // of a rejected one, when that was said
  ServiceId service = no_service;    // that it arrived at
  ReplicaId replica = no_replica;    // that completed it, else the last it was sent to
  std::uint16_t attempts = 0;        // of its client that reached a replica; no more are counted than fit
  std::uint16_t preemptions = 0;
  JobStatus status = JobStatus::unfinished;
  RequestFault fault = RequestFault::none;
  bool hedged = false;               // a second copy was sent

  bool arrived() const { return service != no_service; }
  bool started() const { return start != time_never; }
  bool has_first_token() const { return first_token != time_never; }
  bool ended() const { return end != time_never; }
  std::uint32_t retries() const { return attempts > 1 ? attempts - 1U : 0U; }
  bool operator==(const RequestOutcome&) const = default;
};
static_assert(sizeof(RequestOutcome) == 40);

// (end - first token) / (output tokens - 1) of a completed request; none without a first token or with fewer than two.
inline std::optional<double> time_per_output_token_s(const RequestOutcome& outcome, std::uint32_t output_tokens) {
  if (outcome.status != JobStatus::completed || !outcome.has_first_token() || output_tokens < 2) return std::nullopt;
  return static_cast<double>((outcome.end - outcome.first_token).count()) / (static_cast<double>(output_tokens - 1) * 1e9);
}

// One replica. Where no such instant exists: time_never.
struct ReplicaLife {
  SimTime started{};
  SimTime ready = time_never;
  SimTime draining = time_never;
  SimTime ended = time_never;
  ClassId node_class{};             // of the first node it was placed on
  std::uint32_t place_begin = 0;    // in OnlineResult::replica_places
  std::uint32_t place_count = 0;
  std::uint64_t completed = 0;      // requests
  ReplicaTotals totals;             // of its whole life
};

// Inside the window, summed over replicas; what ReplicaTotals says of one.
struct ServingSums {
  Int128 busy_ns = 0;
  std::uint64_t iterations = 0;
  std::uint64_t batch_sum = 0;
  std::uint64_t prompt_tokens = 0;
  std::uint64_t cached_tokens = 0;
  std::uint64_t repeated_tokens = 0;
  std::uint64_t output_tokens = 0;
  std::uint64_t preemptions = 0;
  double block_seconds = 0;          // in use
  Int128 block_ns = 0;               // that there were, in use or not
  bool operator==(const ServingSums&) const = default;
};

// Replicas x ns inside the window on nodes of one class. Busy is never more than held.
struct ClassUse {
  Int128 held = 0;
  Int128 busy = 0;
  bool operator==(const ClassUse&) const = default;
};

struct ServiceResult {
  const ServiceSpec* spec = nullptr;  // must outlive the result
  IdVector<ReplicaId, ReplicaLife> replicas;
  // Inside the window:
  CountOverTime placed;        // from start to end
  CountOverTime ready;         // from ready until it drains
  Int128 boot_ns = 0;          // from started to ready
  std::uint64_t unplaced = 0;  // replicas that found no place, each time they were wanted
  ServingSums sums;
  IdVector<ClassId, ClassUse> on_class;
  TokenGaps token_gaps;        // of requests that arrived in the window; empty unless RecorderOptions::token_gaps
};

// Empty in a run without services.
struct OnlineResult {
  IdVector<RequestId, RequestOutcome> requests;  // of the first of the workload, up to the last that arrived
  IdVector<ServiceId, ServiceResult> services;
  std::vector<NodeTasks> replica_places;
  CountOverTime placed;  // of all services together
  CountOverTime ready;

  bool kept() const { return !services.empty(); }
  std::span<const NodeTasks> place(const ReplicaLife& replica) const {
    return {replica_places.data() + replica.place_begin, replica.place_count};
  }
};

// Joules at the meter, dollars and grams of a service's replicas inside the window. None where a class of nodes that they held has no such
// figure, or nothing was held.
struct ServiceBill {
  std::optional<double> energy_j;  // idle power while held, what is above it while busy, both x PUE
  std::optional<double> cost_usd;
  std::optional<double> carbon_g;
};
ServiceBill service_bill(const ServiceResult& service);
// Of all services; none where one that held something has none.
ServiceBill service_bill(const OnlineResult& online);

}  // namespace suanli
