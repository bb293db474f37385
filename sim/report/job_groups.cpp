// job_groups.cpp -- sorts the jobs of the window into groups.
#include "sim/report/job_groups.h"

#include <utility>

namespace suanli {
namespace {

void put(JobGroup& group, JobId job, bool completed) {
  group.jobs.push_back(job);
  if (completed) group.completed.push_back(job);
}

}  // namespace

DeviceKind kind_of(const TaskShape& shape) {
  if (shape.gpu_milli > 0) return DeviceKind::gpu;
  return shape.fpgas > 0 ? DeviceKind::fpga : DeviceKind::cpu;
}

JobGroups::JobGroups(const RunResult& run, const Workload& workload) {
  JobGroup all{"all", "all", std::nullopt, {}, {}, true};
  PerKind<JobGroup> kinds;
  std::vector<JobGroup> tenants(workload.tenants.size());
  IdVector<ShapeId, DeviceKind> shape_kind;
  for (const TaskShape& shape : workload.shapes) shape_kind.push_back(kind_of(shape));
  all.jobs.reserve(run.submitted);
  all.completed.reserve(run.submitted);
  for (const JobId job : IdRange<JobId>(run.submitted)) {
    if (!run.window.has_submission(workload.submit[job])) continue;
    const bool completed = run.jobs.status[job] == JobStatus::completed;
    put(all, job, completed);
    put(kinds[static_cast<std::size_t>(shape_kind[workload.shape[job]])], job, completed);
    put(tenants[index_of(workload.tenant[job])], job, completed);
  }
  for (const DeviceKind kind : device_kinds) {
    JobGroup& group = kinds[static_cast<std::size_t>(kind)];
    group.device_kind = name_of(kind);
    group.tenant = "all";
    group.is_all = group.jobs.size() == all.jobs.size();
    if (!group.jobs.empty()) groups_.push_back(std::move(group));
  }
  all_ = groups_.size();
  const std::size_t job_count = all.jobs.size();
  groups_.push_back(std::move(all));
  for (const TenantId tenant : IdRange<TenantId>(tenants.size())) {
    JobGroup& group = tenants[index_of(tenant)];
    group.device_kind = "all";
    group.tenant = workload.tenants[tenant];
    group.tenant_id = tenant;
    group.is_all = group.jobs.size() == job_count;
    if (group.tenant.empty() && (group.is_all || group.jobs.empty())) continue;
    groups_.push_back(std::move(group));
  }
}

}  // namespace suanli
