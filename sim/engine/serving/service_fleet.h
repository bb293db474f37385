// service_fleet.h -- one online service in a run: its gateway, its replicas and how many of them there are.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/engine/serving/balancing_policy.h"
#include "sim/engine/serving/gateway_queue.h"
#include "sim/engine/serving/load_history.h"
#include "sim/engine/serving/rate_gate.h"
#include "sim/engine/serving/request_states.h"
#include "sim/engine/serving/service_host.h"
#include "sim/engine/serving/service_spec.h"
#include "sim/engine/serving/service_timers.h"
#include "sim/model/cluster.h"
#include "sim/model/workload.h"

namespace suanli {

// A request arrives at the gateway, which sends it to the replica that the balancing policy picks, or keeps it while there is none. The
// replica's serving engine says when it starts, makes its tokens and ends. Clients may give up, come back and send copies. The scaling policy
// is asked at intervals; new replicas are placed like jobs, boot and take requests; those that are too many drain and go.
//
// Within an instant: due events of replicas, arrivals, timers, the scaler; then settle().
class ServiceFleet final : private ServingSink, private BalancingView, private FutureArrivals {
 public:
  ServiceFleet() = default;
  ServiceFleet(const ServiceFleet&) = delete;
  ServiceFleet& operator=(const ServiceFleet&) = delete;

  // Begins a run. References must outlive it. Policies and engine must be new. [InputError]
  void reset(ServiceId id, const ServiceSetup& setup, const Workload& workload, const Cluster& cluster, RequestStates& states,
             ServiceHost& host);

  // What is due.
  void arrive(SimTime now, RequestId request);
  void replica_due(SimTime now, ReplicaId replica);
  void timers_due(SimTime now);
  // The scaler and the balancer's periods, when next_tick() has come. The first tick is at 0 and starts the first replicas.
  SimTime next_tick() const { return std::min(next_scaling_, next_period_); }
  void tick(SimTime now);

  // After all events of an instant: requests at the gateway are sent, replicas begin what they can, empty ones that drain go.
  void settle(SimTime now);

  // Tells the observers the totals of all open replicas.
  void tell_totals(SimTime now) const;

  const ServiceSpec& spec() const { return *spec_; }
  std::size_t unfinished() const { return unfinished_; }  // requests that arrived and did not end
  std::size_t held_replicas() const { return held_; }     // that hold a place
  SimTime last_end() const { return last_end_; }          // of a request, or the last time a replica came, was ready or went
  // For checks: calls f(holds) for each replica with a place.
  template <class F>
  void for_each_held(F f) const {
    for (const Replica& replica : replicas_) {
      if (replica.stage != ReplicaStage::closed) f(replica.holds);
    }
  }
  // [InternalError] when books and engines disagree; dear, for tests and debug builds.
  void check(SimTime now) const;

 private:
  enum class ReplicaStage : unsigned char { booting, ready, draining, closed };
  struct Replica {
    ReplicaStage stage = ReplicaStage::booting;
    bool is_touched = false;
    bool is_noticed = false;  // among noticed_
    bool takes_arrivals = true;
    bool is_full = false;     // it has all that the gateway's rules let it have
    EventSlot event{};
    Allocation holds;
    ClassId node_class{};
    Duration busy_at_tick{};
    SimTime placed{};
  };

  // BalancingView
  SimTime now() const override { return now_; }
  const RequestColumns& requests() const override { return *requests_; }
  std::span<const BalancingCandidate> candidates() const override { return candidates_; }
  ReplicaLoad load(ReplicaId replica) const override {
    return history_.delays() ? history_.seen(replica).load : engine_->load(now_, replica);
  }
  std::uint64_t output_tokens(ReplicaId replica) const override {
    return history_.delays() ? history_.seen(replica).output_tokens : engine_->totals(now_, replica).output_tokens;
  }
  bool tokens_are_told() const override { return history_.delays(); }

  // FutureArrivals
  std::uint64_t between(SimTime from, SimTime until) const override;

  // ServingSink; the calls come inside ask().
  void started(SimTime at, RequestId request) override;
  void first_token(SimTime at, RequestId request) override;
  void preempted(SimTime at, RequestId request) override;
  void ended(SimTime at, RequestId request, ServedAs as) override;
  void moved(SimTime at, RequestId request, ReplicaId from, ReplicaId to) override;
  bool wants_tokens() const override;
  void tokens(RequestId request, std::span<const SimTime> at) override;

  // service_routing.cpp
  void send(SimTime now, RequestId request);
  bool may_enter(SimTime now);
  bool route(SimTime now, RequestId request);
  void route_waiting(SimTime now);
  void offer(SimTime now, RequestId request, ReplicaId replica);
  void attempt_failed(SimTime now, RequestId request, RequestFault fault);
  void end(SimTime at, RequestId request, JobStatus status, RequestFault fault, ReplicaId replica);
  Duration backoff(RequestId request, std::uint16_t attempt) const;
  void timed_out(SimTime now, RequestId request);
  void retry(SimTime now, RequestId request);
  void hedge(SimTime now, RequestId request);
  std::optional<ReplicaId> pick_other(RequestId request);
  void leave_replicas(SimTime now, RequestId request);
  void lose(SimTime now, RequestId request, ReplicaId loser);
  void copy_lost(SimTime at, RequestId request, ReplicaId loser, ServedAs as);
  void add_timer(SimTime at, ServiceTimer what, std::uint32_t number, std::uint16_t attempt);
  bool is_stale(const ServiceTimers::Timer& timer) const;
  void schedule_timers();
  SeenLoad load_now(SimTime now, ReplicaId replica) const { return {engine_->load(now, replica), engine_->totals(now, replica).output_tokens}; }
  bool is_candidate(const Replica& replica) const {
    return replica.stage == ReplicaStage::ready && replica.takes_arrivals && !replica.is_full;
  }
  bool has_its_most(ReplicaId replica) const {
    const auto& most = rules_->gateway.replica_outstanding;
    return most && engine_->load(now_, replica).outstanding() >= *most;
  }
  void review(ReplicaId replica);
  void notice(ReplicaId replica);
  void see_loads(SimTime now);
  void require_candidate(SimTime now, RequestId request, ReplicaId replica) const;  // [PolicyError]

  // service_scaling.cpp
  void ask_scaler(SimTime now);
  ScalingView scaling_view(SimTime now);
  std::uint32_t within_rules(std::uint32_t desired, std::uint32_t current) const;
  void start_replicas(SimTime now, std::uint32_t count, bool booted);
  void stop_replicas(SimTime now, std::uint32_t count);
  void become_ready(SimTime now, ReplicaId replica);
  void drain(SimTime now, ReplicaId replica);
  void drained(SimTime now, ReplicaId replica);
  void close(SimTime now, ReplicaId replica);
  void list_candidates();
  void activate(SimTime now);

  // service_fleet.cpp
  void touch(ReplicaId replica);
  void settle_replica(SimTime now, ReplicaId replica);
  void withdraw_losers(SimTime now);
  template <class Call>
  void ask(SimTime now, ReplicaId replica, Call call) {
    now_ = now;
    current_ = replica;
    call();
    if (!leaving_.empty()) withdraw_losers(now);
  }
  template <class Call>
  void tell(Call call) const {
    for (Observer* observer : host_->observers()) call(*observer);
  }
  const ReplicaOnClass& on_class(const Replica& replica) const { return spec_->on_class[replica.node_class]; }
  BalancingCandidate candidate(ReplicaId replica) const {
    const ReplicaOnClass& on = on_class(replicas_[replica]);
    return {replica, on.weight, on.link_rate, on.usd_per_hour};
  }

  ServiceId id_{};
  const ServiceSpec* spec_ = nullptr;
  const ServiceRules* rules_ = nullptr;
  ServingEngine* engine_ = nullptr;
  BalancingPolicy* balancing_ = nullptr;
  ScalingPolicy* scaling_ = nullptr;
  const Workload* workload_ = nullptr;
  const Cluster* cluster_ = nullptr;
  const RequestColumns* requests_ = nullptr;
  RequestStates* states_ = nullptr;
  ServiceHost* host_ = nullptr;
  std::uint64_t seed_ = 1;

  SimTime now_{};
  ReplicaId current_{};  // that the engine was asked about
  IdVector<ReplicaId, Replica> replicas_;
  std::vector<BalancingCandidate> candidates_;
  bool tells_candidates_ = false;  // they changed since the balancer was told
  std::vector<ReplicaId> touched_;
  LoadNotices notices_ = LoadNotices::none;
  std::vector<ReplicaId> noticed_;  // whose load may have changed since the balancer was told
  struct Leaving {
    RequestId request{};
    ReplicaId replica{};
  };
  std::vector<Leaving> leaving_;  // copies that lost, to be withdrawn
  std::vector<RequestId> evicted_;
  GatewayQueue gateway_;
  RateGate rate_;
  LoadHistory history_;
  ServiceTimers timers_;
  std::optional<EventSlot> timer_event_;
  SimTime timers_at_ = time_never;  // when that event is due

  std::size_t unfinished_ = 0;
  std::size_t served_ = 0;  // of these, at replicas
  std::size_t copies_ = 0;  // hedged copies at replicas
  std::size_t held_ = 0;
  SimTime last_end_{};
  SimTime next_scaling_ = time_never;
  SimTime next_period_ = time_never;
  std::optional<SimTime> last_change_;  // of how many replicas there are to be
  bool has_begun_ = false;
  bool has_activated_ = false;  // tried to start a first replica since the scaler was asked

  // Since the scaler was last asked.
  SimTime asked_at_{};
  std::uint64_t arrived_ = 0;
  std::uint64_t completed_ = 0;
  std::uint64_t met_slo_ = 0;
  // Since the start.
  std::uint64_t all_completed_ = 0;
  Duration closed_busy_{};  // of replicas that are gone
};

}  // namespace suanli
