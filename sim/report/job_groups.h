// job_groups.h -- which jobs a row is about: all of the measured window, those of one device kind, those of one tenant.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/base/ids.h"
#include "sim/model/device.h"
#include "sim/model/workload.h"
#include "sim/report/run_result.h"

namespace suanli {

// The kind a job counts under: GPU when it asks for GPUs, else FPGA when it asks for FPGAs, else CPU.
DeviceKind kind_of(const TaskShape& shape);

struct JobGroup {
  std::string device_kind;
  std::string tenant;
  std::optional<TenantId> tenant_id;  // none for `all`
  std::vector<JobId> jobs;       // submitted in the window; rising
  std::vector<JobId> completed;  // the completed ones of them; rising
  bool is_all = false;           // it holds every job of the window, so what was computed for `all` holds for it
};

// Groups in the order of rows: cpu, gpu, fpga (kinds some job counts under), all, then tenants in the order of TenantId. Jobs without
// a tenant are a group only beside named tenants.
class JobGroups {
 public:
  JobGroups(const RunResult& run, const Workload& workload);

  std::span<const JobGroup> groups() const { return groups_; }
  const JobGroup& all() const { return groups_[all_]; }

 private:
  std::vector<JobGroup> groups_;
  std::size_t all_ = 0;
};

}  // namespace suanli
