// cluster_fields.cpp -- the tables of clusters, zones, pools, links and device models.
#include <algorithm>
#include <filesystem>

#include "scenarios/scenario_fields.h"
#include "scenarios/scenario_sources.h"

namespace suanli {
namespace {

using C = Of<ScenarioCluster>;
constexpr Field<ScenarioCluster> cluster_table[] = {
    C::field<&ScenarioCluster::zones>({.key = "zones", .help = "places with their own power and prices; none: one zone \"default\""}),
    C::field<&ScenarioCluster::pools>({.key = "pools", .required = true, .help = "sets of equal nodes"}),
    C::field<&ScenarioCluster::links>({.key = "links", .help = "links between zones"}),
    C::field<&ScenarioCluster::devices>({.key = "devices", .help = "device models of this cluster that the catalog lacks"}),
};

using Z = Of<ScenarioZone>;
constexpr Field<ScenarioZone> zone_table[] = {
    Z::field<&ScenarioZone::name>({.key = "name", .required = true, .help = "name of the zone"}),
    Z::field<&ScenarioZone::kind>({.key = "kind", .choices = "on_prem|cloud|edge", .help = "kind of place"}),
    Z::field<&ScenarioZone::pue>({.key = "pue", .unit = "1", .low = 1, .high = 10, .help = "power of the whole site over that of the machines"}),
    Z::field<&ScenarioZone::carbon_g_per_kwh>(
        {.key = "carbon_g_per_kwh", .unit = "g/kWh", .low = 0, .high = 10'000, .help = "carbon intensity of the electricity"}),
    Z::field<&ScenarioZone::electricity_usd_per_kwh>(
        {.key = "electricity_usd_per_kwh", .unit = "USD/kWh", .low = -1000, .high = 1000, .help = "price of the electricity"}),
};

using P = Of<ScenarioPool>;
constexpr Field<ScenarioPool> pool_table[] = {
    P::field<&ScenarioPool::name>({.key = "name", .required = true, .help = "name of the pool"}),
    P::field<&ScenarioPool::zone>({.key = "zone", .help = "zone of the pool; empty: the first"}),
    P::field<&ScenarioPool::count>({.key = "count", .low = 1, .high = 1e6, .help = "nodes in the pool"}),
    P::field<&ScenarioPool::cpus>({.key = "cpus", .low = 0, .high = 1e12, .help = "CPUs of a node, to a thousandth"}),
    P::field<&ScenarioPool::memory_gib>({.key = "memory_gib", .unit = "GiB", .low = 0, .high = 953674316.0, .help = "memory of a node"}),
    P::field<&ScenarioPool::cpu_model>({.key = "cpu_model", .help = "device model of the CPUs"}),
    P::field<&ScenarioPool::devices>({.key = "devices", .help = "GPUs and FPGAs of a node, one model of each kind"}),
    P::field<&ScenarioPool::network_gb_per_s>(
        {.key = "network_gb_per_s", .unit = "GB/s", .low = 0, .high = 1e6, .help = "of a node, per direction; 0: not modelled"}),
    P::field<&ScenarioPool::rack_size>({.key = "rack_size", .low = 0, .high = 1e6, .help = "nodes a rack; 0: the pool is one rack"}),
    P::field<&ScenarioPool::price_usd_per_hour>(
        {.key = "price_usd_per_hour", .unit = "USD/h", .low = 0, .high = 1e6, .help = "price of a node"}),
};

using G = Of<DeviceGroup>;
constexpr Field<DeviceGroup> group_table[] = {
    G::field<&DeviceGroup::model>({.key = "model", .required = true, .help = "a model of the catalog"}),
    G::field<&DeviceGroup::count>({.key = "count", .low = 1, .high = 64, .required = true, .help = "devices of a node"}),
};

using L = Of<ZoneLink>;
constexpr Field<ZoneLink> link_table[] = {
    L::field<&ZoneLink::from>({.key = "from", .required = true, .help = "name of a zone"}),
    L::field<&ZoneLink::to>({.key = "to", .required = true, .help = "name of a zone"}),
    L::field<&ZoneLink::bandwidth_gb_per_s>(
        {.key = "bandwidth_gb_per_s", .unit = "GB/s", .low = 0, .high = 1e6, .help = "per direction; 0: not modelled"}),
    L::field<&ZoneLink::latency_s>({.key = "latency_s", .unit = "s", .low = 0, .high = 3600, .help = "one way"}),
};

using D = Of<CatalogDevice>;
constexpr Field<CatalogDevice> device_table[] = {
    D::field<&CatalogDevice::name>({.key = "name", .required = true, .help = "name of the model"}),
    D::field<&CatalogDevice::kind>({.key = "kind", .choices = "cpu|gpu|fpga", .required = true, .help = "kind of device"}),
    D::field<&CatalogDevice::memory_gib>(
        {.key = "memory_gib", .unit = "GiB", .low = 0, .high = 1e6, .help = "memory of the device itself; 0: none of its own"}),
    D::field<&CatalogDevice::speed>({.key = "speed", .unit = "1", .low = 0, .high = 1e6, .above_low = true,
                                   .help = "relative speed, one number or one for each kind of work"}),
    D::field<&CatalogDevice::verified>({.key = "verified", .help = "whether the figures were checked against their source"}),
    D::field<&CatalogDevice::source>({.key = "source", .help = "where the figures come from"}),
};

}  // namespace

template <>
std::span<const Field<ScenarioCluster>> fields_of<ScenarioCluster>() {
  return cluster_table;
}
template <>
std::span<const Field<ScenarioZone>> fields_of<ScenarioZone>() {
  return zone_table;
}
template <>
std::span<const Field<ScenarioPool>> fields_of<ScenarioPool>() {
  return pool_table;
}
template <>
std::span<const Field<DeviceGroup>> fields_of<DeviceGroup>() {
  return group_table;
}
template <>
std::span<const Field<ZoneLink>> fields_of<ZoneLink>() {
  return link_table;
}
template <>
std::span<const Field<CatalogDevice>> fields_of<CatalogDevice>() {
  return device_table;
}

void expect_file(const Node& node, const FilePath& path) {
  if (path.text.empty() || node.context.sources == nullptr) return;
  const std::string opened = node.context.sources->opened_as(path.text);
  std::error_code error;
  const auto status = std::filesystem::status(opened, error);
  if (!std::filesystem::exists(status)) {
    node.complain("no such file: " + opened, "paths are relative to the file that names them");
  } else if (std::filesystem::is_directory(status)) {
    node.complain("is a directory, not a file");
  }
}

void Codec<Tariff>::read(const Node& node, const FieldSpec& spec, Tariff& target) {
  if (!node.value.is_object()) return Codec<std::optional<double>>::read(node, spec, target.value);
  refuse_unknown_keys(node, {"series"});
  const FieldSpec series{.key = "series", .help = "a CSV file"};
  const auto member = node.value.find("series");
  if (member == node.value.end()) return complain_missing(node, series);
  FilePath path;
  const Node inner = node.member("series", *member);
  Codec<FilePath>::read(inner, series, path);
  expect_file(inner, path);
  target.series = path;
}

Json Codec<Tariff>::write(const FieldSpec& spec, const Tariff& tariff) {
  if (tariff.series) return {{"series", tariff.series->text}};
  return Codec<std::optional<double>>::write(spec, tariff.value);
}

Json Codec<Tariff>::schema(const FieldSpec& spec) {
  const Json series{{"type", "object"},
                    {"additionalProperties", false},
                    {"properties", {{"series", Codec<FilePath>::schema(spec)}}},
                    {"required", Json::array({"series"})}};
  return {{"anyOf", Json::array({Json{{"type", "null"}}, range_schema("number", spec), series})}};
}

void Codec<Speeds>::read(const Node& node, const FieldSpec& spec, Speeds& target) {
  if (node.value.is_number()) {
    if (const auto speed = read_number(node, spec)) target.fill(*speed);
    return;
  }
  if (!node.value.is_object()) {
    return node.complain("must be a number or an object, not " + shown(node.value), std::string(spec.help));
  }
  refuse_unknown_keys(node, {work_kind_names.begin(), work_kind_names.end()});
  for (std::size_t i = 0; i < target.size(); ++i) {
    const auto member = node.value.find(work_kind_names[i]);
    if (member == node.value.end()) continue;
    if (const auto speed = read_number(node.member(work_kind_names[i], *member), spec)) target[i] = *speed;
  }
}

Json Codec<Speeds>::write(const FieldSpec&, const Speeds& speeds) {
  Json object = Json::object();
  for (std::size_t i = 0; i < speeds.size(); ++i) object[std::string(work_kind_names[i])] = written_number(speeds[i]);
  return object;
}

Json Codec<Speeds>::schema(const FieldSpec& spec) {
  Json kinds = Json::object();
  for (const std::string_view kind : work_kind_names) kinds[std::string(kind)] = range_schema("number", spec);
  const Json object{{"type", "object"}, {"additionalProperties", false}, {"properties", kinds}};
  return {{"anyOf", Json::array({range_schema("number", spec), object})}};
}

}  // namespace suanli
