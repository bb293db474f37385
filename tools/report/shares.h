// shares.h -- who used what: jobs and device time by tenant, device time by pool.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "tools/report/run_results.h"

namespace suanli::page {

struct TenantShare {
  std::string_view tenant;
  std::size_t jobs = 0;       // all that were submitted
  std::size_t completed = 0;  // what the figures below are of
  std::optional<double> wait_mean_s, wait_p95_s, slowdown_mean;
  double cpu_h = 0, gpu_h = 0, fpga_h = 0;  // held until the run's end, by jobs of any status
};

// By falling number of jobs, then name.
std::vector<TenantShare> tenant_shares(const RunResults& run);

struct PoolShare {
  std::string_view pool, kind, model;
  std::size_t nodes = 0;
  double devices = 0, busy_s = 0, allocated_s = 0, idle_s = 0, down_s = 0;
  std::optional<double> energy_j, cost_usd;
};

// In the order of nodes.csv.
std::vector<PoolShare> pool_shares(const RunResults& run);

struct ReasonShare {
  std::string_view reason;
  double wait_s = 0;     // job-seconds that it held, of summary.csv
  std::size_t jobs = 0;  // that waited longest for it
};

// In the order of summary.csv, those that held a job only.
std::vector<ReasonShare> reason_shares(const RunResults& run);

}  // namespace suanli::page
