// read_scenario_test.cpp -- whole messages of broken scenarios, defaults, overrides and the way back to JSON.
#include "scenarios/read_scenario.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "scenarios/catalog.h"
#include "scenarios/write_scenario.h"
#include "sim/base/random.h"

using namespace suanli;

namespace {

const std::string corpus = std::string(SUANLI_SOURCE_DIR) + "/tests/corpus/scenarios/";

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// Where the corpus lies on this machine is not part of a message.
std::string without_directory(std::string text) {
  for (std::size_t at = text.find(corpus); at != std::string::npos; at = text.find(corpus)) text.erase(at, corpus.size());
  return text;
}

std::string message_of(const std::string& file, const Overrides& overrides = {}) {
  try {
    read_scenario(corpus + file, overrides);
    return "accepted";
  } catch (const InputError& error) {
    return without_directory(error.what());
  }
}

// Blocks of "== FILE" and the whole message below it.
std::map<std::string, std::string> expected_messages() {
  std::map<std::string, std::string> messages;
  std::istringstream lines(text_of(corpus + "expected.txt"));
  std::string file;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("== ")) {
      file = line.substr(3);
    } else {
      std::string& message = messages[file];
      if (!message.empty()) message += '\n';
      message += line;
    }
  }
  return messages;
}

ScenarioFile read_text(const std::string& text, const Overrides& overrides = {}) {
  return read_scenario(parse_json(corpus + "s.json", text), overrides);
}

const std::string small = R"({"cluster": {"pools": [{"name": "p", "cpus": 4}]}, "workload": "trace.json"})";

}  // namespace

TEST_CASE("each broken scenario is refused with its whole message") {
  const auto expected = expected_messages();
  CHECK(expected.size() > 30);
  for (const auto& [file, message] : expected) {
    INFO(file);
    CHECK(message_of(file) == message);
  }
}

TEST_CASE("every scenario of the corpus has an expected message") {
  const auto expected = expected_messages();
  for (const auto& entry : std::filesystem::directory_iterator(corpus)) {
    const std::string name = entry.path().filename().string();
    const bool part = name.starts_with("part_") || name.starts_with("circle_") || name == "trace.json" || name == "spec.json";
    if (entry.path().extension() == ".json" && !part) CHECK_MESSAGE(expected.contains(name), name);
  }
}

TEST_CASE("what a scenario leaves out has stated defaults") {
  const ScenarioFile file = read_text(small);
  const Scenario& scenario = file.scenario;
  CHECK(scenario.seed == 1);
  CHECK(scenario.policies.scheduling.name == "fcfs");
  CHECK(scenario.policies.placement.name == "first_fit");
  CHECK(scenario.policies.recovery.name == "restart");
  CHECK(scenario.kill_at_limit);
  CHECK(!scenario.admission.max_queued_jobs);
  CHECK(scenario.limits.max_events == 100'000'000'000);
  CHECK(!scenario.limits.max_simulated_s);
  CHECK(scenario.cluster.pools.at(0).count == 1);
  CHECK(scenario.cluster.pools.at(0).cpu_model == "generic-cpu");
  CHECK(file.opened_as(std::get<TraceSource>(scenario.workload).path.text) == corpus + "trace.json");
  CHECK(file.notes.empty());
}

TEST_CASE("whole numbers may be written with a point or an exponent, and -0 is 0") {
  const Scenario scenario = read_scenario(corpus + "whole_numbers.json").scenario;
  CHECK(scenario.seed == 1000);
  CHECK(scenario.limits.max_events == 1'000'000);
  CHECK(scenario.cluster.pools[0].count == 2);
  CHECK(scenario.cluster.pools[0].rack_size == 0);
}

TEST_CASE("what has no effect is accepted with one note each") {
  const ScenarioFile file = read_text(R"({
    "cluster": {"zones": [{"name": "dc1", "kind": "on_prem", "pue": 1.2, "carbon_g_per_kwh": {"series": "series.csv"}}],
                "pools": [{"name": "p", "zone": "dc1", "cpus": 4, "price_usd_per_hour": 20.0}]},
    "workload": {"trace": "trace.json"},
    "policies": {"balancing": {"name": "least_outstanding"}, "scaling": "fixed", "recovery": {"name": "restart", "max_restarts": 3}}})");
  REQUIRE(file.notes.size() == 3);
  CHECK(file.notes[0] == "policies for balancing, scaling have no effect: there are no services");
  CHECK(file.notes[1] == "a policy for recovery has no effect: this version does not simulate faults");
  CHECK(std::get<std::int64_t>(file.scenario.policies.recovery.parameters.at("max_restarts")) == 3);
  CHECK(file.scenario.cluster.zones[0].carbon_g_per_kwh.series->text == "series.csv");
}

TEST_CASE("a scheduling policy that brings its own placement puts it in the scenario's place and says so") {
  const ScenarioFile file = read_text(small, {parse_set("/policies/scheduling=response_time"), parse_set("/policies/placement=best_fit")});
  CHECK(file.scenario.policies.placement.name == "earliest_finish");
  CHECK(file.scenario.policies.placement.parameters.empty());  // of best_fit none is left
  CHECK(file.notes == std::vector<std::string>{"scheduling response_time brings its own placement, earliest_finish"});
  const ScenarioFile named = read_text(small, {parse_set("/policies/scheduling=response_time"), parse_set("/policies/placement=earliest_finish")});
  CHECK(named.notes.empty());
}

TEST_CASE("parameters of a policy are completed with their defaults") {
  const Scenario scenario = read_text(small, {parse_set(R"(/policies/scheduling={"name": "easy_backfill", "reservations": 2})")}).scenario;
  CHECK(std::get<std::int64_t>(scenario.policies.scheduling.parameters.at("reservations")) == 2);
  CHECK(std::get<std::string>(scenario.policies.scheduling.parameters.at("estimates")) == "requested");
}

TEST_CASE("overrides change what the file says, in order") {
  const Scenario scenario = read_text(small, {parse_set("/cluster/pools/0/count=8"), parse_policy("scheduling=easy_backfill"),
                                              parse_set("/policies/scheduling/reservations=3"), parse_seed("7"), parse_set("/name=two words"),
                                              parse_set("/limits/max_events=50"), parse_set("/seed=9")})
                                .scenario;
  CHECK(scenario.cluster.pools[0].count == 8);
  CHECK(scenario.policies.scheduling.name == "easy_backfill");
  CHECK(std::get<std::int64_t>(scenario.policies.scheduling.parameters.at("reservations")) == 3);
  CHECK(scenario.name == "two words");
  CHECK(scenario.limits.max_events == 50);
  CHECK(scenario.seed == 9);
}

TEST_CASE("a wrong override is told by its option") {
  const auto message = [](std::string_view set) { return message_of("whole_numbers.json", {parse_set(set)}); };
  CHECK(message("/seed=x") == "--set /seed=x: /seed: must be a whole number, not \"x\" (seed of all random streams)");
  CHECK(message("/sede=1") == "--set /sede=1: /sede: unknown key \"sede\" (did you mean \"seed\"?)");
  CHECK(message("/limit/max_events=1") == "--set /limit/max_events=1: /limit: unknown key \"limit\" (did you mean \"limits\"?)");
  CHECK(message("/cluster/pools/3/count=1") ==
        "--set /cluster/pools/3/count=1: /cluster/pools/3/count: there is no element 3 in /cluster/pools (it has 1, counted from 0)");
  CHECK(message("/seed/x=1") == "--set /seed/x=1: /seed/x: there is nothing under /seed (it is not an object)");
  CHECK(message("/cluster=nowhere.json").ends_with("nowhere.json (paths are relative to the file that names them)"));
  CHECK_THROWS_WITH_AS(parse_set("seed=1"), "--set seed=1: \"seed\" is not a JSON pointer (it begins with \"/\", as in /cluster/pools/0/count)",
                       InputError);
  CHECK_THROWS_WITH_AS(parse_set("/seed"), "--set /seed: there is no \"=\" in it (the form is --set /json/pointer=VALUE)", InputError);
  CHECK_THROWS_WITH_AS(parse_policy("schedulin=fcfs"),
                       "--policy schedulin=fcfs: unknown kind of policy \"schedulin\" (did you mean \"scheduling\"?)", InputError);
  CHECK_THROWS_WITH_AS(parse_seed("-1"), "--seed -1: a seed is a whole number of at least 0", InputError);
  CHECK(message_of("whole_numbers.json", {parse_policy("placement=wrst_fit")}) ==
        "--policy placement=wrst_fit: /policies/placement: unknown placement policy \"wrst_fit\" (did you mean \"worst_fit\"?)");
}

TEST_CASE("the effective scenario read again is the same scenario") {
  const ScenarioFile first = read_text(R"({
    "name": "n", "why": "w", "seed": 3, "cluster": {"zones": [{"name": "a"}, {"name": "b", "electricity_usd_per_kwh": 0.1}],
    "pools": [{"name": "p", "zone": "b", "count": 2, "cpus": 0.5, "memory_gib": 1.5, "devices": [{"model": "own", "count": 3}],
               "network_gb_per_s": 12.5, "rack_size": 2, "price_usd_per_hour": {"series": "series.csv"}}],
    "links": [{"from": "a", "to": "b", "bandwidth_gb_per_s": 1, "latency_s": 0.01}]},
    "devices": [{"name": "own", "kind": "fpga", "memory_gib": 8, "speed": {"training": 0.1}}],
    "workload": {"trace": "trace.json"},
    "policies": {"scheduling": {"name": "easy_backfill", "reservations": 4}, "recovery": {"name": "restart", "restart_s": 1.5}},
    "admission": {"max_queued_jobs": 0}, "kill_at_limit": false,
    "limits": {"max_simulated_s": 1e6, "max_wall_s": 2.5}, "measure": {"from_s": 0.25, "until_s": 99, "batches": 30, "warmup_s": 2}, "output": {"timeline_s": 60}})");
  const std::string text = write_scenario(first.scenario);
  const ScenarioFile second = read_text(text);
  CHECK(write_scenario(second.scenario) == text);
  CHECK(second.scenario.policies.scheduling == first.scenario.policies.scheduling);
  CHECK(second.scenario.measure.until_s == first.scenario.measure.until_s);
  CHECK(second.scenario.measure.batches == 30);
  CHECK(second.scenario.measure.warmup_s == std::chrono::seconds(2));
  CHECK(second.scenario.cluster.pools[0].cpus == 0.5);
  CHECK(second.scenario.devices[0].speed_for(WorkKind::training) == 0.1);
  CHECK(second.scenario.admission.max_queued_jobs == 0U);
}

TEST_CASE("a cluster is written as a scenario's cluster file with the models the catalog lacks") {
  ClusterSpec cluster;
  cluster.pools.push_back({.name = "p", .zone = {}, .count = 2, .cpus = 8, .devices = {{"t4", 1}, {"rare-fpga", 2}}});
  const std::string text = write_cluster(cluster, {{.name = "rare-fpga", .kind = DeviceKind::fpga, .source = "a site"}, {.name = "t4"}});
  const Scenario scenario = read_text("{\"cluster\": " + text + ", \"workload\": \"trace.json\"}").scenario;
  CHECK(scenario.cluster.pools[0].devices.size() == 2);
  REQUIRE(scenario.cluster.devices.size() == 1);
  CHECK(scenario.cluster.devices[0].kind == DeviceKind::fpga);
}

TEST_CASE("the built-in catalog has positive speeds, a source each and no name twice") {
  std::map<std::string, int> names;
  for (const CatalogDevice& device : built_in_devices()) {
    CHECK(++names[device.name] == 1);
    CHECK(!device.source.empty());
    for (const WorkKind kind : work_kinds) CHECK(device.speed_for(kind) > 0);
  }
  for (const char* name : {"generic-cpu", "a100-sxm-80gb", "h100-sxm-80gb", "h200", "t4", "alveo-u280", "alveo-v80", "V100M16", "G3"}) {
    CHECK_MESSAGE(names.contains(name), name);
  }
}

TEST_CASE("a mutated scenario is a scenario or an InputError, nothing else") {
  const std::uint64_t seed = 20240607;
  CAPTURE(seed);
  const std::vector<std::string> valid{small, text_of(corpus + "whole_numbers.json"), write_scenario(read_text(small).scenario)};
  std::vector<std::string> texts;
  for (const auto& [file, message] : expected_messages()) texts.push_back(text_of(corpus + file));
  std::sort(texts.begin(), texts.end());
  Stream random(seed, "scenario mutations");
  const std::string pieces[] = {"{", "}", "[", "]", "\"", ",", ":", "null", "-1", "1e400", "true", "\\", "\xff", "\"name\"", "0.5", "{\"a\":[1]}"};
  std::size_t accepted = 0;
  for (int round = 0; round < 3000; ++round) {
    const std::vector<std::string>& from = random.below(2) == 0 ? valid : texts;
    std::string text = from[random.below(from.size())];
    for (std::uint64_t cut = 1 + random.below(3); cut > 0; --cut) {
      const std::size_t at = random.below(text.size() + 1);
      const std::size_t length = std::min<std::size_t>(random.below(8), text.size() - at);
      text.replace(at, length, pieces[random.below(std::size(pieces))]);
    }
    CAPTURE(text);
    try {
      read_text(text);
      ++accepted;
    } catch (const InputError& error) {
      CHECK(!error.problems().empty());
    }
  }
  CHECK(accepted > 0);
}
