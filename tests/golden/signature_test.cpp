// signature_test.cpp -- the behaviour of every policy pinned by its signature: equal signatures mean equal decisions.
//
// A change here is a change of behaviour: say so in the commit, with the old and the new signature and the reason.
#include <doctest/doctest.h>

#include "policies/registry.h"
#include "sim/engine/engine.h"
#include "sim/report/recorder.h"
#include "sim/report/run_facts.h"
#include "tests/support/replay.h"
#include "workloads/generate/preset_workload.h"

namespace suanli::test {
namespace {

std::string signature_of(const Workload& workload, const Cluster& cluster, const PolicyChoice& scheduling, const PolicyChoice& placement) {
  const auto* order = find_entry(scheduling::entries(), scheduling.name);
  const auto* place = find_entry(placement::entries(), placement.name);
  REQUIRE(order != nullptr);
  REQUIRE(place != nullptr);
  const auto scheduler = order->make(params_of(*order, scheduling.params), {1});
  const auto placer = place->make(params_of(*place, placement.params), {1});
  Recorder recorder(workload, cluster, {});
  Observer* observers[] = {&recorder};
  Engine(workload, cluster, *scheduler, *placer, {}, observers).run();
  return run_facts(recorder.take(), workload).signature;
}

struct Golden {
  PolicyChoice policy;
  std::string signature;
};

PolicyChoice easy(const char* semantics, const char* estimates, const char* order) {
  return {"easy_backfill",
          {{"semantics", std::string(semantics)}, {"estimates", std::string(estimates)}, {"backfill_order", std::string(order)}}};
}

}  // namespace

TEST_CASE("every scheduling policy behaves as it did on a batch machine") {
  const auto workload = preset_workload("kth-like", 3'000, 1);
  const Cluster cluster = one_machine(100);
  const std::vector<Golden> goldens{
      {{"fcfs", {}}, "8b701aedfc387e72"},
      {{"sjf", {}}, "12f92d92b90a4c42"},
      {{"ljf", {}}, "c792a4e9f0d0bb3f"},
      {{"smallest_first", {}}, "6d1c1f2f9d6448f5"},
      {{"conservative_backfill", {}}, "25d3da1e793f2708"},
      {easy("batched", "requested", "arrival"), "ac7882a2902fffb8"},
      {easy("batched", "perfect", "shortest"), "7463258b4ca8bdd2"},
      {easy("published", "requested", "arrival"), "ac7882a2902fffb8"},
      {easy("published", "user_history", "shortest"), "b1f3a2cab2463584"},
  };
  for (const Golden& golden : goldens) {
    CAPTURE(golden.policy.name);
    CHECK(signature_of(*workload, cluster, golden.policy, {"first_fit", {}}) == golden.signature);
  }
}

TEST_CASE("every placement policy behaves as it did on GPU nodes") {
  const auto workload = preset_workload("openb-like", 3'000, 1);
  ClusterSpec spec;
  spec.pools.push_back({.name = "small", .count = 12, .cpus = 64, .memory_gib = 256, .devices = {{"gpu", 2}}, .rack_size = 4});
  spec.pools.push_back({.name = "large", .count = 8, .cpus = 128, .memory_gib = 768, .devices = {{"gpu", 8}}, .rack_size = 4});
  const Cluster cluster(std::move(spec), {{.name = "generic-cpu", .kind = DeviceKind::cpu}, {.name = "gpu", .kind = DeviceKind::gpu}});
  const std::vector<Golden> goldens{
      {{"first_fit", {}}, "d74995e8869831b3"},
      {{"best_fit", {}}, "137cd12b10ac999d"},
      {{"best_fit", {{"score", std::string("weighted")}}}, "bed3cf59f20f4e09"},
      {{"worst_fit", {}}, "3d82e87cd8fc47a9"},
      {{"round_robin", {}}, "a7604f217a7b88c8"},
      {{"random", {}}, "25abac8243526517"},
  };
  for (const Golden& golden : goldens) {
    CAPTURE(golden.policy.name);
    CHECK(signature_of(*workload, cluster, {"fcfs", {}}, golden.policy) == golden.signature);
  }
}

TEST_CASE("gangs are consolidated as they were") {
  const auto workload = preset_workload("philly-like", 3'000, 1);
  const Cluster cluster = gpu_nodes(12, 8);
  const std::vector<Golden> goldens{
      {{"best_fit", {}}, "bd46578cf066fbbf"},
      {{"consolidated", {}}, "c4f3b93e71182e0a"},
      {{"helios_consolidated", {}}, "3cf60deed8f99175"},
  };
  for (const Golden& golden : goldens) {
    CAPTURE(golden.policy.name);
    CHECK(signature_of(*workload, cluster, {"fcfs", {}}, golden.policy) == golden.signature);
  }
}

}  // namespace suanli::test
