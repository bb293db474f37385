// plan_fields.cpp -- how the parts of a plan file are read, written and described.
#include "scenarios/plan/plan_fields.h"

namespace suanli {
namespace {

constexpr double most_devices = 1 << 20;
constexpr double most_size = 1e9;

using P = Of<PlanFile>;
constexpr Field<PlanFile> plan_file_table[] = {
    P::field<&PlanFile::name>({.key = "name", .help = "short name of the question; the file's when left out"}),
    P::field<&PlanFile::why>({.key = "why", .help = "the question this file answers, in one sentence"}),
    P::field<&PlanFile::model>({.key = "model", .required = true, .help = "a name of the catalog (suanli list models), a model, or a path to a file of one"}),
    P::field<&PlanFile::devices>({.key = "devices", .required = true, .help = "the devices, all of one kind or a list of groups, or a path to a file of them"}),
    P::field<&PlanFile::batch>({.key = "batch", .low = 1, .high = most_size, .required = true, .help = "sequences of one step, over all devices"}),
    P::field<&PlanFile::sequence>({.key = "sequence", .low = 1, .high = most_size, .help = "tokens of a sequence; null: the model's"}),
    P::field<&PlanFile::dtype>({.key = "dtype", .choices = "bf16|fp16|fp8|fp32", .help = "of the matrix products"}),
    P::field<&PlanFile::contexts>({.key = "contexts", .low = 1, .high = 1024, .help = "largest cp that is searched"}),
    P::field<&PlanFile::plan>({.key = "plan", .help = "parts of the plan that are given; what is left out is searched"}),
    P::field<&PlanFile::objective>({.key = "objective", .choices = "time|cost|energy", .help = "what the best plan has least of, each for one step"}),
    P::field<&PlanFile::top>({.key = "top", .low = 1, .high = 1000, .help = "plans to tell"}),
    P::field<&PlanFile::device_catalog>({.key = "device_catalog", .help = "devices of your own, one or a list, or paths to files of them"}),
    P::field<&PlanFile::network_catalog>({.key = "network_catalog", .help = "networks of your own, one or a list, or paths to files of them"}),
    P::field<&PlanFile::model_catalog>({.key = "model_catalog", .help = "models of your own, one or a list, or paths to files of them"}),
};

using M = Of<PlanModel>;
constexpr Field<PlanModel> model_table[] = {
    M::field<&PlanModel::name>({.key = "name", .help = "how it is called in results"}),
    M::field<&PlanModel::layers>({.key = "layers", .low = 1, .high = 1e6, .required = true, .help = "transformer layers"}),
    M::field<&PlanModel::hidden>({.key = "hidden", .low = 1, .high = most_size, .required = true, .help = "hidden size"}),
    M::field<&PlanModel::heads>({.key = "heads", .low = 1, .high = 1e6, .required = true, .help = "attention heads"}),
    M::field<&PlanModel::kv_heads>({.key = "kv_heads", .low = 0, .high = 1e6, .help = "heads of keys and values; 0: as many as heads"}),
    M::field<&PlanModel::ffn>({.key = "ffn", .low = 0, .high = most_size, .help = "inner size of the MLP or of one expert; 0: 4 x hidden"}),
    M::field<&PlanModel::vocab>({.key = "vocab", .low = 1, .high = most_size, .required = true, .help = "tokens of the table"}),
    M::field<&PlanModel::sequence>({.key = "sequence", .low = 0, .high = most_size, .help = "tokens of a training sequence; 0: the plan file says it"}),
    M::field<&PlanModel::experts>({.key = "experts", .low = 0, .high = 1e6, .help = "experts of a layer; 0: dense"}),
    M::field<&PlanModel::experts_per_token>({.key = "experts_per_token", .low = 0, .high = 1e6, .help = "experts that a token meets"}),
    M::field<&PlanModel::gated>({.key = "gated_mlp", .help = "whether the MLP has a gate: three matrices"}),
    M::field<&PlanModel::causal>({.key = "causal", .help = "whether a token sees only those before it"}),
    M::field<&PlanModel::style>({.key = "style", .choices = "gpt|llama", .help = "biases, learned positions and one table; or none and two"}),
    M::field<&PlanModel::source>({.key = "source", .help = "where the shape comes from"}),
};

using G = Of<PlanDevices>;
constexpr Field<PlanDevices> group_table[] = {
    G::field<&PlanDevices::model>({.key = "model", .required = true, .help = "a name of the catalog (suanli list devices) or of device_catalog"}),
    G::field<&PlanDevices::count>({.key = "count", .low = 1, .high = most_devices, .required = true, .help = "devices; a list: each number is tried"}),
    G::field<&PlanDevices::per_node>({.key = "per_node", .low = 1, .high = 1024, .help = "devices of a node; null: the network's"}),
    G::field<&PlanDevices::network>({.key = "network", .help = "a name of the catalog or of network_catalog; empty: by network_gb_per_s"}),
    G::field<&PlanDevices::network_gb_per_s>(
        {.key = "network_gb_per_s", .unit = "GB/s", .low = 0, .high = 1e6, .help = "of a node, each way; null: the network's, or what is usual for the device"}),
    G::field<&PlanDevices::node_other_w>(
        {.key = "node_other_w", .unit = "W", .low = 0, .high = 1e6, .help = "power of a node beside its devices; null: the network's"}),
    G::field<&PlanDevices::price_usd_per_hour>(
        {.key = "price_usd_per_hour", .unit = "USD/h", .low = 0, .high = 1e6, .help = "of one device; null: the catalog's, which has few"}),
    G::field<&PlanDevices::usable_memory>(
        {.key = "usable_memory", .unit = "1", .low = 0, .high = 1, .above_low = true, .help = "share of a device's memory that a plan may fill"}),
};

using V = Of<GivenPlan>;
constexpr Field<GivenPlan> given_table[] = {
    V::field<&GivenPlan::tp>({.key = "tp", .low = 1, .high = most_devices, .help = "devices that share each tensor"}),
    V::field<&GivenPlan::pp>({.key = "pp", .low = 1, .high = most_devices, .help = "stages of the pipeline"}),
    V::field<&GivenPlan::dp>({.key = "dp", .low = 1, .high = most_devices, .help = "replicas of the model"}),
    V::field<&GivenPlan::ep>({.key = "ep", .low = 1, .high = most_devices, .help = "replicas that share the experts"}),
    V::field<&GivenPlan::cp>({.key = "cp", .low = 1, .high = most_devices, .help = "devices that share each sequence"}),
    V::field<&GivenPlan::microbatch>({.key = "microbatch", .low = 1, .high = most_size, .help = "sequences that pass the pipeline together"}),
    V::field<&GivenPlan::interleave>({.key = "interleave", .low = 1, .high = 1e6, .help = "chunks of layers on each device"}),
    V::field<&GivenPlan::recompute>({.key = "recompute", .choices = "none|selective|full", .help = "activations that are calculated again"}),
    V::field<&GivenPlan::zero>({.key = "zero", .low = 0, .high = 3, .help = "what the replicas share: 1 optimizer, 2 and gradients, 3 and weights"}),
    V::field<&GivenPlan::sequence_parallel>({.key = "sequence_parallel", .help = "norms and dropout cut over tp too"}),
    V::field<&GivenPlan::overlap>({.key = "overlap", .help = "all three of the next, where they are left out"}),
    V::field<&GivenPlan::overlap_tp>({.key = "overlap_tp", .help = "tensor exchanges run beside the work"}),
    V::field<&GivenPlan::overlap_pp>({.key = "overlap_pp", .help = "messages between stages run beside the work"}),
    V::field<&GivenPlan::overlap_dp>({.key = "overlap_dp", .help = "gradients are exchanged beside the backward pass"}),
    V::field<&GivenPlan::fused_attention>({.key = "fused_attention", .help = "FlashAttention or its like"}),
    V::field<&GivenPlan::scatter_gather>({.key = "scatter_gather", .help = "stages pass 1/tp of a tensor each"}),
    V::field<&GivenPlan::offload>(
        {.key = "offload", .unit = "1", .low = 0, .high = 1, .help = "share of the optimizer state in the host's memory; not searched"}),
    V::field<&GivenPlan::gradient_dtype>({.key = "gradient_dtype", .choices = "bf16|fp32", .help = "of the gradients that are kept and exchanged; not searched"}),
};

}  // namespace

template <>
std::span<const Field<PlanFile>> fields_of<PlanFile>() {
  return plan_file_table;
}
template <>
std::span<const Field<PlanModel>> fields_of<PlanModel>() {
  return model_table;
}
template <>
std::span<const Field<PlanDevices>> fields_of<PlanDevices>() {
  return group_table;
}
template <>
std::span<const Field<GivenPlan>> fields_of<GivenPlan>() {
  return given_table;
}

void Codec<ModelChoice>::read(const Node& node, const FieldSpec& spec, ModelChoice& target) {
  if (node.value.is_object()) {
    Codec<PlanModel>::read(node, spec, target.model.emplace());
  } else if (node.value.is_string()) {
    target.name = node.value.get<std::string>();
  } else {
    node.complain("must be the name of a model or an object, not " + shown(node.value), std::string(spec.help));
  }
}

Json Codec<ModelChoice>::write(const FieldSpec&, const ModelChoice& choice) {
  return choice.model ? sparse_object(*choice.model) : Json(choice.name);
}

Json Codec<ModelChoice>::schema(const FieldSpec&) {
  return {{"anyOf", Json::array({Json{{"type", "string"}, {"minLength", 1}}, object_schema<PlanModel>()})}};
}

}  // namespace suanli
