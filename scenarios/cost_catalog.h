// cost_catalog.h -- what the cost model knows of devices, networks and models by name: figures of the catalog, and the structs
// they fill.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/field_types.h"
#include "sim/cost/cost_formula.h"

namespace suanli {

// Efficiency by size, as [[size, share], ...]; the unit of the size is the field's.
struct EfficiencyCurve {
  std::vector<SizePoint> points;
};

// One device of catalog/device_rates.json. `verified` when a named source states every figure; else `unverified` names those
// from memory, calculated, fitted for another device, or stated differently by different sources.
struct DeviceFigures {
  std::string device;
  double peak_fp32_tflops = 0;
  double peak_bf16_tflops = 0;
  double peak_fp8_tflops = 0;
  double peak_int8_tops = 0;
  double memory_gb = 0;
  double memory_gb_per_s = 0;
  double link_gb_per_s = 0;
  double nic_gb_per_s = 0;
  double host_link_gb_per_s = 0;
  double peak_w = 0;
  double idle_w = 0;
  double price_usd_per_hour = 0;
  double bus_reduce_gb_per_s = 0;
  double bus_gather_gb_per_s = 0;
  EfficiencyCurve matrix_efficiency;
  EfficiencyCurve matrix_memory_efficiency;
  EfficiencyCurve stream_efficiency;
  EfficiencyCurve attention_efficiency;
  EfficiencyCurve cache_read_efficiency;
  std::string curves_of;
  double sustained_share = 1;
  double narrow_share = 1;
  double score_share = 1;
  double kernel_us = 0;
  double launch_us = 0;
  double update_ms = 0;
  double serving_floor_us = 0;
  double serving_prompt_floor_us = 0;
  double serving_request_us = 0;
  double serving_prompt_ms = 0;
  double serving_vocab_ns = 0;
  double serving_wide_mb = 0;
  double serving_wide_gb_per_s = 0;
  double serving_share = 1;
  double reconfigure_s = 0;
  double cores = 1;
  bool verified = false;
  std::vector<std::string> unverified;
  std::string source;
  std::string note;
};

// One network of catalog/networks.json: a node's adapters and what groups of devices reach over them.
struct NetworkFigures {
  std::string name;
  double devices_per_node = 8;
  double network_gb_per_s = 0;
  double collective_share = 0.48;
  double message_share = 0.95;
  double shard_share = 0.24;
  double network_us = 15;
  double peer_us = 10;
  double straggle = 0.0135;
  double link_overlap_cost = 0.15;
  double network_overlap_cost = 0.02;
  double node_other_w = 0;
  bool verified = false;
  std::string source;
};

struct CatalogModel : ModelShape {
  std::string name;
  double parameters_billion = 0;  // as published
  std::string source;
};

// One kind of work of catalog/works.json that is not a language model, per sample.
struct CatalogWork {
  std::string name;
  std::string kind;
  double flops = 0;  // forward
  double streamed_bytes = 0;
  double lookup_bytes = 0;
  double input_bytes = 0;
  double training_factor = 3;  // forward and backward over forward
  double parameters_million = 0;
  bool verified = false;
  std::string source;
};

std::vector<DeviceFigures> built_in_device_figures();
std::vector<NetworkFigures> built_in_networks();
std::vector<CatalogModel> built_in_models();
std::vector<CatalogWork> built_in_works();

// In SI units; `curves` is the device whose curves count, itself or the one that curves_of names.
DeviceRates device_rates(const DeviceFigures& figures, const DeviceFigures& curves);
Fabric fabric_between(const DeviceFigures& device, const NetworkFigures& network);
EngineOverhead serving_engine(const DeviceFigures& device);

// The same by names of the catalog, curves resolved. [InputError] on an unknown name.
DeviceRates device_rates(std::string_view device);
Fabric fabric_between(std::string_view device, std::string_view network);
EngineOverhead serving_engine(std::string_view device);
ModelShape model_shape(std::string_view model);

}  // namespace suanli
