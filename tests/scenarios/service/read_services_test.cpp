// read_services_test.cpp -- every key of a service: its default, its value, and the way back to JSON.
#include <doctest/doctest.h>

#include "scenarios/read_scenario.h"
#include "scenarios/service/service_checks.h"
#include "scenarios/write_scenario.h"

using namespace suanli;

namespace {

const std::string corpus = std::string(SUANLI_SOURCE_DIR) + "/tests/corpus/scenarios/";

ScenarioFile read_services(const std::string& services, const Overrides& overrides = {}) {
  return read_scenario(
      parse_json(corpus + "s.json", R"({"cluster": {"zones": [{"name": "here", "pue": 1.3, "carbon_g_per_kwh": 400}], "pools": [
    {"name": "h", "count": 2, "cpus": 96, "memory_gib": 1024, "devices": [{"model": "h100-sxm-80gb", "count": 8}], "network_gb_per_s": 400, "price_usd_per_hour": 40},
    {"name": "a", "cpus": 64, "memory_gib": 512, "devices": [{"model": "a100-sxm-80gb", "count": 4}]},
    {"name": "f", "cpus": 8, "devices": [{"model": "alveo-u280", "count": 2}]}]}, "workload": "trace.json", "services": )" +
                                        services + "}"),
      overrides);
}

const std::string everything = R"([{
  "name": "chat", "replicas": 2, "demand": {"tasks": 2, "cpus": 8.5, "memory_gib": 64, "gpus": 4, "fpgas": 0, "device_model": ["h100-sxm-80gb"], "zones": ["here"]},
  "model": {"layers": 4, "hidden": 512, "heads": 8, "vocab": 1000}, "plan": {"tp": 4, "pp": 2, "dtype": "fp8", "cache_dtype": "bf16"},
  "serving": {"name": "chunked_prefill", "token_budget": 256}, "balancing": {"name": "random"},
  "scaling": {"name": "fixed", "replicas": 2, "min": 2, "max": 4, "interval_s": 30, "boot_s": 20, "cooldown_s": 5, "max_up": 1, "max_down": 2, "drain_s": 60, "storage_gb_per_s": 2},
  "weights": {"h": 2.5}, "slo": {"ttft_s": 0.5, "tpot_s": 0.05, "latency_s": 30, "tiers": [{"priority": 5, "ttft_s": 0.2}]},
  "gateway": {"order": "priority", "max_queue": 100, "max_outstanding": 500, "requests_per_s": 20, "burst": 5},
  "retry": {"timeout_s": 10, "retries": 3, "backoff_s": 0.5, "factor": 3, "longest_s": 20, "jitter": 0.1},
  "hedge": {"after_s": 2, "until": "first_token"}, "information_delay_s": 0.25},
  {"name": "vision", "demand": {"fpgas": 1}, "work": {"clock_mhz": 300, "depth": 5000, "interval": 2, "copies": 4, "bytes": 150528}},
  {"name": "rank", "demand": {"gpus": 0.5}, "work": "resnet-50", "serving": "static_batching"},
  {"name": "hand", "demand": {"cpus": 2}, "steps": {"prefill_s": 1, "prefill_s_per_token": 0.25, "decode_s": 0.5, "cache_blocks": 70}},
  {"name": "plain", "demand": {"cpus": 1}}])";

}  // namespace

TEST_CASE("what a service leaves out has stated defaults") {
  const ScenarioFile file = read_services(
      R"([{"name": "plain", "demand": {"gpus": 1}}, {"name": "chat", "demand": {"gpus": 4}, "model": "llama3-8b"}])");
  const ScenarioService& plain = file.scenario.services.at(0);
  CHECK(plain.replicas == 1);
  CHECK(plain.demand.tasks == 1);
  CHECK(!plain.demand.cpus);
  CHECK(plain.serving->name == "fifo_slots");
  CHECK(plain.serving->parameters.contains("slots"));
  CHECK(!plain.plan);
  CHECK(balancing_of(file.scenario, plain).name == "round_robin");
  CHECK(scaling_of(file.scenario, plain).name == "fixed");
  CHECK(scaling_of(file.scenario, plain).parameters.contains("replicas"));
  CHECK(!plain.slo.ttft);
  CHECK(plain.gateway.order == GatewayOrder::arrival);
  CHECK(!plain.gateway.max_queue);
  CHECK(!plain.retry.timeout);
  CHECK(plain.retry.factor == 2);
  CHECK(!plain.hedge.after);
  CHECK(plain.hedge.until == HedgeUntil::end);
  CHECK(plain.information_delay_s == Duration{});
  const ScenarioService& chat = file.scenario.services.at(1);
  CHECK(chat.serving->name == "continuous_batching");
  CHECK(std::get<std::int64_t>(chat.serving->parameters.at("max_running")) == 256);
  CHECK(chat.plan->tp == 4);
  CHECK(chat.plan->dtype == ServingNumbers::bf16);
  CHECK(file.notes.empty());  // prices count for services
}

TEST_CASE("every key of a service is read") {
  const Scenario scenario = read_services(everything).scenario;
  const ScenarioService& chat = scenario.services.at(0);
  CHECK(chat.replicas == 2);
  CHECK(chat.demand.tasks == 2);
  CHECK(chat.demand.cpus == 8.5);
  CHECK(chat.demand.memory_gib == 64);
  CHECK(chat.demand.gpus == 4);
  CHECK(chat.demand.device_model == std::vector<std::string>{"h100-sxm-80gb"});
  CHECK(chat.demand.zones == std::vector<std::string>{"here"});
  CHECK(chat.model->model->hidden == 512);
  CHECK(chat.plan->tp == 4);
  CHECK(chat.plan->pp == 2);
  CHECK(chat.plan->dtype == ServingNumbers::fp8);
  CHECK(chat.plan->cache_dtype == ServingNumbers::bf16);
  CHECK(std::get<std::int64_t>(chat.serving->parameters.at("token_budget")) == 256);
  CHECK(balancing_of(scenario, chat).name == "random");
  const ScalingKeys& keys = scaling_of(scenario, chat).keys;
  CHECK(keys.min == 2U);
  CHECK(keys.max == 4U);
  CHECK(keys.interval_s == std::chrono::seconds(30));
  CHECK(keys.boot_s == std::chrono::seconds(20));
  CHECK(keys.cooldown_s == std::chrono::seconds(5));
  CHECK(keys.max_up == 1U);
  CHECK(keys.max_down == 2U);
  CHECK(keys.drain_s == std::chrono::seconds(60));
  CHECK(keys.storage_gb_per_s == 2);
  CHECK(std::get<std::int64_t>(scaling_of(scenario, chat).parameters.at("replicas")) == 2);
  CHECK(chat.weights.at("h") == 2.5);
  CHECK(chat.slo.ttft == std::chrono::milliseconds(500));
  CHECK(chat.slo.tpot == std::chrono::milliseconds(50));
  CHECK(chat.slo.latency == std::chrono::seconds(30));
  CHECK(chat.slo.tiers.at(0).priority == 5);
  CHECK(chat.slo.tiers.at(0).ttft == std::chrono::milliseconds(200));
  CHECK(!chat.slo.tiers.at(0).latency);
  CHECK(chat.gateway.order == GatewayOrder::priority);
  CHECK(chat.gateway.max_queue == 100U);
  CHECK(chat.gateway.max_outstanding == 500U);
  CHECK(chat.gateway.requests_per_s == 20.0);
  CHECK(chat.gateway.burst == 5);
  CHECK(chat.retry.timeout == std::chrono::seconds(10));
  CHECK(chat.retry.retries == 3);
  CHECK(chat.retry.backoff == std::chrono::milliseconds(500));
  CHECK(chat.retry.factor == 3);
  CHECK(chat.retry.longest == std::chrono::seconds(20));
  CHECK(chat.retry.jitter == 0.1);
  CHECK(chat.hedge.after == std::chrono::seconds(2));
  CHECK(chat.hedge.until == HedgeUntil::first_token);
  CHECK(chat.information_delay_s == std::chrono::milliseconds(250));
  CHECK(scenario.services.at(1).work->copies == 4);
  CHECK(scenario.services.at(2).work->name == "resnet-50");
  CHECK(scenario.services.at(3).steps->cache_blocks == 70);
}

TEST_CASE("the effective services read again are the same services") {
  const std::string text = write_scenario(read_services(everything).scenario);
  const ScenarioFile second = read_scenario(parse_json(corpus + "s.json", text));
  CHECK(write_scenario(second.scenario) == text);
  CHECK(second.scenario.services.size() == 5);
  CHECK(second.scenario.services[0].hedge.until == HedgeUntil::first_token);
  CHECK(second.scenario.services[1].work->depth == 5000);
}

TEST_CASE("policies of the scenario hold for services that choose none, and may be changed from outside") {
  const std::string two =
      R"([{"name": "a", "demand": {"cpus": 1}}, {"name": "b", "demand": {"cpus": 1}, "balancing": "round_robin"}])";
  const Scenario scenario =
      read_services(two, {parse_policy("balancing=random"), parse_set("/policies/scaling={\"name\": \"fixed\", \"max\": 7}")})
          .scenario;
  CHECK(balancing_of(scenario, scenario.services[0]).name == "random");
  CHECK(balancing_of(scenario, scenario.services[1]).name == "round_robin");
  CHECK(scaling_of(scenario, scenario.services[0]).keys.max == 7U);
  const std::string effective = write_scenario(scenario);
  const Scenario again =
      read_scenario(parse_json(corpus + "s.json", effective), {parse_policy("balancing=round_robin")}).scenario;
  CHECK(balancing_of(again, again.services[0]).name == "round_robin");
}

TEST_CASE("a policy of the whole scenario that no service follows is told") {
  const Overrides random{parse_set("/policies/balancing=random")};
  CHECK(read_services(R"([{"name": "a", "demand": {"cpus": 1}, "balancing": "random"}])", random).notes ==
        std::vector<std::string>{"a policy for balancing has no effect: every service names its own"});
  CHECK(read_services(R"([{"name": "a", "demand": {"cpus": 1}, "balancing": "random"}, {"name": "b", "demand": {"cpus": 1}}])", random).notes.empty());
  CHECK(read_services(R"([{"name": "a", "demand": {"cpus": 1}, "balancing": "random", "scaling": "fixed"}])").notes.empty());
  CHECK(read_services(R"([{"name": "a", "demand": {"cpus": 1}, "scaling": "fixed"}])", {parse_set("/policies/scaling=fixed")}).notes ==
        std::vector<std::string>{"a policy for scaling has no effect: every service names its own"});
}
