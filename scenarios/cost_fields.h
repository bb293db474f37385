// cost_fields.h -- the tables of fields of the cost model's catalogs, and the form of an efficiency curve.
#pragma once

#include "scenarios/cost_catalog.h"

namespace suanli {

template <>
std::span<const Field<DeviceFigures>> fields_of<DeviceFigures>();
template <>
std::span<const Field<NetworkFigures>> fields_of<NetworkFigures>();
template <>
std::span<const Field<CatalogModel>> fields_of<CatalogModel>();
template <>
std::span<const Field<CatalogWork>> fields_of<CatalogWork>();

// [[size, share], ...]; refused when a larger size would take less time.
template <>
struct Codec<EfficiencyCurve> {
  static void read(const Node& node, const FieldSpec& spec, EfficiencyCurve& target);
  static Json write(const FieldSpec& spec, const EfficiencyCurve& curve);
  static Json schema(const FieldSpec& spec);
};

}  // namespace suanli
