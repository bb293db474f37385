// work_cost.h -- a step of work that is not a language model: data-, task- and pipeline-parallel, recommendation, vision, FPGA
// pipelines.
#pragma once

#include "sim/cost/formula/collective_cost.h"
#include "sim/cost/formula/operator_cost.h"

namespace suanli {

// One sample (an image, a click, a batch of cells): what is calculated, what moves, what comes out of tables.
struct SampleWork {
  double flops = 0;           // forward and, in training, backward
  double streamed_bytes = 0;  // through the memory of the device, in long runs
  double lookup_bytes = 0;    // from tables at random places: embeddings
  double input_bytes = 0;     // from the host
  DataType type = DataType::bf16;
};

struct LookupRates {
  double table_rate = 0;  // bytes/s of where the tables live
  double share = 1;       // of it that short rows at random places reach
};

// Seconds of `samples` on one device: look-ups and transfers from the host run beside the arithmetic and show where they are
// longer. A recommendation model is bound by the look-ups (Naumov et al. 2019), a vision model by arithmetic. Limit: perfect
// prefetching.
SUANLI_HOST_DEVICE constexpr double samples_time(const SampleWork& work, double samples, const DeviceRates& device,
                                                 const LookupRates& tables) {
  const double arithmetic = device.matrix.cost(work.flops * samples) / sustained_rate(device, work.type);
  const double memory = device.stream.cost(work.streamed_bytes * samples) / device.memory_rate;
  const double lookups = work.lookup_bytes > 0 ? work.lookup_bytes * samples / (tables.table_rate * tables.share) : 0;
  const double input = work.input_bytes > 0 ? work.input_bytes * samples / device.host_link_rate : 0;
  return larger(larger(device.kernel_s, larger(arithmetic, memory)), larger(lookups, input));
}

// A synchronous data-parallel step: `own_s` on each worker, then `bytes` of gradients reduced over the workers, hidden by
// `window_s`.
SUANLI_HOST_DEVICE constexpr double data_parallel_step(double own_s, double workers, double bytes, double window_s,
                                                       const Fabric& fabric) {
  const double exchange = all_reduce_time(group_of(workers, 1, fabric), bytes, fabric);
  return own_s + exposed_time(exchange, window_s, fabric.network_overlap_cost);
}

// A bag of `tasks` equal tasks on `slots` slots: whole rounds.
SUANLI_HOST_DEVICE constexpr double task_bag_time(double tasks, double slots, double task_s) {
  return shares(tasks, slots) * task_s;
}

// No schedule of a task graph is shorter than its longest path or its work spread over all slots, and a greedy one is no longer
// than both together (Graham 1969: work / m + (1 - 1/m) path).
struct GraphBounds {
  double least_s = 0;
  double most_s = 0;
};
SUANLI_HOST_DEVICE constexpr GraphBounds task_graph_bounds(double work_s, double path_s, double slots) {
  return {larger(path_s, work_s / slots), work_s / slots + (1 - 1 / slots) * path_s};
}

// A pipeline of unlike stages: the first item passes them all, each further one follows at the pace of the slowest.
SUANLI_HOST_DEVICE constexpr double pipeline_time(double stages_sum_s, double slowest_s, double items) {
  return items > 0 ? stages_sum_s + (items - 1) * slowest_s : 0;
}

// A kernel on an FPGA: after `depth` cycles the first result, then one every `interval` cycles and copy.
struct FpgaKernel {
  double clock = 0;     // cycles/s
  double depth = 0;     // cycles
  double interval = 1;  // cycles, initiation interval
  double copies = 1;
  double item_bytes = 0;     // moved through memory per item
  double reconfigure_s = 0;  // to load it when another is there
};

// `items` through the kernel; memory may be slower than the pipeline.
SUANLI_HOST_DEVICE constexpr double fpga_time(const FpgaKernel& kernel, double items, double memory_rate, bool loaded) {
  if (!(items > 0)) return 0;
  const double rounds = shares(items, kernel.copies);
  const double pipeline = (kernel.depth + (rounds - 1) * kernel.interval) / kernel.clock;
  const double memory = items * kernel.item_bytes / memory_rate;
  return larger(pipeline, memory) + (loaded ? 0 : kernel.reconfigure_s);
}

}  // namespace suanli
