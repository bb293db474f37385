// service.h -- an online service as a scenario says it: what a replica holds, how it answers, who sends it requests and by
// which rules.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/plan/plan_file.h"
#include "scenarios/policy_choice.h"
#include "sim/model/service.h"

namespace suanli {

// Of one task of a replica, in the units of jobs in traces.
struct ServiceDemand {
  std::uint32_t tasks = 1;  // a gang
  std::optional<double> cpus;
  double memory_gib = 0;
  double gpus = 0;
  std::int32_t fpgas = 0;
  std::vector<std::string> device_model;
  std::vector<std::string> zones;
};

enum class ServingNumbers : unsigned char { bf16, fp16, fp8, int8, fp32 };

// How the devices of a replica share a language model.
struct ServicePlan {
  std::optional<std::int64_t> tp;  // none: the devices / pp
  std::int64_t pp = 1;
  ServingNumbers dtype = ServingNumbers::bf16;
  std::optional<ServingNumbers> cache_dtype;  // none: as dtype
};

// One sample through another model, by the catalog or by figures; or one item through a kernel of an FPGA.
struct ServiceWork {
  std::string name;  // of the catalog; empty: by the figures
  double flops = 0;
  double bytes = 0;
  double lookup_bytes = 0;
  double input_bytes = 0;
  double parameters_million = 0;
  ServingNumbers dtype = ServingNumbers::bf16;
  double clock_mhz = 0;  // 0: no kernel
  double depth = 1;
  double interval = 1;
  double copies = 1;
};

// Step times by hand: prefill_s + prefill_s_per_token x tokens + prefill_s_per_pair x pairs, and so on. The same on every
// device.
struct ServiceSteps {
  double prefill_s = 0;
  double prefill_s_per_token = 0;
  double prefill_s_per_pair = 0;
  double decode_s = 0;
  double decode_s_per_request = 0;
  double decode_s_per_context_token = 0;
  double mixed_factor = 1;
  std::uint64_t cache_blocks = 0;  // 0: without bound
  double cache_bytes_per_token = 0;
};

struct ServiceTier : SloLimits {
  std::int32_t priority = 0;
};

struct ServiceSlo : SloLimits {
  std::vector<ServiceTier> tiers;
};

enum class GatewayOrder : unsigned char { arrival, priority };

struct ServiceGateway {
  GatewayOrder order = GatewayOrder::arrival;
  std::optional<std::uint32_t> max_queue;
  std::optional<std::uint32_t> max_outstanding;
  std::optional<std::uint32_t> replica_outstanding;
  std::optional<double> requests_per_s;
  double burst = 1;
};

struct ScenarioService {
  std::string name;
  std::uint32_t replicas = 1;
  ServiceDemand demand;
  // How it answers: one of model, work and steps, or requests have durations.
  std::optional<ModelChoice> model;
  std::optional<ServicePlan> plan;
  std::optional<ServiceWork> work;
  std::optional<ServiceSteps> steps;
  std::optional<PolicyChoice> serving;    // none: by the above; filled in by read_scenario
  std::optional<PolicyChoice> balancing;  // none: policies.balancing
  std::optional<ScalingChoice> scaling;   // none: policies.scaling
  std::map<std::string, double> weights;  // by pool or device model
  ServiceSlo slo;
  ServiceGateway gateway;
  RetryRules retry;
  HedgeRules hedge;
  Duration information_delay_s{};
};

}  // namespace suanli
