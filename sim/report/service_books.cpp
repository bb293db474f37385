// service_books.cpp -- what each call about a request or a replica leaves behind.
#include "sim/report/service_books.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "sim/base/check.h"

namespace suanli {

void ServiceBooks::reset(const RequestColumns& requests, const Cluster& cluster, std::span<const ServiceSpec* const> services,
                         const MeasureWindow& window, bool token_gaps, OnlineResult memory) {
  requests_ = &requests;
  cluster_ = &cluster;
  window_ = window;
  online_.requests = std::move(memory.requests);
  online_.replica_places = std::move(memory.replica_places);
  online_.requests.assign(requests.size(), {});
  online_.replica_places.clear();
  online_.services.assign(services.size(), {});
  for (const ServiceId service : IdRange<ServiceId>(services.size())) {
    online_.services[service].spec = services[index_of(service)];
    online_.services[service].on_class.resize(services[index_of(service)]->on_class.size());
  }
  counted_.assign(services.size(), {});
  arrived_ = 0;
  last_token_.assign(token_gaps ? requests.size() : 0, time_never);
}

void ServiceBooks::arrived(RequestId request, ServiceId service) {
  online_.requests[request].service = service;
  arrived_ = std::max(arrived_, index_of(request) + 1);
}

void ServiceBooks::routed(RequestId request, ReplicaId replica, RoutedAs as) {
  RequestOutcome& books = online_.requests[request];
  books.replica = replica;
  switch (as) {
    case RoutedAs::first:
    case RoutedAs::retry:
      if (books.attempts < std::numeric_limits<std::uint16_t>::max()) ++books.attempts;
      [[fallthrough]];
    case RoutedAs::evicted:  // what was told of the attempt before no longer counts
      books.start = time_never;
      books.first_token = time_never;
      if (wants_tokens()) last_token_[request] = time_never;
      break;
    case RoutedAs::copy:
      books.hedged = true;
      break;
  }
}

void ServiceBooks::preempted(RequestId request) {
  RequestOutcome& books = online_.requests[request];
  if (books.preemptions < std::numeric_limits<std::uint16_t>::max()) ++books.preemptions;
}

void ServiceBooks::first_token(SimTime at, RequestId request) {
  RequestOutcome& books = online_.requests[request];
  books.first_token = std::min(books.first_token, at);
  if (wants_tokens() && last_token_[request] == time_never) last_token_[request] = at;
}

void ServiceBooks::add_gap(RequestId request, SimTime at) {
  SimTime& last = last_token_[request];
  if (last == time_never || at < last) return;
  online_.services[online_.requests[request].service].token_gaps.add((at - last).count());
  last = at;
}

// Of two copies that both go on making tokens it can't be told whose these are; their gaps are left out from when the copy was sent.
void ServiceBooks::tokens(RequestId request, std::span<const SimTime> at) {
  const RequestOutcome& books = online_.requests[request];
  if (!window_.has_submission(requests_->arrival[request])) return;
  if (books.hedged && spec(books.service).rules.hedge.until == HedgeUntil::end) return;
  for (const SimTime time : at) add_gap(request, time);
}

void ServiceBooks::ended(SimTime at, RequestId request, JobStatus status, RequestFault fault, ReplicaId replica) {
  RequestOutcome& books = online_.requests[request];
  books.end = at;
  books.status = status;
  books.fault = fault;
  if (status != JobStatus::completed) return;
  books.replica = replica;
  ++life(books.service, replica).completed;
}

void ServiceBooks::replica_started(SimTime now, ServiceId service, ReplicaId replica, std::span<const NodeHold> holds) {
  SUANLI_ASSERT(!holds.empty(), "a replica is placed somewhere");
  IdVector<ReplicaId, ReplicaLife>& replicas = online_.services[service].replicas;
  SUANLI_ASSERT(index_of(replica) == replicas.size(), "replicas are told in the order of their ids");
  std::vector<NodeTasks>& places = online_.replica_places;
  ReplicaLife life;
  life.started = now;
  life.node_class = cluster_->class_of(holds.front().node);
  life.place_begin = static_cast<std::uint32_t>(places.size());
  for (const NodeHold& hold : holds) {
    if (places.size() > life.place_begin && places.back().node == hold.node) places.back().tasks += hold.tasks;
    else places.push_back({hold.node, hold.tasks});
  }
  life.place_count = static_cast<std::uint32_t>(places.size() - life.place_begin);
  replicas.push_back(life);
  counted_[service].push_back({});
}

void ServiceBooks::replica_ready(SimTime now, ServiceId service, ReplicaId replica) {
  life(service, replica).ready = now;
  counted_[service][replica].at = now;
}

void ServiceBooks::replica_unplaced(SimTime now, ServiceId service, std::uint32_t replicas) {
  if (window_.has_submission(now)) online_.services[service].unplaced += replicas;
}

void ServiceBooks::replica_totals(SimTime now, ServiceId service, ReplicaId replica, const ReplicaTotals& totals) {
  life(service, replica).totals = totals;
  if (now > window_.until) return;
  Counted& counted = counted_[service][replica];
  const ReplicaTotals before = std::exchange(counted.totals, totals);
  const SimTime since = std::exchange(counted.at, now);
  if (now <= window_.from) return;
  ServingSums& sums = online_.services[service].sums;
  counted.busy += totals.busy - before.busy;
  sums.busy_ns += (totals.busy - before.busy).count();
  sums.iterations += totals.iterations - before.iterations;
  sums.batch_sum += totals.batch_sum - before.batch_sum;
  sums.prompt_tokens += totals.prompt_tokens - before.prompt_tokens;
  sums.cached_tokens += totals.cached_tokens - before.cached_tokens;
  sums.repeated_tokens += totals.repeated_tokens - before.repeated_tokens;
  sums.output_tokens += totals.output_tokens - before.output_tokens;
  sums.preemptions += totals.preemptions - before.preemptions;
  sums.block_seconds += totals.block_seconds - before.block_seconds;
  sums.block_ns += static_cast<Int128>(totals.cache_blocks) * (now - since).count();
}

void ServiceBooks::add_device_time(const ServiceResult& service, const ReplicaLife& life, std::int64_t held, std::int64_t busy) {
  const TaskShape& task = service.spec->task;
  const PerKind<std::int64_t> demand{task.cpu_milli, task.gpu_milli, task.fpgas * milli};
  for (const NodeTasks& on : online_.place(life)) {
    for (std::size_t kind = 0; kind < demand.size(); ++kind) {
      const Int128 units = Int128{demand[kind]} * on.tasks;
      (*allocated_)[on.node][kind] += units * held;
      (*busy_)[on.node][kind] += units * busy;
    }
  }
}

void ServiceBooks::finish_service(ServiceId id, SimTime until, SpanCounter& all_placed, SpanCounter& all_ready) {
  ServiceResult& service = online_.services[id];
  SpanCounter placed(window_.from, until);
  SpanCounter ready(window_.from, until);
  SpanCounter boots(window_.from, until);
  for (const ReplicaId replica : IdRange<ReplicaId>(service.replicas.size())) {
    const ReplicaLife& life = service.replicas[replica];
    const SimTime drains = std::min(life.draining, life.ended);
    const std::int64_t held = placed.add(life.started, life.ended);
    all_placed.add(life.started, life.ended);
    ready.add(life.ready, drains);
    all_ready.add(life.ready, drains);
    service.boot_ns += boots.add(life.started, std::min(life.ready, life.ended));
    const std::int64_t busy = counted_[id][replica].busy.count();
    SUANLI_ASSERT(0 <= busy && busy <= held, "a replica is busy no longer than it holds its devices");
    service.on_class[life.node_class].held += held;
    service.on_class[life.node_class].busy += busy;
    add_device_time(service, life, held, busy);
  }
  service.placed = placed.count();
  service.ready = ready.count();
}

OnlineResult ServiceBooks::finish(SimTime end, IdVector<NodeId, PerKind<Int128>>& allocated, IdVector<NodeId, PerKind<Int128>>& busy) {
  allocated_ = &allocated;
  busy_ = &busy;
  const SimTime until = std::min(end, window_.until);
  SpanCounter placed(window_.from, until);
  SpanCounter ready(window_.from, until);
  for (const ServiceId service : IdRange<ServiceId>(online_.services.size())) finish_service(service, until, placed, ready);
  online_.placed = placed.count();
  online_.ready = ready.count();
  online_.requests.resize(arrived_);
  return std::exchange(online_, {});
}

}  // namespace suanli
