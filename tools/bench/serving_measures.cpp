// serving_measures.cpp -- requests per second of services in the whole engine: slots behind a balancer, and language models that batch.
#include "policies/registry.h"
#include "sim/base/random.h"
#include "sim/engine/engine.h"
#include "sim/engine/serving/serving_entry.h"
#include "tools/bench/measures.h"

namespace suanli::bench {
namespace {

constexpr std::uint32_t slot_replicas = 1'000;
constexpr std::uint32_t model_replicas = 8;

// Poisson arrivals; exponential durations of mean 1 s, or prompts and answers of about the lengths in the trace of Patel et al. 2024.
std::unique_ptr<const Workload> draw(std::size_t count, double rate, bool tokens) {
  Stream stream(1, "serving measures");
  WorkloadBuilder builder;
  builder.reserve_requests(count);
  double now = 0;
  for (std::size_t i = 0; i < count; ++i) {
    now += stream.exponential(1 / rate);
    const std::string id = std::to_string(i);
    RequestRecord request{.id = id, .arrival = SimTime(*to_duration(now)), .service = "service"};
    if (tokens) {
      request.prompt_tokens = static_cast<std::uint32_t>(1 + stream.exponential(1155));
      request.output_tokens = static_cast<std::uint32_t>(1 + stream.exponential(211));
    } else {
      request.duration = *to_duration(stream.exponential(1));
    }
    builder.add_request(request);
  }
  return builder.finish({"bench", "generated"});
}

// OPT-13B on one A100 as Zhong et al. 2024 (DistServe) fit it; a cache of 10,000 blocks.
ReplicaProfile language_model() {
  ReplicaProfile profile;
  profile.cache_blocks = 10'000;
  profile.steps.add_prefill({.base_s = 18.1e-3, .per_token_s = 0.1019e-3, .per_pair_s = 2 * 7.12e-9});
  for (int n = 1; n <= 95; ++n) profile.steps.add_decode({{static_cast<std::int64_t>((19.9e-3 + 0.0385e-3 * n) * 1e12), 627'000}});
  return profile;
}

struct Case {
  std::string serving;
  std::string balancing;
  std::uint32_t replicas = 1;
  ReplicaProfile profile;
};

// CPU seconds of one run, policies and books included.
void run(const Case& each, const Workload& workload, const Cluster& cluster) {
  ServiceSpec spec;
  spec.name = "service";
  spec.requests_name = *workload.names.find("service");
  spec.task.cpu_milli = milli;
  spec.rules.scaling = {.replicas = each.replicas, .min = each.replicas, .max = each.replicas};
  spec.on_class.resize(cluster.classes().size());
  for (ReplicaOnClass& on : spec.on_class) on = {.possible = true, .profile = each.profile};
  const auto* engine_entry = find_entry(serving::entries(), each.serving);
  const auto* balancer_entry = find_entry(balancing::entries(), each.balancing);
  const auto* scaler_entry = find_entry(scaling::entries(), "fixed");
  const auto* fcfs = find_entry(scheduling::entries(), "fcfs");
  const auto* first_fit = find_entry(placement::entries(), "first_fit");
  const auto engine = engine_entry->make(Params(engine_entry->params), {});
  const auto balancer = balancer_entry->make(Params(balancer_entry->params), {});
  const auto scaler = scaler_entry->make(Params(scaler_entry->params), {});
  const auto scheduler = fcfs->make(Params(fcfs->params), {});
  const auto placer = first_fit->make(Params(first_fit->params), {});
  const ServiceSetup setup{&spec, engine.get(), balancer.get(), scaler.get()};
  keep(Engine(workload, cluster, *scheduler, *placer, {}, {}, {&setup, 1}).run().events);
}

double requests_per_s(const Case& each, const Workload& workload) {
  ClusterSpec spec;
  spec.pools.push_back({.name = "node", .count = each.replicas, .cpus = 1});
  const Cluster cluster(std::move(spec), {{.name = "generic-cpu", .kind = DeviceKind::cpu}});
  return static_cast<double>(workload.request_count()) / median_seconds(3, [&] { run(each, workload, cluster); });
}

}  // namespace

std::vector<Measure> serving_measures() {
  std::vector<Measure> measures;
  const auto add = [&](const std::string& what, double value, double bound) {
    measures.push_back({"serving", what, value, "requests/s", bound > 0 ? Goal::at_least : Goal::told, bound});
  };
  const auto slots = draw(500'000, 0.9 * slot_replicas, false);
  for (const char* balancing : {"random", "round_robin", "least_connections", "power_of_two"}) {
    add("1,000 replicas of one slot at load 0.9, " + std::string(balancing), requests_per_s({"fifo_slots", balancing, slot_replicas, {}}, *slots),
        200'000);
  }
  const auto answers = draw(100'000, 2.0 * model_replicas, true);
  add("OPT-13B on 8 replicas, continuous batching, join_shortest_queue",
      requests_per_s({"continuous_batching", "join_shortest_queue", model_replicas, language_model()}, *answers), 50'000);
  add("the same, chunked prefill", requests_per_s({"chunked_prefill", "join_shortest_queue", model_replicas, language_model()}, *answers), 0);
  return measures;
}

}  // namespace suanli::bench
