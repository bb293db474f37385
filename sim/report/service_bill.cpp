// service_bill.cpp -- energy, money and carbon of replicas, from the time they held nodes of each class.
#include "sim/report/service_result.h"

namespace suanli {
namespace {

void add(std::optional<double>& sum, bool is_known, double part) {
  if (sum && is_known) *sum += part;
  else sum.reset();
}

void add(std::optional<double>& sum, const std::optional<double>& part) {
  add(sum, part.has_value(), part.value_or(0));
}

}  // namespace

ServiceBill service_bill(const ServiceResult& service) {
  ServiceBill bill{0.0, 0.0, 0.0};
  bool any = false;
  for (const ClassId id : IdRange<ClassId>(service.on_class.size())) {
    const ClassUse& use = service.on_class[id];
    if (use.held == 0) continue;
    any = true;
    const ReplicaOnClass& on = service.spec->on_class[id];
    const double held_s = static_cast<double>(use.held) / 1e9;
    const double busy_s = static_cast<double>(use.busy) / 1e9;
    const double idle_w = on.profile.power_idle_w;
    const double busy_w = on.profile.power_busy_w;
    const double energy_j = (idle_w * held_s + (busy_w - idle_w) * busy_s) * on.pue;
    const bool has_power = busy_w > 0;
    add(bill.energy_j, has_power, energy_j);
    add(bill.cost_usd, on.usd_per_hour > 0, on.usd_per_hour * held_s / 3600);
    add(bill.carbon_g, has_power && on.carbon_g_per_kwh > 0, energy_j / 3.6e6 * on.carbon_g_per_kwh);
  }
  return any ? bill : ServiceBill{};
}

ServiceBill service_bill(const OnlineResult& online) {
  ServiceBill bill{0.0, 0.0, 0.0};
  bool any = false;
  for (const ServiceResult& service : online.services) {
    if (service.placed.integral == 0) continue;
    any = true;
    const ServiceBill part = service_bill(service);
    add(bill.energy_j, part.energy_j);
    add(bill.cost_usd, part.cost_usd);
    add(bill.carbon_g, part.carbon_g);
  }
  return any ? bill : ServiceBill{};
}

}  // namespace suanli
