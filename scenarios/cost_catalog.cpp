// cost_catalog.cpp -- the cost model's catalogs by name, in the units of the formulas.
#include "scenarios/cost_catalog.h"

#include <algorithm>

#include "scenarios/cost_fields.h"
#include "scenarios/embedded_catalog.h"
#include "sim/base/check.h"

namespace suanli {
namespace {

constexpr double giga = 1e9;
constexpr double tera = 1e12;
constexpr double micro = 1e-6;

template <class T, class Name>
const T& entry_named(const std::vector<T>& entries, Name name_of_entry, std::string_view wanted, const std::string& what) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const T& entry) { return entry.*name_of_entry == wanted; });
  if (found == entries.end()) {
    throw InputError({Problem{{}, 0, 0, "", "the catalog has no " + what + " \"" + std::string(wanted) + "\"", ""}});
  }
  return *found;
}

SizeCurve scaled_curve(const EfficiencyCurve& curve, double unit) {
  std::vector<SizePoint> points = curve.points;
  for (SizePoint& point : points) point.size *= unit;
  return points.empty() ? SizeCurve{} : size_curve(points.data(), static_cast<int>(points.size()));
}

void set_curves(DeviceRates& rates, const DeviceFigures& of) {
  rates.matrix = scaled_curve(of.matrix_efficiency, giga);
  rates.matrix_memory = scaled_curve(of.matrix_memory_efficiency, 1e6);
  rates.stream = scaled_curve(of.stream_efficiency, 1e6);
  rates.attention = scaled_curve(of.attention_efficiency, giga);
  rates.cache_read = scaled_curve(of.cache_read_efficiency, 1e6);
}

}  // namespace

std::vector<DeviceFigures> built_in_device_figures() {
  return embedded_catalog<DeviceFigures>("device_rates");
}

std::vector<NetworkFigures> built_in_networks() {
  return embedded_catalog<NetworkFigures>("networks");
}

std::vector<CatalogModel> built_in_models() {
  return embedded_catalog<CatalogModel>("models");
}

std::vector<CatalogWork> built_in_works() {
  return embedded_catalog<CatalogWork>("works");
}

DeviceRates device_rates(const DeviceFigures& of, const DeviceFigures& curves) {
  DeviceRates rates;
  const double peaks[data_types] = {of.peak_fp32_tflops, of.peak_bf16_tflops, of.peak_fp8_tflops, of.peak_int8_tops};
  const double narrow = of.sustained_share * of.narrow_share;
  const double shares_kept[data_types] = {of.sustained_share, of.sustained_share, narrow, narrow};
  for (int i = 0; i < data_types; ++i) {
    rates.peak[i] = peaks[i] * tera;
    rates.sustained[i] = shares_kept[i];
  }
  rates.memory_bytes = of.memory_gb * giga;
  rates.memory_rate = of.memory_gb_per_s * giga;
  rates.host_link_rate = of.host_link_gb_per_s * giga;
  set_curves(rates, curves);
  rates.score_share = of.score_share;
  rates.kernel_s = of.kernel_us * micro;
  rates.launch_s = of.launch_us * micro;
  rates.update_s = of.update_ms * 1e-3;
  rates.idle_w = of.idle_w;
  rates.peak_w = of.peak_w;
  rates.price_usd_per_hour = of.price_usd_per_hour;
  return rates;
}

DeviceRates device_rates(std::string_view device) {
  const std::vector<DeviceFigures> all = built_in_device_figures();
  const DeviceFigures& of = entry_named(all, &DeviceFigures::device, device, "rates of a device");
  return device_rates(of, of.curves_of.empty() ? of : entry_named(all, &DeviceFigures::device, of.curves_of, "rates of a device"));
}

EngineOverhead serving_engine(std::string_view device) {
  const std::vector<DeviceFigures> all = built_in_device_figures();
  return serving_engine(entry_named(all, &DeviceFigures::device, device, "rates of a device"));
}

EngineOverhead serving_engine(const DeviceFigures& of) {
  return {.floor_s = of.serving_floor_us * micro,
          .prompt_floor_s = of.serving_prompt_floor_us * micro,
          .request_s = of.serving_request_us * micro,
          .prompt_s = of.serving_prompt_ms * 1e-3,
          .vocab_s = of.serving_vocab_ns * 1e-9,
          .device_share = of.serving_share,
          .wide_bytes = of.serving_wide_mb * 1e6,
          .wide_rate = of.serving_wide_gb_per_s * giga};
}

Fabric fabric_between(std::string_view device, std::string_view network) {
  const std::vector<DeviceFigures> devices = built_in_device_figures();
  const std::vector<NetworkFigures> networks = built_in_networks();
  return fabric_between(entry_named(devices, &DeviceFigures::device, device, "rates of a device"),
                        entry_named(networks, &NetworkFigures::name, network, "network"));
}

Fabric fabric_between(const DeviceFigures& of, const NetworkFigures& over) {
  Fabric fabric;
  fabric.devices_per_node = over.devices_per_node;
  fabric.reduce_rate = of.bus_reduce_gb_per_s * giga;
  fabric.gather_rate = of.bus_gather_gb_per_s * giga;
  fabric.peer_rate = of.bus_reduce_gb_per_s * giga;
  fabric.network_rate = over.network_gb_per_s * giga;
  fabric.network_share = over.collective_share;
  fabric.message_share = over.message_share;
  fabric.shard_share = over.shard_share;
  fabric.peer_s = over.peer_us * micro;
  fabric.network_s = over.network_us * micro;
  fabric.straggle = over.straggle;
  fabric.link_overlap_cost = over.link_overlap_cost;
  fabric.network_overlap_cost = over.network_overlap_cost;
  fabric.node_other_w = over.node_other_w;
  return fabric;
}

ModelShape model_shape(std::string_view model) {
  const std::vector<CatalogModel> models = built_in_models();
  return entry_named(models, &CatalogModel::name, model, "model");
}

}  // namespace suanli
