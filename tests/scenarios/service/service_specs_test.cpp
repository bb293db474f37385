// service_specs_test.cpp -- what services become on a cluster: shapes, rules, memory, prices, weights, and whose requests are
// whose.
#include "scenarios/service/service_specs.h"

#include <doctest/doctest.h>

#include "scenarios/build.h"
#include "scenarios/service/build_services.h"
#include "sim/cost/cost_formula.h"
#include "sim/engine/serving/time_alone.h"

using namespace suanli;

namespace {

const std::string corpus = std::string(SUANLI_SOURCE_DIR) + "/tests/corpus/scenarios/";

// Two nodes of 8 H100, one of 4 A100 at half the price, one of 2 FPGAs.
const std::string machines = R"("cluster": {"zones": [{"name": "here", "pue": 1.3, "carbon_g_per_kwh": 400}], "pools": [
    {"name": "h", "count": 2, "cpus": 96, "memory_gib": 1024, "devices": [{"model": "h100-sxm-80gb", "count": 8}], "network_gb_per_s": 400, "price_usd_per_hour": 40},
    {"name": "a", "cpus": 64, "memory_gib": 512, "devices": [{"model": "a100-sxm-80gb", "count": 4}], "price_usd_per_hour": 8},
    {"name": "f", "cpus": 8, "devices": [{"model": "alveo-u280", "count": 2}]}]})";

ScenarioFile read_services(const std::string& services) {
  return read_scenario(
      parse_json(corpus + "s.json", "{" + machines + R"(, "workload": "trace.json", "services": )" + services + "}"));
}

std::unique_ptr<const Workload> workload_of(const std::vector<RequestRecord>& requests) {
  WorkloadBuilder builder;
  for (const RequestRecord& request : requests) builder.add_request(request);
  return builder.finish({.source = "requests.json"});
}

RequestRecord chat(std::string_view id, std::string_view service, std::uint32_t prompt = 100, std::uint32_t output = 10) {
  RequestRecord request;
  request.id = id;
  request.service = service;
  request.prompt_tokens = prompt;
  request.output_tokens = output;
  return request;
}

RequestRecord timed(std::string_view id, std::string_view service, int seconds) {
  RequestRecord request;
  request.id = id;
  request.service = service;
  request.duration = std::chrono::seconds(seconds);
  return request;
}

ServiceSpecs specs_of(const ScenarioFile& file, const Workload& workload) {
  return service_specs(file, workload, build_cluster(file, {}));
}

std::string message_of(const ScenarioFile& file, const std::vector<RequestRecord>& requests) {
  try {
    specs_of(file, *workload_of(requests));
    return "accepted";
  } catch (const InputError& error) {
    return error.what();
  }
}

constexpr ClassId on_h100{0};
constexpr ClassId on_a100{1};
constexpr ClassId on_fpga{2};

}  // namespace

TEST_CASE("a replica has the memory, the power and its share of the price of what it holds") {
  const ScenarioFile file =
      read_services(R"([{"name": "chat", "demand": {"cpus": 12, "memory_gib": 64, "gpus": 4}, "model": "llama2-70b",
      "scaling": {"name": "fixed", "storage_gb_per_s": 2}}])");
  const ServiceSpec spec = specs_of(file, *workload_of({chat("1", "")})).specs.at(0);
  CHECK(spec.task.gpu_milli == 4000);
  CHECK(spec.task.cpu_milli == 12'000);
  CHECK(spec.task.memory_kib == 64 << 20);
  CHECK(spec.tasks == 1);
  CHECK(spec.requests_name == NameId{});
  CHECK(spec.balancing_name == "round_robin");
  const ReplicaOnClass& h100 = spec.on_class[on_h100];
  const ReplicaOnClass& a100 = spec.on_class[on_a100];
  CHECK(h100.possible);
  CHECK(a100.possible);
  CHECK(!spec.on_class[on_fpga].possible);
  // 68.977e9 parameters of 2 bytes; keys and values of 8 heads of 128 in 80 layers: 320 KiB a token (COST.md, 6).
  CHECK(h100.profile.model_bytes == doctest::Approx(137.95e9).epsilon(1e-4));
  CHECK(h100.profile.cache_bytes_per_token == 327'680);
  CHECK(h100.profile.memory_bytes == 4 * 80e9);
  CHECK(h100.profile.host_link_rate == 4 * 64e9);
  CHECK(h100.profile.power_idle_w == 4 * 75);
  CHECK(h100.profile.power_busy_w == 4 * 700);
  CHECK(to_seconds(h100.load) == doctest::Approx(137.95 / 2).epsilon(1e-4));
  CHECK(h100.link_rate == 400e9);
  CHECK(h100.usd_per_hour == 20);  // 4 of 8 GPUs; 12 of 96 CPUs are less
  CHECK(a100.usd_per_hour == 8);
  CHECK(h100.pue == 1.3);
  CHECK(h100.carbon_g_per_kwh == 400);
  CHECK(h100.weight == 1);
  CHECK(a100.weight > 0.3);
  CHECK(a100.weight < 0.9);
  CHECK(spec.rules.scaling.max == 5);  // 2 on each H100 node, 1 on the A100 node
  CHECK(spec.rules.scaling.min == 1);
}

// 174.6e9 parameters of one byte are 91 % of six devices of 32 GB and 36 % of six of 80 GB; nine tenths are there for weights and cache.
TEST_CASE("a replica may be where its share of the memory holds the weights, in checks and in specs alike") {
  const auto read = [](const std::string& share) {
    return read_scenario(parse_json(corpus + "s.json", R"({"cluster": {"pools": [
      {"name": "v", "cpus": 64, "memory_gib": 512, "devices": [{"model": "v100-32gb", "count": 6}], "network_gb_per_s": 25},
      {"name": "a", "cpus": 64, "memory_gib": 512, "devices": [{"model": "a100-sxm-80gb", "count": 6}], "network_gb_per_s": 25}]},
      "workload": "trace.json", "services": [{"name": "big", "demand": {"gpus": 6}, "model": "gpt3-175b", "plan": {"dtype": "int8"}, "replicas": )" +
                                                     share + "}]}"));
  };
  const ServiceSpec spec = specs_of(read(R"(1)"), *workload_of({chat("1", "")})).specs.at(0);
  CHECK(!spec.on_class[ClassId{0}].possible);
  CHECK(spec.on_class[ClassId{1}].possible);
  const ServiceSpec whole =
      specs_of(read(R"(2, "serving": {"name": "continuous_batching", "kv_utilisation": 1})"), *workload_of({chat("1", "")})).specs.at(0);
  CHECK(whole.on_class[ClassId{0}].possible);
  CHECK_THROWS_WITH_AS(read("2"), doctest::Contains("are 2, but the empty cluster holds 1"), InputError);
}

TEST_CASE("rules are those of the scenario") {
  const ScenarioFile file = read_services(R"([{"name": "r", "demand": {"cpus": 1}, "replicas": 2,
    "slo": {"ttft_s": 1, "tiers": [{"priority": 3, "latency_s": 4}]}, "gateway": {"order": "priority", "max_queue": 7, "replica_outstanding": 6, "requests_per_s": 2, "burst": 3},
    "retry": {"timeout_s": 5, "retries": 1}, "hedge": {"after_s": 2}, "information_delay_s": 0.5,
    "scaling": {"name": "fixed", "min": 1, "max": 9, "interval_s": 3, "boot_s": 4, "cooldown_s": 5, "max_up": 6, "max_down": 7, "drain_s": 8}}])");
  const ServiceRules rules = specs_of(file, *workload_of({})).specs.at(0).rules;
  CHECK(rules.limits_for(0).ttft == std::chrono::seconds(1));
  CHECK(!rules.limits_for(3).ttft);
  CHECK(rules.limits_for(9).latency == std::chrono::seconds(4));
  CHECK(rules.gateway.by_priority);
  CHECK(rules.gateway.max_queue == 7U);
  CHECK(rules.gateway.replica_outstanding == 6U);
  CHECK(rules.gateway.requests_per_s == 2.0);
  CHECK(rules.gateway.burst == 3);
  CHECK(rules.retry.timeout == std::chrono::seconds(5));
  CHECK(rules.retry.retries == 1);
  CHECK(rules.hedge.after == std::chrono::seconds(2));
  CHECK(rules.information_delay == std::chrono::milliseconds(500));
  CHECK(rules.scaling.replicas == 2);
  CHECK(rules.scaling.max == 9);
  CHECK(rules.scaling.interval == std::chrono::seconds(3));
  CHECK(rules.scaling.boot == std::chrono::seconds(4));
  CHECK(rules.scaling.cooldown == std::chrono::seconds(5));
  CHECK(rules.scaling.max_up == 6U);
  CHECK(rules.scaling.max_down == 7U);
  CHECK(rules.scaling.drain == std::chrono::seconds(8));
}

TEST_CASE("weights are those given by pool or model, else the speed of the device") {
  const ScenarioFile given =
      read_services(R"([{"name": "w", "demand": {"gpus": 1}, "weights": {"h": 3, "a100-sxm-80gb": 2}}])");
  const ServiceSpec by_name = specs_of(given, *workload_of({})).specs.at(0);
  CHECK(by_name.on_class[on_h100].weight == 3);
  CHECK(by_name.on_class[on_a100].weight == 2);
  const ServiceSpec by_speed =
      specs_of(read_services(R"([{"name": "w", "demand": {"gpus": 1}}])"), *workload_of({})).specs.at(0);
  CHECK(by_speed.on_class[on_h100].profile.speed == 3.722);
  CHECK(by_speed.on_class[on_h100].weight == 1);
  CHECK(by_speed.on_class[on_a100].weight == doctest::Approx(2.266 / 3.722));
  CHECK(by_speed.on_class[on_h100].profile.steps.empty());
}

TEST_CASE("a kernel runs where there are FPGAs, a model where it fits") {
  // 405.853e9 parameters of one byte: 378 GiB, of 8 x 80 GB on an H100 node, and more than the 4 x 80 GB of the A100 node.
  const ScenarioFile big = read_services(
      R"([{"name": "big", "demand": {"tasks": 2, "gpus": 4}, "model": "llama3-405b", "plan": {"dtype": "fp8"}}])");
  CHECK(specs_of(big, *workload_of({})).specs.at(0).on_class[on_h100].possible);
  const ScenarioFile file = read_services(
      R"([{"name": "fpga", "demand": {"fpgas": 2}, "work": {"clock_mhz": 200, "depth": 1000, "interval": 1, "copies": 2}}])");
  const ServiceSpec spec = specs_of(file, *workload_of({})).specs.at(0);
  CHECK(!spec.on_class[on_h100].possible);
  const ReplicaOnClass& fpga = spec.on_class[on_fpga];
  REQUIRE(fpga.possible);
  // Four copies on two devices: the first four items leave after 1000 cycles of 5 ns, the next four a cycle later.
  CHECK(fpga.profile.batches.ps(1) == 5'000'000);
  CHECK(fpga.profile.batches.ps(4) == doctest::Approx(5'000'000).epsilon(1e-3));
  CHECK(fpga.profile.batches.ps(5) == doctest::Approx(5'005'000).epsilon(1e-3));
  CHECK(fpga.profile.batches.ps(400) == doctest::Approx(5'000'000 + 99 * 5'000).epsilon(1e-3));
  CHECK(fpga.profile.batches.reconfigure_ps == 1'000'000'000'000);
}

TEST_CASE("samples of a work take what the formula says, shared by the devices of a replica") {
  const ScenarioFile file = read_services(
      R"([{"name": "one", "demand": {"gpus": 1}, "work": "resnet-50"}, {"name": "two", "demand": {"gpus": 2}, "work": "resnet-50"}])");
  const ServiceSpecs made = specs_of(file, *workload_of({}));
  const DeviceRates device = device_rates("h100-sxm-80gb");
  const SampleWork sample{8.2e9, 1.1e8, 0, 150528};
  for (const std::uint64_t samples : {1, 2, 3, 8, 50, 64, 1000}) {
    const double one = samples_time(sample, static_cast<double>(samples), device, {device.memory_rate, 1});
    CHECK(static_cast<double>(made.specs[0].on_class[on_h100].profile.batches.ps(samples)) ==
          doctest::Approx(one * 1e12).epsilon(5e-3));
    CHECK(static_cast<double>(made.specs[1].on_class[on_h100].profile.batches.ps(2 * samples)) ==
          doctest::Approx(one * 1e12).epsilon(5e-3));
  }
  CHECK(made.notes == std::vector<std::string>{"service one gets no requests", "service two gets no requests"});
}

TEST_CASE("step times by hand are the same on every device") {
  const ScenarioFile file = read_services(R"([{"name": "hand", "demand": {"gpus": 1}, "steps":
    {"prefill_s": 1, "prefill_s_per_token": 0.5, "prefill_s_per_pair": 0.25, "decode_s": 2, "decode_s_per_request": 0.5, "decode_s_per_context_token": 0.125, "cache_blocks": 9}}])");
  const ServiceSpec spec = specs_of(file, *workload_of({})).specs.at(0);
  for (const ClassId id : {on_h100, on_a100}) {
    const ReplicaProfile& profile = spec.on_class[id].profile;
    CHECK(profile.steps.prefill_ps(4, 0) == 5'000'000'000'000);  // 1 + 4 / 2 + 8 / 4
    CHECK(profile.steps.decode_ps(3, 8) == 4'500'000'000'000);   // 2 + 3 / 2 + 8 / 8
    CHECK(profile.cache_blocks == 9);
  }
}

TEST_CASE("requests go to the service that they name, or to the only one") {
  const ScenarioFile two = read_services(R"([{"name": "a", "demand": {"cpus": 1}}, {"name": "b", "demand": {"cpus": 1}}])");
  const auto workload = workload_of({timed("1", "a", 1), timed("2", "b", 1)});
  const ServiceSpecs made = specs_of(two, *workload);
  CHECK(workload->names.text(made.specs[0].requests_name) == "a");
  CHECK(workload->names.text(made.specs[1].requests_name) == "b");
  CHECK(made.notes.empty());
  CHECK(message_of(two, {timed("1", "a", 1), timed("2", "bb", 1), timed("3", "bb", 1)}) ==
        "requests.json: /requests/2/service: there is no service \"bb\"; so it is of 2 requests (did you mean \"b\"?)");
  CHECK(message_of(two, {timed("1", "", 1)}) == "requests.json: /requests/1: names no service (the scenario has several)");
  const ScenarioFile one = read_services(R"([{"name": "a", "demand": {"cpus": 1}}])");
  CHECK(message_of(one, {timed("1", "", 1)}) == "accepted");
  CHECK(message_of(one, {timed("1", "a", 1)}) == "accepted");
  CHECK(message_of(one, {timed("1", "a", 1), timed("2", "", 1)}) ==
        "requests.json: /requests/2: names no service (other requests name theirs)");
}

TEST_CASE("requests that lack what their service needs are told") {
  const ScenarioFile model = read_services(R"([{"name": "m", "demand": {"gpus": 1}, "model": "llama3-8b"}])");
  CHECK(message_of(model, {chat("1", ""), timed("2", "", 1), timed("3", "", 2)}) ==
        "requests.json: /requests/2: has no prompt_tokens, which service m needs (serving continuous_batching); so it is of 2 "
        "requests (a service without model and steps takes duration_s)");
  const ScenarioFile plain = read_services(R"([{"name": "p", "demand": {"gpus": 1}}])");
  CHECK(message_of(plain, {chat("1", "")}) ==
        "requests.json: /requests/1: has no duration_s, which service p needs (serving fifo_slots) (a service with a model or "
        "steps takes tokens)");
  const ScenarioFile alone =
      read_services(R"([{"name": "p", "demand": {"gpus": 1}, "model": "llama3-8b", "serving": "fifo_slots"}])");
  CHECK(message_of(alone, {chat("1", ""), timed("2", "", 1)}) == "accepted");
}

namespace {

class FirstAndEnd final : public ServingSink {
 public:
  void started(SimTime, RequestId) override {}
  void first_token(SimTime at, RequestId) override {
    first = at;
  }
  void preempted(SimTime, RequestId) override {}
  void ended(SimTime at, RequestId, ServedAs) override {
    end = at;
  }
  SimTime first{};
  SimTime end{};
};

}  // namespace

// Its prompt in one prefill, which gives the first token, and a decode for each further one: within a nanosecond of the tables'
// sum, and within 1 % of the formula's.
TEST_CASE("one request alone under continuous batching takes a prefill and a decode for each further token") {
  const ScenarioFile file = read_services(R"([{"name": "chat", "demand": {"gpus": 8}, "model": "llama2-70b"}])");
  const auto workload = workload_of({chat("1", "", 1500, 200)});
  const ServiceSpecs made = specs_of(file, *workload);
  const Services services(file.scenario, made.specs, 1);
  REQUIRE(services.setups().size() == 1);
  const ServiceSetup& setup = services.setups()[0];
  const ReplicaProfile& profile = setup.spec->on_class[on_h100].profile;
  FirstAndEnd seen;
  setup.engine->reset(workload->requests, seen);
  constexpr ReplicaId replica{0};
  setup.engine->open(replica, profile);
  REQUIRE(setup.engine->offer(time_zero, replica, RequestId{}));
  for (SimTime due = setup.engine->settle(time_zero, replica); due != time_never; due = setup.engine->settle(due, replica))
    setup.engine->advance(due, replica);
  const ServingPlan plan{.tp = 8};
  const ModelShape model = model_shape("llama2-70b");
  const DeviceRates device = device_rates("h100-sxm-80gb");
  const EngineOverhead engine = serving_engine("h100-sxm-80gb");
  const Fabric fabric = fabric_between("h100-sxm-80gb", "ndr-8");
  const double prefill = serving_step(model, device, fabric, plan, engine, {1, 1500, 0});
  const double answer = answer_time(model, device, fabric, plan, engine, 1, 1500, 200);
  CHECK(to_seconds(seen.first - time_zero) == doctest::Approx(prefill).epsilon(0.01));
  CHECK(to_seconds(seen.end - seen.first) == doctest::Approx(answer).epsilon(0.001));
  CHECK(to_seconds(seen.end - time_zero) ==
        doctest::Approx(static_cast<double>(answer_alone_ps(profile.steps, 1500, 200)) * 1e-12).epsilon(1e-9));
}

TEST_CASE("which services draw from the seed of the run") {
  const auto random = [](const std::string& keys) {
    return services_are_random(read_services(R"([{"name": "r", "demand": {"cpus": 1})" + keys + "}]").scenario);
  };
  CHECK(!random(""));
  CHECK(random(R"(, "balancing": "random")"));
  CHECK(random(R"(, "retry": {"retries": 1, "jitter": 0.5})"));
  CHECK(!random(R"(, "retry": {"jitter": 0.5})"));
  CHECK(random(R"(, "serving": {"name": "fifo_slots", "patience_s": 1, "patience_law": "exponential"})"));
}
