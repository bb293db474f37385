// worked_services.h -- a run of two services small enough to draw, told to a recorder call by call.
#pragma once

#include <array>

#include "tests/sim/report/fake_run.h"

namespace suanli::test {

inline RequestId request(std::uint32_t index) {
  return static_cast<RequestId>(index);
}
inline ReplicaId replica(std::uint32_t index) {
  return static_cast<ReplicaId>(index);
}
inline constexpr auto chat = static_cast<ServiceId>(0);
inline constexpr auto embed = static_cast<ServiceId>(1);

// Two nodes of 4 CPUs and 2 GPUs, "g-0" and "g-1", and one of 8 CPUs, "c".
inline Cluster services_cluster() {
  return cluster_of({pool("g", 2, 4, 2), pool("c", 1, 8, 0)});
}

// chat: 1 CPU and 1 GPU a replica, 100 W idle, 300 W busy, PUE 1.2, 3.6 USD/h, 500 g/kWh; first token within 2 s, end within 10 s; of priority 5
// and above only the end, within 4 s. embed: 2 CPUs on c, without figures and limits.
struct WorkedSpecs {
  std::array<ServiceSpec, 2> all;
  std::array<const ServiceSpec*, 2> pointers{&all[0], &all[1]};
  WorkedSpecs() {
    using namespace std::chrono_literals;
    all[0].name = "chat";
    all[0].task.cpu_milli = milli;
    all[0].task.gpu_milli = 1000;
    all[0].on_class.resize(2);
    ReplicaOnClass& on = all[0].on_class[ClassId{}];
    on.possible = true;
    on.profile.power_idle_w = 100;
    on.profile.power_busy_w = 300;
    on.pue = 1.2;
    on.usd_per_hour = 3.6;
    on.carbon_g_per_kwh = 500;
    all[0].rules.slo = {2s, std::nullopt, 10s};
    all[0].rules.tiers = {{5, {std::nullopt, std::nullopt, 4s}}};
    all[1].name = "embed";
    all[1].task.cpu_milli = 2 * milli;
    all[1].on_class.resize(2);
    all[1].on_class[static_cast<ClassId>(1)].possible = true;
  }
  WorkedSpecs(const WorkedSpecs&) = delete;
  WorkedSpecs& operator=(const WorkedSpecs&) = delete;
};

inline RequestRecord request_record(std::string_view id, Duration arrival, std::string_view service, std::string_view tenant,
                                    std::uint32_t prompt = 0, std::uint32_t output = 0, std::int32_t priority = 0) {
  RequestRecord record;
  record.id = id;
  record.arrival = SimTime(arrival);
  record.service = service;
  record.tenant = tenant;
  record.prompt_tokens = prompt;
  record.output_tokens = output;
  record.priority = priority;
  return record;
}

inline std::unique_ptr<const Workload> services_workload() {
  using namespace std::chrono_literals;
  WorkloadBuilder builder;
  builder.add_request(request_record("a", 0s, "chat", "red", 100, 3));
  builder.add_request(request_record("b", 1s, "chat", "blue", 50, 1));
  builder.add_request(request_record("c", 2s, "chat", "red", 10, 5, 5));
  builder.add_request(request_record("d", 3s, "embed", "blue"));
  builder.add_request(request_record("e", 4s, "chat", "blue", 10, 2));
  builder.add_request(request_record("f", 9s, "chat", "red", 10, 10));
  return builder.finish({"test", "generated"});
}

inline ReplicaTotals totals_of(Duration busy, std::uint64_t iterations, std::uint64_t batch, std::uint64_t prompt, std::uint64_t cached,
                               std::uint64_t output, double block_seconds) {
  ReplicaTotals totals;
  totals.busy = busy;
  totals.iterations = iterations;
  totals.batch_sum = batch;
  totals.prompt_tokens = prompt;
  totals.cached_tokens = cached;
  totals.output_tokens = output;
  totals.block_seconds = block_seconds;
  totals.cache_blocks = iterations > 0 ? 10 : 0;
  return totals;
}

struct WorkedHolds {
  std::vector<NodeHold> g0{{node(0), 1, 1, 0}};
  std::vector<NodeHold> g1{{node(1), 1, 2, 0}};
  std::vector<NodeHold> c{{node(2), 1, 0, 0}};
};

inline void tell_tokens(Recorder& recorder, RequestId id, std::vector<SimTime> times) {
  if (recorder.wants_tokens()) recorder.tokens(id, times);
}

inline void play_until_3(Recorder& recorder, const WorkedHolds& holds) {
  using namespace std::chrono_literals;
  recorder.replica_started(at(0s), chat, replica(0), holds.g0);
  recorder.replica_ready(at(0s), chat, replica(0));
  recorder.replica_started(at(0s), embed, replica(0), holds.c);
  recorder.replica_ready(at(0s), embed, replica(0));
  recorder.request_arrived(at(0s), request(0), chat);
  recorder.request_routed(at(0s), request(0), chat, replica(0), RoutedAs::first);
  recorder.request_started(at(0s), request(0));
  recorder.settled(at(0s));
  recorder.request_arrived(at(1s), request(1), chat);
  recorder.request_routed(at(1s), request(1), chat, replica(0), RoutedAs::first);
  recorder.settled(at(1s));
  recorder.request_arrived(at(2s), request(2), chat);
  recorder.request_routed(at(2s), request(2), chat, replica(0), RoutedAs::first);
  recorder.settled(at(2s));
  recorder.first_token(at(1s), request(0));
  recorder.request_preempted(at(2s), request(0));
  tell_tokens(recorder, request(0), {at(2s), at(3s)});
  recorder.request_ended(at(3s), request(0), JobStatus::completed, RequestFault::none, replica(0));
  recorder.request_arrived(at(3s), request(3), embed);
  recorder.request_routed(at(3s), request(3), embed, replica(0), RoutedAs::first);
  recorder.request_started(at(3s), request(3));
  recorder.request_started(at(3s), request(1));
  recorder.replica_started(at(3s), chat, replica(1), holds.g1);
  recorder.settled(at(3s));
}

inline void play_until_6(Recorder& recorder) {
  using namespace std::chrono_literals;
  recorder.first_token(at(4s), request(1));
  recorder.request_ended(at(4s), request(1), JobStatus::completed, RequestFault::none, replica(0));
  recorder.request_arrived(at(4s), request(4), chat);
  recorder.request_ended(at(4s), request(4), JobStatus::rejected, RequestFault::queue_full, no_replica);
  recorder.request_started(at(4s), request(2));
  recorder.settled(at(4s));
  recorder.first_token(at(4500ms), request(2));
  tell_tokens(recorder, request(2), {at(4750ms)});
  recorder.replica_ready(at(5s), chat, replica(1));
  recorder.request_routed(at(5s), request(2), chat, replica(1), RoutedAs::retry);
  recorder.request_started(at(5s), request(2));
  recorder.settled(at(5s));
  recorder.first_token(at(5500ms), request(2));
  tell_tokens(recorder, request(2), {at(5600ms), at(5700ms), at(5800ms), at(6s)});
  recorder.request_ended(at(6s), request(2), JobStatus::completed, RequestFault::none, replica(1));
  recorder.replica_totals(at(6s), chat, replica(0), totals_of(4s, 6, 9, 160, 17, 4, 12));
  recorder.replica_totals(at(6s), chat, replica(1), totals_of(1s, 2, 2, 10, 0, 5, 1));
  recorder.replica_totals(at(6s), embed, replica(0), totals_of(3s, 0, 0, 0, 0, 0, 0));
  recorder.replica_unplaced(at(6s), chat, 2);
  recorder.settled(at(6s));
}

inline void play_until_12(Recorder& recorder, const WorkedHolds& holds) {
  using namespace std::chrono_literals;
  recorder.request_ended(at(8s), request(3), JobStatus::completed, RequestFault::none, replica(0));
  recorder.settled(at(8s));
  recorder.request_arrived(at(9s), request(5), chat);
  recorder.request_routed(at(9s), request(5), chat, replica(0), RoutedAs::first);
  recorder.request_started(at(9s), request(5));
  recorder.settled(at(9s));
  recorder.request_routed(at(10s), request(5), chat, replica(1), RoutedAs::copy);
  recorder.request_started(at(10s), request(5));
  recorder.settled(at(10s));
  recorder.first_token(at(11s), request(5));
  recorder.replica_draining(at(11s), chat, replica(1));
  recorder.settled(at(11s));
  recorder.first_token(at(12s), request(5));
  tell_tokens(recorder, request(5), {at(12s)});
  recorder.replica_totals(at(12s), chat, replica(1), totals_of(3s, 4, 5, 30, 3, 6, 6));
  recorder.replica_ended(at(12s), chat, replica(1), holds.g1);
  recorder.settled(at(12s));
  recorder.replica_totals(at(12s), chat, replica(0), totals_of(7s, 10, 15, 170, 17, 4, 30));
  recorder.replica_totals(at(12s), embed, replica(0), totals_of(5s, 0, 0, 0, 0, 0, 0));
}

//          0    1    2    3    4    5    6        9    10   11   12
// chat-0   [a -1--2--- 3)[b 4)                    [f ---------- 12 ...     g-0, busy 7 s
//                        [c 4.5: out of time at 5)
// chat-1                 [boots --)[c 6)              [f' 11 -- )          g-1, drains from 11, busy 3 s
// embed-0                [d ------------- 8)                               c, busy 5 s
// e is rejected at 4; at 6 two more replicas find no place. The run is cut at 12. Totals are told at 6, too.
inline void play_worked_services(Recorder& recorder) {
  using namespace std::chrono_literals;
  const WorkedHolds holds;
  play_until_3(recorder, holds);
  play_until_6(recorder);
  play_until_12(recorder, holds);
  recorder.finished(at(12s));
}

inline RunResult worked_services(const Workload& workload, const Cluster& cluster, const WorkedSpecs& specs, const RecorderOptions& options = {}) {
  Recorder recorder(workload, cluster, options, specs.pointers);
  play_worked_services(recorder);
  return recorder.take();
}

}  // namespace suanli::test
