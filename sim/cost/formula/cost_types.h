// cost_types.h -- what a step is made of: the model, the device, the fabric, the plan, and what the step costs.
#pragma once

#include "sim/cost/formula/size_curve.h"

namespace suanli {

// Plain doubles, so that arrays of them vectorise and reach a device as they are. Counts are whole numbers below 2^52. Units
// end the names: _s seconds, _bytes, _w watts; a rate without a unit in its name says it in its comment.

enum class DataType : unsigned char { fp32, bf16, fp8, int8 };  // bf16 stands for fp16 too
inline constexpr int data_types = 4;

SUANLI_HOST_DEVICE constexpr double bytes_of(DataType type) {
  return type == DataType::fp32 ? 4 : type == DataType::bf16 ? 2 : 1;
}

// gpt: biases, layer norms, learned positions, one table for embedding and head. llama: none of the first three, two tables.
enum class ModelStyle : unsigned char { gpt, llama };

struct ModelShape {
  double layers = 0;
  double hidden = 0;
  double heads = 0;
  double kv_heads = 0;
  double ffn = 0;
  double vocab = 0;
  double sequence = 0;  // tokens of one training sequence
  double experts = 0;   // 0: a dense model
  double experts_per_token = 0;
  bool gated = false;  // three matrices in the MLP instead of two
  bool causal = true;  // a token sees only those before it
  ModelStyle style = ModelStyle::gpt;
};

struct DeviceRates {
  double peak[data_types] = {};  // FLOP/s, dense, by DataType; 0: not offered
  double memory_bytes = 0;
  double usable_memory = 1;                     // share of it that a plan may fill
  double memory_rate = 0;                       // bytes/s, peak
  double host_link_rate = 0;                    // bytes/s to the memory of the host, each way
  SizeCurve matrix;                             // of FLOPs of one matrix product
  SizeCurve matrix_memory;                      // of bytes moved by one matrix product
  SizeCurve stream;                             // of bytes moved by one elementwise operator
  double score_share = 1;                       // of that rate, what softmax and dropout over written-out scores reach
  SizeCurve attention;                          // of FLOPs of one fused attention
  SizeCurve cache_read;                         // of bytes of keys and values read by one decode attention
  double sustained[data_types] = {1, 1, 1, 1};  // share of the peak that large products reach in hours of work, by DataType
  double kernel_s = 0;                          // shortest time of one kernel on the device
  double launch_s = 0;  // host time per kernel of an eager framework: a layer is never faster than its launches
  double update_s = 0;  // host time per step outside the layers: clipping, scaler, optimizer launches
  double idle_w = 0;
  double peak_w = 0;
  double price_usd_per_hour = 0;
};

// One of NCCL's protocols: latencies of its hops and the share of the bus rate it reaches.
struct Protocol {
  double ring_base_s = 0;
  double ring_link_s = 0;
  double ring_network_s = 0;
  double ring_share = 1;
  double tree_base_s = 0;
  double tree_link_s = 0;
  double tree_network_s = 0;
  double tree_share = 1;
};

struct Fabric {
  double devices_per_node = 1;
  double reduce_rate = 0;        // bytes/s, bus rate of a large all-reduce inside a node
  double gather_rate = 0;        // bytes/s, bus rate of a large all-gather, reduce-scatter or all-to-all inside a node
  double peer_rate = 0;          // bytes/s of one device to another of its node
  double network_rate = 0;       // bytes/s of all adapters of one node, each way
  double network_share = 1;      // of it that collectives reach
  double message_share = 1;      // of it that messages between two devices reach
  double shard_share = 1;        // of collectives' rate, what those of single layers reach (ZeRO-3)
  double peer_s = 0;             // latency of a message inside a node
  double network_s = 0;          // latency of a message between nodes
  double straggle = 0;           // growth of a step per doubling of nodes, which wait for the slowest of them
  double link_overlap_cost = 0;  // share of the hidden time by which link traffic slows the work beside it
  double network_overlap_cost = 0;
  // LL, LL128, Simple, of NCCL's own model (src/graph/tuning.cc at 5067397c), with its 1.4 on the hops of Simple rings between
  // nodes.
  Protocol protocols[3] = {{6.6e-6, 0.6e-6, 2.7e-6, 0.5, 6.8e-6, 0.6e-6, 5e-6, 0.92 / 3.8},
                           {14e-6, 1.9e-6, 4e-6, 0.92, 14e-6, 1.25e-6, 8.5e-6, 0.92 * 0.92},
                           {8.4e-6, 3.4e-6, 1.4 * 14e-6, 1, 8.4e-6, 4e-6, 14e-6, 0.92}};
  double node_other_w = 0;  // of a node beside its devices
};

enum class Recompute : unsigned char { none, selective, full };

struct ParallelPlan {
  double devices = 1;
  double batch = 1;  // sequences of one step, over all devices
  double tp = 1;
  double pp = 1;
  double dp = 1;
  double ep = 1;  // experts are spread over ep of the dp ranks
  double cp = 1;
  double microbatch = 1;           // sequences
  double interleave = 1;           // chunks of layers per device
  DataType type = DataType::bf16;  // of the matrix products
  Recompute recompute = Recompute::none;
  unsigned char zero = 0;     // 0..3: what ZeRO shards over dp
  double gradient_bytes = 2;  // per parameter, kept and reduced
  bool sequence_parallel = false;
  bool fused_attention = false;  // FlashAttention and its like
  bool scatter_gather = false;   // stages pass 1/tp of a tensor each
  bool overlap_tp = false;
  bool overlap_dp = false;
  bool overlap_pp = false;
  double offload = 0;  // share of the optimizer state that lives in the host's memory
};

enum class Infeasible : unsigned char { no, no_such_rate, devices, batch, heads, layers, experts, sequence, memory };

// All times of one step, of the slowest device unless said otherwise; bytes of the fullest device.
struct StepCost {
  bool feasible = false;
  Infeasible reason = Infeasible::no;
  double missing_bytes = 0;  // of memory, when that is the reason
  double step_s = 0;
  double forward_s = 0;
  double backward_s = 0;
  double recompute_s = 0;
  double optimizer_s = 0;
  double bubble_s = 0;
  double offload_s = 0;   // exposed
  double straggle_s = 0;  // waiting for the slowest node
  double tp_exposed_s = 0;
  double pp_exposed_s = 0;
  double dp_exposed_s = 0;
  double ep_exposed_s = 0;
  double cp_exposed_s = 0;
  double tp_link_s = 0;
  double pp_link_s = 0;
  double dp_link_s = 0;
  double ep_link_s = 0;
  double cp_link_s = 0;
  double memory_bytes = 0;
  double weights_bytes = 0;
  double gradients_bytes = 0;
  double optimizer_bytes = 0;
  double activations_bytes = 0;
  double model_flops = 0;     // of the step, over all devices, without recompute
  double hardware_flops = 0;  // with it
  double mfu = 0;
  double hfu = 0;
  double energy_j = 0;  // all devices and their nodes
  double cost_usd = 0;
};

}  // namespace suanli
