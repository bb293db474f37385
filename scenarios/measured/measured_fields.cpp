// measured_fields.cpp -- the columns of a table of measured steps.
#include "scenarios/field_types.h"
#include "scenarios/measured/measured_row.h"

namespace suanli {
namespace {

using R = Of<MeasuredRow>;

template <auto member>
constexpr Field<MeasuredRow> count(std::string_view key, std::string_view help, double high = 1e9) {
  return R::field<member>({.key = key, .low = 1, .high = high, .help = help});
}
template <auto member>
constexpr Field<MeasuredRow> flag(std::string_view key, std::string_view help) {
  return R::field<member>({.key = key, .help = help});
}

constexpr Field<MeasuredRow> row_table[] = {
    R::field<&MeasuredRow::name>({.key = "name", .required = true, .help = "of the row, for people"}),
    R::field<&MeasuredRow::step>(
        {.key = "step", .choices = "training|prefill|decode", .help = "what took the time; training when left out"}),
    R::field<&MeasuredRow::device>({.key = "device", .required = true, .help = "a device that the cost model has rates of"}),
    R::field<&MeasuredRow::network>({.key = "network", .help = "between nodes: none, hdr-8, ndr-8, ..."}),
    count<&MeasuredRow::devices_per_node>("devices_per_node", "the network's when left out", 1024),
    R::field<&MeasuredRow::network_gb_per_s>({.key = "network_gb_per_s",
                                              .unit = "GB/s",
                                              .low = 0,
                                              .high = 1e6,
                                              .above_low = true,
                                              .help = "of a node, each way; the network's when left out"}),
    R::field<&MeasuredRow::model>({.key = "model", .help = "a model of the catalog, or the shape in the next columns"}),
    count<&MeasuredRow::layers>("layers", "transformer layers", 1e6),
    count<&MeasuredRow::hidden>("hidden", "hidden size"),
    count<&MeasuredRow::heads>("heads", "attention heads", 1e6),
    count<&MeasuredRow::kv_heads>("kv_heads", "heads of keys and values; heads when left out", 1e6),
    count<&MeasuredRow::ffn>("ffn", "inner size of the MLP; 4 x hidden when left out"),
    count<&MeasuredRow::vocab>("vocab", "tokens of the table"),
    count<&MeasuredRow::sequence>("sequence", "tokens of a training sequence"),
    count<&MeasuredRow::experts>("experts", "of a layer; none when left out", 1e6),
    count<&MeasuredRow::experts_per_token>("experts_per_token", "that a token meets", 1e6),
    flag<&MeasuredRow::gated>("gated", "whether the MLP has three matrices"),
    flag<&MeasuredRow::causal>("causal", "whether a token sees only those before it; true when left out"),
    R::field<&MeasuredRow::style>({.key = "style", .choices = "gpt|llama", .help = "biases and one table; or none and two"}),
    count<&MeasuredRow::devices>("devices", "in all; tp x pp x cp x dp when left out"),
    count<&MeasuredRow::batch>("batch", "sequences of one step over all devices; requests of a serving step"),
    count<&MeasuredRow::tp>("tp", "tensor parallelism", 1e6),
    count<&MeasuredRow::pp>("pp", "pipeline stages", 1e6),
    count<&MeasuredRow::dp>("dp", "data parallelism; what the others leave of the devices when left out", 1e6),
    count<&MeasuredRow::cp>("cp", "context parallelism", 1e6),
    count<&MeasuredRow::ep>("ep", "expert parallelism", 1e6),
    count<&MeasuredRow::microbatch>("microbatch", "sequences", 1e6),
    count<&MeasuredRow::interleave>("interleave", "chunks of layers per device", 1e6),
    R::field<&MeasuredRow::type>(
        {.key = "dtype", .choices = "fp32|bf16|fp8|int8", .help = "of the products; bf16 stands for fp16"}),
    R::field<&MeasuredRow::recompute>({.key = "recompute", .choices = "none|selective|full", .help = "of activations"}),
    R::field<&MeasuredRow::zero>({.key = "zero", .low = 0, .high = 3, .help = "stage of ZeRO"}),
    R::field<&MeasuredRow::gradient_bytes>(
        {.key = "gradient_bytes", .low = 1, .high = 8, .help = "per parameter, kept and reduced; 2 when left out"}),
    flag<&MeasuredRow::sequence_parallel>("sequence_parallel", "norms and dropout cut by tp"),
    flag<&MeasuredRow::fused_attention>("fused_attention", "FlashAttention and its like"),
    flag<&MeasuredRow::scatter_gather>("scatter_gather", "stages pass 1/tp of a tensor each"),
    flag<&MeasuredRow::overlap_tp>("overlap_tp", "tensor exchange beside the work"),
    flag<&MeasuredRow::overlap_dp>("overlap_dp", "gradients' exchange beside the work"),
    flag<&MeasuredRow::overlap_pp>("overlap_pp", "messages between stages beside the work"),
    count<&MeasuredRow::prompt_tokens>("prompt_tokens", "of one request"),
    count<&MeasuredRow::output_tokens>("output_tokens", "of one request"),
    R::field<&MeasuredRow::measured_s>(
        {.key = "measured_s", .unit = "s", .low = 0, .high = 1e9, .above_low = true, .help = "what the step took"}),
    R::field<&MeasuredRow::measured_tflops_per_device>({.key = "measured_tflops_per_device",
                                                        .unit = "TFLOP/s",
                                                        .low = 0,
                                                        .high = 1e6,
                                                        .above_low = true,
                                                        .help = "executed, recompute included; instead of measured_s"}),
    R::field<&MeasuredRow::set>(
        {.key = "set", .choices = "fit|held_out", .help = "whether constants were fitted to it; held_out when left out"}),
    R::field<&MeasuredRow::source>({.key = "source", .help = "where the figures were published"}),
};

}  // namespace

template <>
std::span<const Field<MeasuredRow>> fields_of<MeasuredRow>() {
  return row_table;
}

}  // namespace suanli
