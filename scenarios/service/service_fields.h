// service_fields.h -- the tables of fields of a service, and the types of a form of their own.
#pragma once

#include <map>

#include "scenarios/plan/plan_fields.h"
#include "scenarios/scenario_fields.h"
#include "scenarios/service/service.h"

namespace suanli {

template <>
std::span<const Field<ScenarioService>> fields_of<ScenarioService>();
template <>
std::span<const Field<ServiceDemand>> fields_of<ServiceDemand>();
template <>
std::span<const Field<ServicePlan>> fields_of<ServicePlan>();
template <>
std::span<const Field<ServiceWork>> fields_of<ServiceWork>();
template <>
std::span<const Field<ServiceSteps>> fields_of<ServiceSteps>();
template <>
std::span<const Field<ServiceSlo>> fields_of<ServiceSlo>();
template <>
std::span<const Field<ServiceTier>> fields_of<ServiceTier>();
template <>
std::span<const Field<ServiceGateway>> fields_of<ServiceGateway>();
template <>
std::span<const Field<RetryRules>> fields_of<RetryRules>();
template <>
std::span<const Field<HedgeRules>> fields_of<HedgeRules>();

// A number for each name.
template <>
struct Codec<std::map<std::string, double>> {
  static void read(const Node& node, const FieldSpec& spec, std::map<std::string, double>& target);
  static Json write(const FieldSpec& spec, const std::map<std::string, double>& numbers);
  static Json schema(const FieldSpec& spec);
};

// The name of a work of the catalog, or an object. Written without what it does not say.
template <>
struct Codec<ServiceWork> {
  static void read(const Node& node, const FieldSpec& spec, ServiceWork& target);
  static Json write(const FieldSpec& spec, const ServiceWork& work);
  static Json schema(const FieldSpec& spec);
};

}  // namespace suanli
