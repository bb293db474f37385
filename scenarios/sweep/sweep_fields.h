// sweep_fields.h -- the table of fields of a sweep file, and the types of a form of their own.
#pragma once

#include "scenarios/field_types.h"
#include "scenarios/sweep/sweep.h"

namespace suanli {

template <>
std::span<const Field<Sweep>> fields_of<Sweep>();
template <>
std::span<const Field<SweepVariant>> fields_of<SweepVariant>();

// A path or an object.
template <>
struct Codec<SweepBase> {
  static void read(const Node& node, const FieldSpec& spec, SweepBase& target);
  static Json write(const FieldSpec& spec, const SweepBase& base);
  static Json schema(const FieldSpec& spec);
};

// {POINTER: [values]} or {POINTER: range}; a range is {"from", "to", "step"} or {"from", "to", "count", "scale"}.
template <>
struct Codec<SweepAxes> {
  static void read(const Node& node, const FieldSpec& spec, SweepAxes& target);
  static Json write(const FieldSpec& spec, const SweepAxes& axes);
  static Json schema(const FieldSpec& spec);
};

// {POINTER: value}.
template <>
struct Codec<std::map<std::string, nlohmann::json>> {
  static void read(const Node& node, const FieldSpec& spec, std::map<std::string, nlohmann::json>& target);
  static Json write(const FieldSpec& spec, const std::map<std::string, nlohmann::json>& values);
  static Json schema(const FieldSpec& spec);
};

// A count, or {"at_least", "at_most", "metric", "relative_half_width"}.
template <>
struct Codec<Replications> {
  static void read(const Node& node, const FieldSpec& spec, Replications& target);
  static Json write(const FieldSpec& spec, const Replications& replications);
  static Json schema(const FieldSpec& spec);
};

// {POINTER: value} with "variant" among the keys when there are variants.
template <>
struct Codec<Baseline> {
  static void read(const Node& node, const FieldSpec& spec, Baseline& target);
  static Json write(const FieldSpec& spec, const Baseline& baseline);
  static Json schema(const FieldSpec& spec);
};

}  // namespace suanli
