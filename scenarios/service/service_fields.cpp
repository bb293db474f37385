// service_fields.cpp -- how a service is read, written and described.
#include "scenarios/service/service_fields.h"

namespace suanli {
namespace {

constexpr double most_seconds = 9.2e9;
constexpr double most_count = 4294967295.0;
constexpr double most_step_s = 1e4;

using S = Of<ScenarioService>;
constexpr Field<ScenarioService> service_table[] = {
    S::field<&ScenarioService::name>({.key = "name", .required = true, .help = "name of the service, as requests name it"}),
    S::field<&ScenarioService::replicas>({.key = "replicas", .low = 0, .high = 1e6, .help = "at the start, ready at once"}),
    S::field<&ScenarioService::demand>({.key = "demand", .required = true, .help = "what one replica holds"}),
    S::field<&ScenarioService::model>(
        {.key = "model",
         .help = "a language model: a name of the catalog (suanli list models) or an object; step times follow from it"}),
    S::field<&ScenarioService::plan>({.key = "plan", .help = "how the devices of a replica share the model"}),
    S::field<&ScenarioService::work>(
        {.key = "work", .help = "instead of a model: a work of the catalog, figures of one sample, or a kernel of an FPGA"}),
    S::field<&ScenarioService::steps>(
        {.key = "steps", .help = "instead of a model: step times by hand; none of the three: requests have duration_s"}),
    S::field<&ScenarioService::serving>(
        {.key = "serving",
         .help =
             "how a replica answers, a name or an object; null: continuous_batching with a model or steps, else fifo_slots"}),
    S::field<&ScenarioService::balancing>(
        {.key = "balancing", .help = "which replica gets a request; null: as policies.balancing"}),
    S::field<&ScenarioService::scaling>({.key = "scaling", .help = "how many replicas; null: as policies.scaling"}),
    S::field<&ScenarioService::weights>(
        {.key = "weights",
         .unit = "1",
         .low = 0,
         .high = 1e9,
         .above_low = true,
         .help = "of replicas for balancers, by pool or device model; those not named: requests/s of a reference batch "
                 "(32 requests of 1024 + 256 tokens, or 32 samples; else the device's inference speed), the fastest kind 1"}),
    S::field<&ScenarioService::slo>({.key = "slo", .help = "what is promised; an empty object: that requests complete"}),
    S::field<&ScenarioService::gateway>({.key = "gateway", .help = "which requests are taken in, and who waits first"}),
    S::field<&ScenarioService::retry>({.key = "retry", .help = "what clients do when a request fails"}),
    S::field<&ScenarioService::hedge>({.key = "hedge", .help = "second copies of slow requests"}),
    S::field<&ScenarioService::information_delay_s>({.key = "information_delay_s",
                                                     .unit = "s",
                                                     .low = 0,
                                                     .high = most_seconds,
                                                     .help = "how old what the balancer sees of loads is"}),
};

using D = Of<ServiceDemand>;
constexpr Field<ServiceDemand> demand_table[] = {
    D::field<&ServiceDemand::tasks>(
        {.key = "tasks", .low = 1, .high = 1e6, .help = "tasks of a replica, placed all or none; the rest is of each"}),
    D::field<&ServiceDemand::cpus>(
        {.key = "cpus", .low = 0, .high = 1e9, .help = "CPUs, to a thousandth; null: 1 without devices, else 0"}),
    D::field<&ServiceDemand::memory_gib>(
        {.key = "memory_gib", .unit = "GiB", .low = 0, .high = 953674316.0, .help = "memory of the node"}),
    D::field<&ServiceDemand::gpus>({.key = "gpus", .low = 0, .high = 64, .help = "GPUs; a share of one below 1"}),
    D::field<&ServiceDemand::fpgas>({.key = "fpgas", .low = 0, .high = 64, .help = "FPGAs"}),
    D::field<&ServiceDemand::device_model>(
        {.key = "device_model", .help = "allowed models of the GPU, else the FPGA, else the CPU; empty: any"}),
    D::field<&ServiceDemand::zones>({.key = "zones", .help = "allowed zones; empty: any"}),
};

constexpr std::string_view numbers = "bf16|fp16|fp8|int8|fp32";

using P = Of<ServicePlan>;
constexpr Field<ServicePlan> plan_table[] = {
    P::field<&ServicePlan::tp>(
        {.key = "tp", .low = 1, .high = 1e6, .help = "devices that share each tensor; null: all devices of the replica / pp"}),
    P::field<&ServicePlan::pp>({.key = "pp", .low = 1, .high = 1e6, .help = "stages of the pipeline"}),
    P::field<&ServicePlan::dtype>({.key = "dtype", .choices = numbers, .help = "of weights and products"}),
    P::field<&ServicePlan::cache_dtype>(
        {.key = "cache_dtype", .choices = numbers, .help = "of keys and values; null: as dtype"}),
};

using W = Of<ServiceWork>;
constexpr Field<ServiceWork> work_table[] = {
    W::field<&ServiceWork::name>(
        {.key = "name", .help = "a work of the catalog (suanli list models); empty: the figures below"}),
    W::field<&ServiceWork::flops>({.key = "flops", .unit = "FLOP", .low = 0, .high = 1e30, .help = "of one sample"}),
    W::field<&ServiceWork::bytes>(
        {.key = "bytes", .unit = "B", .low = 0, .high = 1e30, .help = "of one sample through the device's memory"}),
    W::field<&ServiceWork::lookup_bytes>(
        {.key = "lookup_bytes", .unit = "B", .low = 0, .high = 1e30, .help = "of one sample, from tables at random places"}),
    W::field<&ServiceWork::input_bytes>(
        {.key = "input_bytes", .unit = "B", .low = 0, .high = 1e30, .help = "of one sample, from the host"}),
    W::field<&ServiceWork::parameters_million>(
        {.key = "parameters_million", .unit = "1e6", .low = 0, .high = 1e9, .help = "to be loaded"}),
    W::field<&ServiceWork::dtype>({.key = "dtype", .choices = numbers, .help = "of the arithmetic"}),
    W::field<&ServiceWork::clock_mhz>(
        {.key = "clock_mhz", .unit = "MHz", .low = 0, .high = 1e5, .help = "of a kernel on an FPGA; 0: no kernel"}),
    W::field<&ServiceWork::depth>(
        {.key = "depth", .unit = "cycles", .low = 1, .high = 1e12, .help = "cycles of the kernel's pipeline"}),
    W::field<&ServiceWork::interval>(
        {.key = "interval", .unit = "cycles", .low = 1, .high = 1e12, .help = "cycles between two samples of a kernel"}),
    W::field<&ServiceWork::copies>({.key = "copies", .low = 1, .high = 1e6, .help = "of the kernel on each FPGA"}),
};

using T = Of<ServiceSteps>;
constexpr Field<ServiceSteps> steps_table[] = {
    T::field<&ServiceSteps::prefill_s>({.key = "prefill_s",
                                        .unit = "s",
                                        .low = 0,
                                        .high = most_step_s,
                                        .required = true,
                                        .help = "of an iteration that reads prompts"}),
    T::field<&ServiceSteps::prefill_s_per_token>(
        {.key = "prefill_s_per_token", .unit = "s", .low = 0, .high = 1, .help = "for each new token of them"}),
    T::field<&ServiceSteps::prefill_s_per_pair>({.key = "prefill_s_per_pair",
                                                 .unit = "s",
                                                 .low = 0,
                                                 .high = 1,
                                                 .help = "for each pair of a new token and one before it: n (n / 2 + past)"}),
    T::field<&ServiceSteps::decode_s>({.key = "decode_s",
                                       .unit = "s",
                                       .low = 0,
                                       .high = most_step_s,
                                       .required = true,
                                       .help = "of an iteration that makes one token each"}),
    T::field<&ServiceSteps::decode_s_per_request>(
        {.key = "decode_s_per_request", .unit = "s", .low = 0, .high = 1, .help = "for each request in it"}),
    T::field<&ServiceSteps::decode_s_per_context_token>({.key = "decode_s_per_context_token",
                                                         .unit = "s",
                                                         .low = 0,
                                                         .high = 1,
                                                         .help = "for each cached token that they attend to; to a picosecond"}),
    T::field<&ServiceSteps::mixed_factor>(
        {.key = "mixed_factor", .unit = "1", .low = 1, .high = 100, .help = "of an iteration with both, over its parts"}),
    T::field<&ServiceSteps::cache_blocks>(
        {.key = "cache_blocks", .low = 0, .high = 1e15, .help = "blocks of keys and values of a replica; 0: without bound"}),
    T::field<&ServiceSteps::cache_bytes_per_token>({.key = "cache_bytes_per_token",
                                                    .unit = "B",
                                                    .low = 0,
                                                    .high = 1e12,
                                                    .help = "for copies to the host and between replicas"}),
};

constexpr FieldSpec ttft_spec{.key = "ttft_s",
                              .unit = "s",
                              .low = 0,
                              .high = most_seconds,
                              .above_low = true,
                              .help = "from arrival to the first token; null: no limit"};
constexpr FieldSpec tpot_spec{.key = "tpot_s",
                              .unit = "s",
                              .low = 0,
                              .high = most_seconds,
                              .above_low = true,
                              .help = "per token after the first; null: no limit"};
constexpr FieldSpec latency_spec{.key = "latency_s",
                                 .unit = "s",
                                 .low = 0,
                                 .high = most_seconds,
                                 .above_low = true,
                                 .help = "from arrival to the end; null: no limit"};

using L = Of<ServiceSlo>;
constexpr Field<ServiceSlo> slo_table[] = {
    L::field<&ServiceSlo::ttft>(ttft_spec),
    L::field<&ServiceSlo::tpot>(tpot_spec),
    L::field<&ServiceSlo::latency>(latency_spec),
    L::field<&ServiceSlo::tiers>({.key = "tiers", .help = "limits of requests of higher priority, instead of those above"}),
};

using R = Of<ServiceTier>;
constexpr Field<ServiceTier> tier_table[] = {
    R::field<&ServiceTier::priority>({.key = "priority",
                                      .low = -2147483648.0,
                                      .high = 2147483647.0,
                                      .required = true,
                                      .help = "of this priority and above, up to the next tier"}),
    R::field<&ServiceTier::ttft>(ttft_spec),
    R::field<&ServiceTier::tpot>(tpot_spec),
    R::field<&ServiceTier::latency>(latency_spec),
};

using G = Of<ServiceGateway>;
constexpr Field<ServiceGateway> gateway_table[] = {
    G::field<&ServiceGateway::order>(
        {.key = "order", .choices = "arrival|priority", .help = "who goes first while requests wait for a replica"}),
    G::field<&ServiceGateway::max_queue>({.key = "max_queue",
                                          .low = 0,
                                          .high = most_count,
                                          .help = "most requests that wait there; more are rejected; null: no limit"}),
    G::field<&ServiceGateway::max_outstanding>(
        {.key = "max_outstanding",
         .low = 1,
         .high = most_count,
         .help = "most requests that wait or are served; more are rejected; null: no limit"}),
    G::field<&ServiceGateway::replica_outstanding>(
        {.key = "replica_outstanding",
         .low = 1,
         .high = most_count,
         .help = "most requests at one replica; one that has so many is sent no more, and requests wait at the gateway; null: no limit"}),
    G::field<&ServiceGateway::requests_per_s>(
        {.key = "requests_per_s",
         .unit = "1/s",
         .low = 0,
         .high = 1e9,
         .above_low = true,
         .help = "rate of a token bucket; a request without a token is rejected; null: none"}),
    G::field<&ServiceGateway::burst>({.key = "burst", .low = 1, .high = 1e9, .help = "tokens that the bucket holds"}),
};

using Y = Of<RetryRules>;
constexpr Field<RetryRules> retry_table[] = {
    Y::field<&RetryRules::timeout>({.key = "timeout_s",
                                    .unit = "s",
                                    .low = 0,
                                    .high = most_seconds,
                                    .above_low = true,
                                    .help = "of one attempt; null: clients wait for ever"}),
    Y::field<&RetryRules::retries>(
        {.key = "retries", .low = 0, .high = 1000, .help = "further attempts after a timeout or a rejection"}),
    Y::field<&RetryRules::backoff>(
        {.key = "backoff_s", .unit = "s", .low = 1e-9, .high = most_seconds, .help = "wait before the first of them"}),
    Y::field<&RetryRules::factor>(
        {.key = "factor", .unit = "1", .low = 1, .high = 1000, .help = "each further wait is so much longer"}),
    Y::field<&RetryRules::longest>(
        {.key = "longest_s", .unit = "s", .low = 1e-9, .high = most_seconds, .help = "longest wait"}),
    Y::field<&RetryRules::jitter>(
        {.key = "jitter", .unit = "1", .low = 0, .high = 1, .help = "waits are drawn from wait x [1 - jitter, 1 + jitter]"}),
};

using H = Of<HedgeRules>;
constexpr Field<HedgeRules> hedge_table[] = {
    H::field<&HedgeRules::after>(
        {.key = "after_s",
         .unit = "s",
         .low = 0,
         .high = most_seconds,
         .above_low = true,
         .help = "a request that is not answered so long after it was sent is sent to a second replica; null: never"}),
    H::field<&HedgeRules::until>({.key = "until", .choices = "first_token|end", .help = "what the copies race for"}),
};

}  // namespace

template <>
std::span<const Field<ScenarioService>> fields_of<ScenarioService>() {
  return service_table;
}
template <>
std::span<const Field<ServiceDemand>> fields_of<ServiceDemand>() {
  return demand_table;
}
template <>
std::span<const Field<ServicePlan>> fields_of<ServicePlan>() {
  return plan_table;
}
template <>
std::span<const Field<ServiceWork>> fields_of<ServiceWork>() {
  return work_table;
}
template <>
std::span<const Field<ServiceSteps>> fields_of<ServiceSteps>() {
  return steps_table;
}
template <>
std::span<const Field<ServiceSlo>> fields_of<ServiceSlo>() {
  return slo_table;
}
template <>
std::span<const Field<ServiceTier>> fields_of<ServiceTier>() {
  return tier_table;
}
template <>
std::span<const Field<ServiceGateway>> fields_of<ServiceGateway>() {
  return gateway_table;
}
template <>
std::span<const Field<RetryRules>> fields_of<RetryRules>() {
  return retry_table;
}
template <>
std::span<const Field<HedgeRules>> fields_of<HedgeRules>() {
  return hedge_table;
}

void Codec<std::map<std::string, double>>::read(const Node& node, const FieldSpec& spec,
                                                std::map<std::string, double>& target) {
  if (!expect_object(node)) return;
  for (const auto& [key, value] : node.value.items()) {
    if (const auto number = read_number(node.member(key, value), spec)) target[key] = *number;
  }
}

Json Codec<std::map<std::string, double>>::write(const FieldSpec&, const std::map<std::string, double>& weights) {
  Json object = Json::object();
  for (const auto& [key, value] : weights) object[key] = written_number(value);
  return object;
}

Json Codec<std::map<std::string, double>>::schema(const FieldSpec& spec) {
  return {{"type", "object"}, {"additionalProperties", range_schema("number", spec)}};
}

void Codec<ServiceWork>::read(const Node& node, const FieldSpec& spec, ServiceWork& target) {
  if (node.value.is_string())
    target.name = node.value.get<std::string>();
  else if (node.value.is_object())
    read_object(node, target);
  else
    node.complain("must be the name of a work or an object, not " + shown(node.value), std::string(spec.help));
}

Json Codec<ServiceWork>::write(const FieldSpec&, const ServiceWork& work) {
  return sparse_object(work);
}

Json Codec<ServiceWork>::schema(const FieldSpec&) {
  return {{"anyOf", Json::array({Json{{"type", "string"}, {"minLength", 1}}, object_schema<ServiceWork>()})}};
}

}  // namespace suanli
