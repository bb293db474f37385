// shares.cpp -- sums over the rows of jobs.csv, nodes.csv and summary.csv.
#include "tools/report/shares.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "tools/report/value_spread.h"

namespace suanli::page {
namespace {

std::optional<double> mean_of(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void add_held(TenantShare& share, const JobRow& job, double until_s) {
  if (!job.start_s) return;
  const double hours = (job.end_s.value_or(until_s) - *job.start_s) / 3600 / 1000;  // of a thousandth of a device
  share.cpu_h += static_cast<double>(job.cpu_milli) * hours;
  share.gpu_h += static_cast<double>(job.gpu_milli) * hours;
  share.fpga_h += static_cast<double>(job.fpga_milli) * hours;
}

void add(std::optional<double>& sum, const std::optional<double>& part) {
  if (part) sum = sum.value_or(0) + *part;
}

}  // namespace

std::vector<TenantShare> tenant_shares(const RunResults& run) {
  struct Gathered {
    TenantShare share;
    std::vector<double> waits, slowdowns;
  };
  std::map<std::string_view, Gathered> tenants;
  for (const JobRow& job : run.jobs) {
    Gathered& of = tenants[job.tenant];
    of.share.tenant = job.tenant;
    ++of.share.jobs;
    add_held(of.share, job, run.document.end_s);
    if (!run.counts(job)) continue;
    ++of.share.completed;
    if (job.wait_s) of.waits.push_back(*job.wait_s);
    if (job.bounded_slowdown) of.slowdowns.push_back(*job.bounded_slowdown);
  }
  std::vector<TenantShare> shares;
  for (auto& [name, of] : tenants) {
    of.share.wait_mean_s = mean_of(of.waits);
    of.share.slowdown_mean = mean_of(of.slowdowns);
    std::sort(of.waits.begin(), of.waits.end());
    if (!of.waits.empty()) of.share.wait_p95_s = nearest_rank(of.waits, 950);
    shares.push_back(of.share);
  }
  std::stable_sort(shares.begin(), shares.end(), [](const TenantShare& a, const TenantShare& b) { return a.jobs > b.jobs; });
  return shares;
}

std::vector<PoolShare> pool_shares(const RunResults& run) {
  std::vector<PoolShare> shares;
  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, std::size_t> places;
  for (const NodeRow& row : run.nodes) {
    const auto [place, is_new] = places.emplace(std::tuple(row.pool, row.kind, row.model), shares.size());
    if (is_new) shares.push_back({row.pool, row.kind, row.model, 0, 0, 0, 0, 0, 0, {}, {}});
    PoolShare& share = shares[place->second];
    ++share.nodes;
    share.devices += static_cast<double>(row.milli_units) / 1000;
    share.busy_s += row.busy_s;
    share.allocated_s += row.allocated_s;
    share.idle_s += row.idle_s;
    share.down_s += row.down_s;
    add(share.energy_j, row.energy_j);
    add(share.cost_usd, row.cost_usd);
  }
  return shares;
}

std::vector<ReasonShare> reason_shares(const RunResults& run) {
  std::vector<ReasonShare> shares;
  for (const SummaryRow& row : run.summary) {
    if (row.metric != "wait_reason_s" || row.kind != "all" || row.tenant != "all") continue;
    ReasonShare share{row.stat, row.value.value_or(0), 0};
    for (const JobRow& job : run.jobs) share.jobs += job.wait_reason == row.stat ? 1 : 0;
    if (share.wait_s > 0 || share.jobs > 0) shares.push_back(share);
  }
  return shares;
}

}  // namespace suanli::page
