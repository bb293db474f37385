// cost_fields.cpp -- the tables of fields of the cost model's catalogs.
#include "scenarios/cost_fields.h"

namespace suanli {
namespace {

constexpr double most = 1e12;

using D = Of<DeviceFigures>;
constexpr Field<DeviceFigures> device_table[] = {
    D::field<&DeviceFigures::device>({.key = "device", .required = true, .help = "a model of the device catalog"}),
    D::field<&DeviceFigures::peak_fp32_tflops>(
        {.key = "peak_fp32_tflops", .unit = "TFLOP/s", .low = 0, .high = most, .help = "dense; 0: not offered"}),
    D::field<&DeviceFigures::peak_bf16_tflops>({.key = "peak_bf16_tflops",
                                                .unit = "TFLOP/s",
                                                .low = 0,
                                                .high = most,
                                                .help = "dense, or fp16 where there is no bf16"}),
    D::field<&DeviceFigures::peak_fp8_tflops>(
        {.key = "peak_fp8_tflops", .unit = "TFLOP/s", .low = 0, .high = most, .help = "dense; 0: not offered"}),
    D::field<&DeviceFigures::peak_int8_tops>(
        {.key = "peak_int8_tops", .unit = "TOP/s", .low = 0, .high = most, .help = "dense; 0: not offered"}),
    D::field<&DeviceFigures::memory_gb>(
        {.key = "memory_gb", .unit = "GB", .low = 0, .high = 1e6, .help = "of the device itself"}),
    D::field<&DeviceFigures::memory_gb_per_s>(
        {.key = "memory_gb_per_s", .unit = "GB/s", .low = 0, .high = 1e6, .help = "peak"}),
    D::field<&DeviceFigures::link_gb_per_s>(
        {.key = "link_gb_per_s", .unit = "GB/s", .low = 0, .high = 1e6, .help = "to devices of its node, per direction"}),
    D::field<&DeviceFigures::nic_gb_per_s>(
        {.key = "nic_gb_per_s", .unit = "GB/s", .low = 0, .high = 1e6, .help = "its usual share of the adapters"}),
    D::field<&DeviceFigures::host_link_gb_per_s>(
        {.key = "host_link_gb_per_s", .unit = "GB/s", .low = 0, .high = 1e6, .help = "to the host's memory, per direction"}),
    D::field<&DeviceFigures::peak_w>({.key = "peak_w", .unit = "W", .low = 0, .high = 1e6, .help = "thermal design power"}),
    D::field<&DeviceFigures::idle_w>({.key = "idle_w", .unit = "W", .low = 0, .high = 1e6, .help = "power without work"}),
    D::field<&DeviceFigures::price_usd_per_hour>(
        {.key = "price_usd_per_hour", .unit = "USD/h", .low = 0, .high = 1e6, .help = "0: not known"}),
    D::field<&DeviceFigures::bus_reduce_gb_per_s>({.key = "bus_reduce_gb_per_s",
                                                   .unit = "GB/s",
                                                   .low = 0,
                                                   .high = 1e6,
                                                   .help = "bus rate of a large all-reduce in a node"}),
    D::field<&DeviceFigures::bus_gather_gb_per_s>({.key = "bus_gather_gb_per_s",
                                                   .unit = "GB/s",
                                                   .low = 0,
                                                   .high = 1e6,
                                                   .help = "bus rate of a large all-gather in a node"}),
    D::field<&DeviceFigures::matrix_efficiency>(
        {.key = "matrix_efficiency", .unit = "GFLOP", .help = "of matrix products, by their size"}),
    D::field<&DeviceFigures::matrix_memory_efficiency>(
        {.key = "matrix_memory_efficiency", .unit = "MB", .help = "of matrix products bound by memory, by what they move"}),
    D::field<&DeviceFigures::stream_efficiency>(
        {.key = "stream_efficiency", .unit = "MB", .help = "of elementwise operators, by what they move"}),
    D::field<&DeviceFigures::attention_efficiency>(
        {.key = "attention_efficiency", .unit = "GFLOP", .help = "of fused attention, by its size"}),
    D::field<&DeviceFigures::cache_read_efficiency>(
        {.key = "cache_read_efficiency", .unit = "MB", .help = "of decode attention, by the keys and values it reads"}),
    D::field<&DeviceFigures::curves_of>(
        {.key = "curves_of", .help = "another device whose five curves stand in for unmeasured ones"}),
    D::field<&DeviceFigures::sustained_share>({.key = "sustained_share",
                                               .unit = "1",
                                               .low = 0,
                                               .high = 1,
                                               .above_low = true,
                                               .help = "of the peak, that large products keep up"}),
    D::field<&DeviceFigures::narrow_share>({.key = "narrow_share",
                                            .unit = "1",
                                            .low = 0,
                                            .high = 1,
                                            .above_low = true,
                                            .help = "of that, what 8-bit products reach"}),
    D::field<&DeviceFigures::score_share>({.key = "score_share",
                                           .unit = "1",
                                           .low = 0,
                                           .high = 1,
                                           .above_low = true,
                                           .help = "of the stream rate, what attention scores reach"}),
    D::field<&DeviceFigures::kernel_us>({.key = "kernel_us", .unit = "us", .low = 0, .high = 1e6, .help = "shortest kernel"}),
    D::field<&DeviceFigures::launch_us>(
        {.key = "launch_us", .unit = "us", .low = 0, .high = 1e6, .help = "host time per kernel of an eager framework"}),
    D::field<&DeviceFigures::update_ms>(
        {.key = "update_ms", .unit = "ms", .low = 0, .high = 1e6, .help = "host time per training step"}),
    D::field<&DeviceFigures::serving_floor_us>({.key = "serving_floor_us",
                                                .unit = "us",
                                                .low = 0,
                                                .high = 1e6,
                                                .help = "host time of an eager serving engine per layer of a step"}),
    D::field<&DeviceFigures::serving_prompt_floor_us>({.key = "serving_prompt_floor_us",
                                                       .unit = "us",
                                                       .low = 0,
                                                       .high = 1e6,
                                                       .help = "the same where the step reads prompts"}),
    D::field<&DeviceFigures::serving_prompt_ms>(
        {.key = "serving_prompt_ms", .unit = "ms", .low = 0, .high = 1e6, .help = "what it adds per step that reads prompts"}),
    D::field<&DeviceFigures::serving_vocab_ns>({.key = "serving_vocab_ns",
                                                .unit = "ns",
                                                .low = 0,
                                                .high = 1e6,
                                                .help = "what it adds per step and entry of the vocabulary"}),
    D::field<&DeviceFigures::serving_wide_mb>({.key = "serving_wide_mb",
                                               .unit = "MB",
                                               .low = 0,
                                               .high = 1e6,
                                               .help = "size of a tensor from which on its reduction was slow"}),
    D::field<&DeviceFigures::serving_wide_gb_per_s>({.key = "serving_wide_gb_per_s",
                                                     .unit = "GB/s",
                                                     .low = 0,
                                                     .high = 1e6,
                                                     .help = "bus rate of what is beyond it, on top; 0: not slow"}),
    D::field<&DeviceFigures::serving_request_us>(
        {.key = "serving_request_us", .unit = "us", .low = 0, .high = 1e6, .help = "what it adds per request of a step"}),
    D::field<&DeviceFigures::serving_share>({.key = "serving_share",
                                             .unit = "1",
                                             .low = 0,
                                             .high = 1,
                                             .above_low = true,
                                             .help = "of the device's rates that its kernels reach"}),
    D::field<&DeviceFigures::reconfigure_s>(
        {.key = "reconfigure_s", .unit = "s", .low = 0, .high = 1e6, .help = "of an FPGA, to load another kernel"}),
    D::field<&DeviceFigures::cores>({.key = "cores", .low = 1, .high = 1e6, .help = "of a CPU: what the figures speak of; 1 for other devices"}),
    D::field<&DeviceFigures::verified>({.key = "verified", .help = "whether a named source states every figure"}),
    D::field<&DeviceFigures::unverified>({.key = "unverified", .help = "figures that no primary source states"}),
    D::field<&DeviceFigures::source>({.key = "source", .required = true, .help = "where the figures come from"}),
    D::field<&DeviceFigures::note>({.key = "note", .help = "what a reader should know of them"}),
};

using N = Of<NetworkFigures>;
constexpr Field<NetworkFigures> network_table[] = {
    N::field<&NetworkFigures::name>({.key = "name", .required = true, .help = "name of the network"}),
    N::field<&NetworkFigures::devices_per_node>(
        {.key = "devices_per_node", .low = 1, .high = 1024, .help = "devices that share a node's links"}),
    N::field<&NetworkFigures::network_gb_per_s>({.key = "network_gb_per_s",
                                                 .unit = "GB/s",
                                                 .low = 0,
                                                 .high = 1e6,
                                                 .required = true,
                                                 .help = "of a node, per direction; 0: none"}),
    N::field<&NetworkFigures::collective_share>({.key = "collective_share",
                                                 .unit = "1",
                                                 .low = 0,
                                                 .high = 1,
                                                 .above_low = true,
                                                 .help = "of it, what collectives reach"}),
    N::field<&NetworkFigures::message_share>({.key = "message_share",
                                              .unit = "1",
                                              .low = 0,
                                              .high = 1,
                                              .above_low = true,
                                              .help = "of it, what messages between two devices reach"}),
    N::field<&NetworkFigures::shard_share>({.key = "shard_share",
                                            .unit = "1",
                                            .low = 0,
                                            .high = 1,
                                            .above_low = true,
                                            .help = "of collectives' rate, what those of single layers reach (ZeRO-3)"}),
    N::field<&NetworkFigures::network_us>(
        {.key = "network_us", .unit = "us", .low = 0, .high = 1e6, .help = "latency of a message between nodes"}),
    N::field<&NetworkFigures::peer_us>(
        {.key = "peer_us", .unit = "us", .low = 0, .high = 1e6, .help = "latency of a message in a node"}),
    N::field<&NetworkFigures::straggle>({.key = "straggle",
                                         .unit = "1",
                                         .low = 0,
                                         .high = 1,
                                         .help = "growth of a step per doubling of nodes, which wait for the slowest"}),
    N::field<&NetworkFigures::link_overlap_cost>(
        {.key = "link_overlap_cost", .unit = "1", .low = 0, .high = 1, .help = "slowing of work beside traffic in a node"}),
    N::field<&NetworkFigures::network_overlap_cost>({.key = "network_overlap_cost",
                                                     .unit = "1",
                                                     .low = 0,
                                                     .high = 1,
                                                     .help = "slowing of work beside traffic between nodes"}),
    N::field<&NetworkFigures::node_other_w>(
        {.key = "node_other_w", .unit = "W", .low = 0, .high = 1e6, .help = "power of a node beside its devices"}),
    N::field<&NetworkFigures::verified>({.key = "verified", .help = "whether a named source states every figure"}),
    N::field<&NetworkFigures::source>({.key = "source", .required = true, .help = "where the figures come from"}),
};

using M = Of<CatalogModel>;
constexpr Field<CatalogModel> model_table[] = {
    M::field<&CatalogModel::name>({.key = "name", .required = true, .help = "name of the model"}),
    M::field<&CatalogModel::layers>({.key = "layers", .low = 1, .high = 1e6, .required = true, .help = "transformer layers"}),
    M::field<&CatalogModel::hidden>({.key = "hidden", .low = 1, .high = 1e9, .required = true, .help = "hidden size"}),
    M::field<&CatalogModel::heads>({.key = "heads", .low = 1, .high = 1e6, .required = true, .help = "attention heads"}),
    M::field<&CatalogModel::kv_heads>(
        {.key = "kv_heads", .low = 1, .high = 1e6, .required = true, .help = "heads of keys and values"}),
    M::field<&CatalogModel::ffn>({.key = "ffn", .low = 1, .high = 1e9, .required = true, .help = "inner size of the MLP"}),
    M::field<&CatalogModel::vocab>({.key = "vocab", .low = 1, .high = 1e9, .required = true, .help = "tokens of the table"}),
    M::field<&CatalogModel::sequence>(
        {.key = "sequence", .low = 1, .high = 1e9, .required = true, .help = "tokens of a training sequence"}),
    M::field<&CatalogModel::experts>({.key = "experts", .low = 0, .high = 1e6, .help = "experts of a layer; 0: dense"}),
    M::field<&CatalogModel::experts_per_token>(
        {.key = "experts_per_token", .low = 0, .high = 1e6, .help = "experts that a token meets"}),
    M::field<&CatalogModel::gated>({.key = "gated", .help = "whether the MLP has a gate: three matrices"}),
    M::field<&CatalogModel::causal>({.key = "causal", .help = "whether a token sees only those before it"}),
    M::field<&CatalogModel::style>(
        {.key = "style", .choices = "gpt|llama", .help = "biases, learned positions and one table; or none and two"}),
    M::field<&CatalogModel::parameters_billion>(
        {.key = "parameters_billion", .unit = "1e9", .low = 0, .high = 1e6, .help = "as published"}),
    M::field<&CatalogModel::source>({.key = "source", .required = true, .help = "where the shape comes from"}),
};

using W = Of<CatalogWork>;
constexpr Field<CatalogWork> work_table[] = {
    W::field<&CatalogWork::name>({.key = "name", .required = true, .help = "name of the work"}),
    W::field<&CatalogWork::kind>({.key = "kind", .required = true, .help = "vision, recommendation, ..."}),
    W::field<&CatalogWork::flops>(
        {.key = "flops", .unit = "FLOP", .low = 0, .high = 1e30, .required = true, .help = "of one sample, forward"}),
    W::field<&CatalogWork::streamed_bytes>(
        {.key = "streamed_bytes", .unit = "B", .low = 0, .high = 1e30, .help = "through memory, forward"}),
    W::field<&CatalogWork::lookup_bytes>(
        {.key = "lookup_bytes", .unit = "B", .low = 0, .high = 1e30, .help = "from tables at random places"}),
    W::field<&CatalogWork::input_bytes>({.key = "input_bytes", .unit = "B", .low = 0, .high = 1e30, .help = "from the host"}),
    W::field<&CatalogWork::training_factor>(
        {.key = "training_factor", .unit = "1", .low = 1, .high = 10, .help = "forward and backward over forward"}),
    W::field<&CatalogWork::parameters_million>(
        {.key = "parameters_million", .unit = "1e6", .low = 0, .high = 1e9, .help = "to be exchanged"}),
    W::field<&CatalogWork::verified>({.key = "verified", .help = "whether a named source states every figure"}),
    W::field<&CatalogWork::source>({.key = "source", .required = true, .help = "where the figures come from"}),
};

}  // namespace

template <>
std::span<const Field<DeviceFigures>> fields_of<DeviceFigures>() {
  return device_table;
}
template <>
std::span<const Field<NetworkFigures>> fields_of<NetworkFigures>() {
  return network_table;
}
template <>
std::span<const Field<CatalogModel>> fields_of<CatalogModel>() {
  return model_table;
}
template <>
std::span<const Field<CatalogWork>> fields_of<CatalogWork>() {
  return work_table;
}

void Codec<EfficiencyCurve>::read(const Node& node, const FieldSpec&, EfficiencyCurve& target) {
  std::vector<std::vector<double>> pairs;
  const std::size_t before = node.context.problems.size();
  Codec<std::vector<std::vector<double>>>::read(node, {.key = "curve", .low = 0, .above_low = true}, pairs);
  if (node.context.problems.size() != before) return;
  const std::string hint = "[[size, share of the peak], ...], sizes and times rising, shares in (0, 1]";
  if (pairs.empty() || pairs.size() >= SizeCurve::pieces) return node.complain("must hold 1 to 7 points", hint);
  std::vector<SizePoint> points;
  for (const std::vector<double>& pair : pairs) {
    if (pair.size() != 2 || pair[1] > 1) return node.complain("has a point that is not [size, share]", hint);
    const SizePoint point{pair[0], pair[1]};
    const bool rises = points.empty() || (point.size > points.back().size &&
                                          point.size / point.efficiency >= points.back().size / points.back().efficiency);
    if (!rises) return node.complain("falls: a larger operator would take less time", hint);
    points.push_back(point);
  }
  target.points = std::move(points);
}

Json Codec<EfficiencyCurve>::write(const FieldSpec&, const EfficiencyCurve& curve) {
  Json array = Json::array();
  for (const SizePoint& point : curve.points)
    array.push_back(Json::array({written_number(point.size), written_number(point.efficiency)}));
  return array;
}

Json Codec<EfficiencyCurve>::schema(const FieldSpec&) {
  const Json number{{"type", "number"}, {"exclusiveMinimum", 0}};
  return {
      {"type", "array"}, {"maxItems", 7}, {"items", {{"type", "array"}, {"items", number}, {"minItems", 2}, {"maxItems", 2}}}};
}

}  // namespace suanli
