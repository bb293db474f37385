// max_min_fair.cpp -- equal shares of one resource among tenants (Bertsekas, Gallager 1992).
#include <array>

#include "policies/policy_params.h"
#include "policies/registry.h"
#include "policies/tenant_shares.h"
#include "policies/tenant_weights.h"

namespace suanli::scheduling {
namespace {

constexpr std::array params{
    ParamSpec{.name = "resource", .type = ParamType::text, .default_value = "gpus", .choices = "gpus|cpus|fpgas", .help = "what is shared"},
    weights_param};

// Fair shares by water-filling, f = min(demand, weight x level). Serving again and again the tenant with the least used / weight (ties by
// TenantId), by its first job that fits, reaches them: whoever is below its share comes before all that are not, and what is left goes on
// in the same order, so that nothing stays idle. Running jobs are not reclaimed.
class MaxMinFair final : public SchedulingPolicy {
 public:
  explicit MaxMinFair(const Params& given) : asked_(given) {
    const std::string& resource = given.text("resource");
    resource_ = resource == "gpus" ? DeviceKind::gpu : resource == "cpus" ? DeviceKind::cpu : DeviceKind::fpga;
  }

  SchedulingNeeds needs() const override { return {}; }

  void queued(const ClusterView& view, JobId job) override {
    if (used_.empty()) {
      weights_ = asked_.of(view.workload());
      used_.assign(weights_.size(), 0);
      shares_.reset(weights_.size());
    }
    jobs_.queued(view, job);
  }

  void ended(const ClusterView& view, JobId job) override { change(view, job, -1); }

  std::optional<Start> next_start(const ClusterView& view, Placer& placer) override {
    const auto job = shares_.next(view, placer, jobs_);
    if (!job) return std::nullopt;
    change(view, *job, 1);
    return Start{*job};
  }

 private:
  void change(const ClusterView& view, JobId job, int sign) {
    const TaskShape& task = view.workload().shapes[view.workload().shape[job]];
    const TenantId tenant = view.workload().tenant[job];
    std::int64_t amount = 0;
    switch (resource_) {
      case DeviceKind::gpu:
        amount = task.gpu_milli;
        break;
      case DeviceKind::cpu:
        amount = task.cpu_milli;
        break;
      case DeviceKind::fpga:
        amount = task.fpgas;
        break;
    }
    used_[tenant] += sign * amount * view.workload().tasks[job];
    shares_.set(tenant, {used_[tenant], weights_[tenant]});
  }

  TenantWeights asked_;
  DeviceKind resource_ = DeviceKind::gpu;
  IdVector<TenantId, std::int64_t> weights_;
  IdVector<TenantId, std::int64_t> used_;
  TenantQueues jobs_;
  TenantShares shares_;
};

}  // namespace

extern const SchedulingEntry max_min_fair_entry;
const SchedulingEntry max_min_fair_entry{
    "max_min_fair", "the tenant with the least of one resource for its weight next", params,
    [](const Params& given, const PolicyContext&) -> std::unique_ptr<SchedulingPolicy> { return std::make_unique<MaxMinFair>(given); }};

}  // namespace suanli::scheduling
