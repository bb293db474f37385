// scenario_fields.h -- the tables of fields of a scenario's objects, and the types of a form of their own.
#pragma once

#include "scenarios/field_types.h"
#include "scenarios/scenario.h"

namespace suanli {

template <>
std::span<const Field<Scenario>> fields_of<Scenario>();
template <>
std::span<const Field<PolicyChoices>> fields_of<PolicyChoices>();
template <>
std::span<const Field<Admission>> fields_of<Admission>();
template <>
std::span<const Field<Limits>> fields_of<Limits>();
template <>
std::span<const Field<Measure>> fields_of<Measure>();
template <>
std::span<const Field<Output>> fields_of<Output>();
template <>
std::span<const Field<ScenarioCluster>> fields_of<ScenarioCluster>();
template <>
std::span<const Field<ScenarioZone>> fields_of<ScenarioZone>();
template <>
std::span<const Field<ScenarioPool>> fields_of<ScenarioPool>();
template <>
std::span<const Field<DeviceGroup>> fields_of<DeviceGroup>();
template <>
std::span<const Field<ZoneLink>> fields_of<ZoneLink>();
template <>
std::span<const Field<CatalogDevice>> fields_of<CatalogDevice>();

// A number, {"series": FILE} or null.
template <>
struct Codec<Tariff> {
  static void read(const Node& node, const FieldSpec& spec, Tariff& target);
  static Json write(const FieldSpec& spec, const Tariff& tariff);
  static Json schema(const FieldSpec& spec);
};

using Speeds = decltype(DeviceModel::speed);

// One number for every kind of work, or {"batch": ..., "training": ..., "inference": ...}.
template <>
struct Codec<Speeds> {
  static void read(const Node& node, const FieldSpec& spec, Speeds& target);
  static Json write(const FieldSpec& spec, const Speeds& speeds);
  static Json schema(const FieldSpec& spec);
};

// A name or {"name": ..., parameters}; spec.key is the kind.
template <>
struct Codec<PolicyChoice> {
  static void read(const Node& node, const FieldSpec& spec, PolicyChoice& target);
  static Json write(const FieldSpec& spec, const PolicyChoice& choice);
  static Json schema(const FieldSpec& spec);
};

// The same with the keys of ScalingKeys beside the parameters.
template <>
std::span<const Field<ScalingKeys>> fields_of<ScalingKeys>();
template <>
struct Codec<ScalingChoice> {
  static void read(const Node& node, const FieldSpec& spec, ScalingChoice& target);
  static Json write(const FieldSpec& spec, const ScalingChoice& choice);
  static Json schema(const FieldSpec& spec);
};

// {"trace": FILE}, the path alone, {"generate": {...}} or {"import": {...}}.
template <>
struct Codec<WorkloadSource> {
  static void read(const Node& node, const FieldSpec& spec, WorkloadSource& target);
  static Json write(const FieldSpec& spec, const WorkloadSource& workload);
  static Json schema(const FieldSpec& spec);
};

// Only the empty object is taken.
template <>
struct Codec<Faults> {
  static void read(const Node& node, const FieldSpec& spec, Faults& target);
  static Json write(const FieldSpec& spec, const Faults& faults);
  static Json schema(const FieldSpec& spec);
};

// Complains when the file is not there or is a directory. An empty path was complained about before.
void expect_file(const Node& node, const FilePath& path);

}  // namespace suanli
