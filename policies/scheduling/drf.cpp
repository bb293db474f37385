// drf.cpp -- dominant resource fairness (Ghodsi et al., NSDI 2011).
#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <utility>
#include <vector>

#include "policies/policy_params.h"
#include "policies/registry.h"
#include "policies/tenant_shares.h"
#include "policies/tenant_weights.h"

namespace suanli::scheduling {
namespace {

constexpr std::array params{
    weights_param, ParamSpec{.name = "per_model", .type = ParamType::boolean, .default_value = "false",
                             .help = "each device model is a resource of its own, not all GPUs and all FPGAs together"}};

// The tenant with the least dominant share (its largest used share of a resource, over its weight; ties by TenantId) starts its first job that
// fits; one without such a job is out for this instant. Shares are compared as exact fractions.
class DominantShares final : public SchedulingPolicy {
 public:
  explicit DominantShares(const Params& given) : asked_(given), per_model_(given.flag("per_model")) {}

  SchedulingNeeds needs() const override { return {}; }

  void queued(const ClusterView& view, JobId job) override {
    if (used_.empty()) begin(view);
    jobs_.queued(view, job);
  }

  void ended(const ClusterView& view, JobId job) override {
    const auto uses = running_.extract(job);
    change(view.workload().tenant[job], uses.mapped(), -1);
  }

  std::optional<Start> next_start(const ClusterView& view, Placer& placer) override {
    const auto job = shares_.next(view, placer, jobs_);
    if (!job) return std::nullopt;
    const auto& uses = running_[*job] = uses_of(view, *job, placer.pending());
    change(view.workload().tenant[*job], uses, 1);
    return Start{*job};
  }

 private:
  // Resources: CPUs, memory, then GPUs and FPGAs, or each device model.
  static constexpr std::size_t cpus = 0, memory = 1, gpus = 2, fpgas = 3, first_model = 2;
  using Uses = std::vector<std::pair<std::size_t, std::int64_t>>;  // of resources

  void begin(const ClusterView& view) {
    weights_ = asked_.of(view.workload());
    const Cluster& cluster = view.cluster();
    capacity_ = {cluster.total_cpu_milli(), cluster.total_memory_kib()};
    if (!per_model_) {
      capacity_.push_back(cluster.total(DeviceKind::gpu) * milli);
      capacity_.push_back(cluster.total(DeviceKind::fpga));
    }
    for (const NodeClass& node : cluster.classes()) {
      if (!per_model_) break;
      const auto nodes = static_cast<std::int64_t>(node.nodes.size());
      if (node.gpu_model) of_model(*node.gpu_model) += node.capacity.gpus * milli * nodes;
      if (node.fpga_model) of_model(*node.fpga_model) += node.capacity.fpgas * nodes;
    }
    used_.assign(weights_.size(), std::vector<std::int64_t>(capacity_.size(), 0));
    shares_.reset(weights_.size());
  }

  std::int64_t& of_model(DeviceModelId model) {
    const std::size_t resource = first_model + index_of(model);
    if (resource >= capacity_.size()) capacity_.resize(resource + 1, 0);
    return capacity_[resource];
  }

  Uses uses_of(const ClusterView& view, JobId job, const Allocation& holds) const {
    const TaskShape& task = view.workload().shapes[view.workload().shape[job]];
    Uses uses;
    for (const NodeHold& hold : holds) {
      const NodeClass& node = view.cluster().node_class(hold.node);
      const std::int64_t tasks = hold.tasks;
      uses.emplace_back(cpus, task.cpu_milli * tasks);
      uses.emplace_back(memory, task.memory_kib * tasks);
      if (task.gpu_milli > 0) uses.emplace_back(per_model_ ? first_model + index_of(*node.gpu_model) : gpus, task.gpu_milli * tasks);
      if (task.fpgas > 0) uses.emplace_back(per_model_ ? first_model + index_of(*node.fpga_model) : fpgas, task.fpgas * tasks);
    }
    return uses;
  }

  void change(TenantId tenant, const Uses& uses, int sign) {
    for (const auto& [resource, amount] : uses) used_[tenant][resource] += sign * amount;
    Share dominant{0, 1};
    for (std::size_t i = 0; i < capacity_.size(); ++i) {
      if (capacity_[i] > 0) dominant = std::max(dominant, Share{used_[tenant][i], capacity_[i] * weights_[tenant]});
    }
    shares_.set(tenant, dominant);
  }

  TenantWeights asked_;
  bool per_model_;
  IdVector<TenantId, std::int64_t> weights_;
  std::vector<std::int64_t> capacity_;                       // by resource
  IdVector<TenantId, std::vector<std::int64_t>> used_;       // [tenants x resources]
  std::map<JobId, Uses> running_;
  TenantQueues jobs_;
  TenantShares shares_;
};

}  // namespace

extern const SchedulingEntry drf_entry;
const SchedulingEntry drf_entry{
    "drf", "the tenant with the least dominant share next (dominant resource fairness)", params,
    [](const Params& given, const PolicyContext&) -> std::unique_ptr<SchedulingPolicy> { return std::make_unique<DominantShares>(given); }};

}  // namespace suanli::scheduling
