// service_summary.cpp -- a few figures of each service's requests, and of its replicas.
#include "tools/suanli/service_summary.h"

#include <string_view>

#include "tools/suanli/metric_cell.h"
#include "tools/suanli/output_table.h"

namespace suanli::cli {
namespace {

constexpr std::size_t most_services = 6;
constexpr std::string_view prefix = "service:";

// At most 12 bytes, and no part of a letter.
std::string short_name(std::string name) {
  if (name.size() <= 12) return name;
  std::size_t length = 11;
  while (length > 0 && (static_cast<unsigned char>(name[length]) & 0xC0U) == 0x80U) --length;
  return name.substr(0, length) + "~";
}

}  // namespace

std::string service_summary(std::span<const MetricRow> rows) {
  OutputTable requests{{{"service"}, {"requests", true}, {"SLO %", true}, {"TTFT p50", true}, {"p99", true}, {"TPOT p50", true},
                        {"latency p50", true}, {"p99", true}}, {}, {}};
  OutputTable replicas{{{"service"}, {"tokens/s", true}, {"replicas", true}, {"max", true}, {"batch", true}, {"KV %", true}, {"USD/M tokens", true}},
                       {}, {}};
  std::size_t services = 0;
  for (const MetricRow& row : rows) {
    if (row.metric != "requests" || row.stat != "submitted" || !row.tenant.starts_with(prefix)) continue;
    if (++services > most_services) continue;
    const auto of = [&](std::string_view metric, std::string_view stat, double scale = 1) {
      return metric_cell(rows, metric, stat, "all", row.tenant, scale);
    };
    const std::string name = short_name(row.tenant.substr(prefix.size()));
    requests.rows.push_back({name, of("requests", "submitted"), of("slo_attainment", "share", 100), of("ttft_s", "p50"), of("ttft_s", "p99"),
                             of("tpot_s", "p50"), of("latency_s", "p50"), of("latency_s", "p99")});
    replicas.rows.push_back({name, of("tokens_per_s", "total"), of("replicas", "time_mean"), of("replicas", "max"), of("batch_size", "mean"),
                             of("kv_utilisation", "time_mean", 100), of("cost_per_million_tokens", "mean")});
  }
  if (services == 0) return {};
  if (services > most_services) replicas.note = std::to_string(services - most_services) + " more services: summary.csv has them\n";
  return requests.text(OutputFormat::table) + '\n' + replicas.text(OutputFormat::table);
}

}  // namespace suanli::cli
