// service_costs.cpp -- what the replicas of services took in energy, money and carbon, and that for a token.
#include <array>

#include "sim/report/metric.h"

namespace suanli {
namespace {

constexpr std::array specs{
    MetricSpec{705, "cost_per_million_tokens", "USD", "mean", "service_cost_usd / output tokens x 1e6", Better::lower},
    MetricSpec{706, "energy_per_token_j", "J", "mean", "service_energy_j / output tokens", Better::lower},
    MetricSpec{711, "service_energy_j", "J", "total", "energy of the devices that replicas hold, while busy or not, x PUE; empty where a model's power is unknown",
               Better::lower},
    MetricSpec{712, "service_carbon_g", "g", "total", "carbon of that energy; empty where a zone's intensity is unknown", Better::lower},
    MetricSpec{713, "service_cost_usd", "USD", "total", "price of the time that replicas hold their devices; empty where a price is unknown", Better::lower}};

std::optional<MetricValue> per_token(const std::optional<double>& whole, std::uint64_t tokens, double scale) {
  if (!whole || tokens == 0) return std::nullopt;
  return MetricValue(*whole / static_cast<double>(tokens) * scale);
}

void add(const std::string& tenant, const ServiceBill& bill, std::uint64_t tokens, RowSink& rows) {
  rows.of(specs[0], "all", tenant).add("mean", per_token(bill.cost_usd, tokens, 1e6));
  rows.of(specs[1], "all", tenant).add("mean", per_token(bill.energy_j, tokens, 1));
  rows.of(specs[2], "all", tenant).add("total", bill.energy_j);
  rows.of(specs[3], "all", tenant).add("total", bill.carbon_g);
  rows.of(specs[4], "all", tenant).add("total", bill.cost_usd);
}

void compute(const MetricInput& input, RowSink& rows) {
  const OnlineResult& online = input.run.online;
  if (!online.kept()) return;
  std::uint64_t tokens = 0;
  for (const ServiceResult& service : online.services) tokens += service.sums.output_tokens;
  add("all", service_bill(online), tokens, rows);
  for (const ServiceResult& service : online.services) {
    add("service:" + service.spec->name, service_bill(service), service.sums.output_tokens, rows);
  }
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily service_costs_entry{"service_costs", specs, compute};
}

}  // namespace suanli
