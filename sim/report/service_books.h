// service_books.h -- what is kept of requests and replicas while a run goes on.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/engine/observer.h"
#include "sim/engine/serving/service_spec.h"
#include "sim/model/cluster.h"
#include "sim/model/request.h"
#include "sim/report/run_result.h"
#include "sim/report/service_result.h"

namespace suanli {

// The part of the recorder that knows services; its calls are those of an observer. A few writes per call, to one place per request.
class ServiceBooks {
 public:
  ServiceBooks() = default;  // of no run
  // As if newly made, in the memory of a result that is no longer needed. Only what lies in [from, until] is measured; requests that arrive at
  // `until` are when `open_end`. The references must outlive the run.
  void reset(const RequestColumns& requests, const Cluster& cluster, std::span<const ServiceSpec* const> services, const MeasureWindow& window,
             bool token_gaps, OnlineResult memory);

  void arrived(RequestId request, ServiceId service);
  void routed(RequestId request, ReplicaId replica, RoutedAs as);
  void started(SimTime at, RequestId request) {
    RequestOutcome& books = online_.requests[request];
    books.start = std::min(books.start, at);
  }
  void preempted(RequestId request);
  void first_token(SimTime at, RequestId request);
  bool wants_tokens() const { return !last_token_.empty(); }
  void tokens(RequestId request, std::span<const SimTime> at);
  void ended(SimTime at, RequestId request, JobStatus status, RequestFault fault, ReplicaId replica);

  // Replicas of a service are told in the order of their ids.
  void replica_started(SimTime now, ServiceId service, ReplicaId replica, std::span<const NodeHold> holds);
  void replica_ready(SimTime now, ServiceId service, ReplicaId replica);
  void replica_draining(SimTime now, ServiceId service, ReplicaId replica) { life(service, replica).draining = now; }
  void replica_ended(SimTime now, ServiceId service, ReplicaId replica) { life(service, replica).ended = now; }
  void replica_unplaced(SimTime now, ServiceId service, std::uint32_t replicas);
  void replica_totals(SimTime now, ServiceId service, ReplicaId replica, const ReplicaTotals& totals);

  // Adds the replicas' device time to that of nodes, in milli-units x ns inside the window, which ends no later than `end`, and hands over the
  // result. The last call.
  OnlineResult finish(SimTime end, IdVector<NodeId, PerKind<Int128>>& allocated, IdVector<NodeId, PerKind<Int128>>& busy);
  const ServiceSpec& spec(ServiceId service) const { return *online_.services[service].spec; }

 private:
  // Of the totals of one replica.
  struct Counted {
    ReplicaTotals totals;     // as last told, up to which they are in the sums or lie before the window
    SimTime at{};             // when that was, or when it became ready
    Duration busy{};          // inside the window
  };

  ReplicaLife& life(ServiceId service, ReplicaId replica) { return online_.services[service].replicas[replica]; }
  void add_gap(RequestId request, SimTime at);
  void finish_service(ServiceId service, SimTime until, SpanCounter& all_placed, SpanCounter& all_ready);
  void add_device_time(const ServiceResult& service, const ReplicaLife& life, std::int64_t held, std::int64_t busy);

  const RequestColumns* requests_ = nullptr;
  const Cluster* cluster_ = nullptr;
  MeasureWindow window_;
  OnlineResult online_;
  std::size_t arrived_ = 0;                     // the last that did, and those before it
  IdVector<RequestId, SimTime> last_token_;     // told so far; only when gaps are kept
  IdVector<ServiceId, IdVector<ReplicaId, Counted>> counted_;
  IdVector<NodeId, PerKind<Int128>>* allocated_ = nullptr;  // during finish
  IdVector<NodeId, PerKind<Int128>>* busy_ = nullptr;
};

}  // namespace suanli
