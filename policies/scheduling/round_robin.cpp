// round_robin.cpp -- tenants take turns (Nagle 1987).
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "policies/policy_params.h"
#include "policies/registry.h"
#include "policies/tenant_queues.h"
#include "policies/tenant_weights.h"

namespace suanli::scheduling {
namespace {

constexpr ParamSpec pass_over_param{.name = "on_block", .type = ParamType::text, .default_value = "skip", .choices = on_block_param.choices,
                                    .help = "a tenant whose first job does not fit is passed over this time, or stops all"};
constexpr std::array params{weights_param, pass_over_param};

// The tenant whose last turn is oldest comes first; one that was never served before all others; ties by TenantId. Of a tenant the first job
// by JobId. A turn is as many starts as the tenant's weight, unless its first job does not fit or it has none: it then keeps what is left.
class RoundRobin final : public SchedulingPolicy {
 public:
  explicit RoundRobin(const Params& given) : asked_(given), skip_(given.text("on_block") == "skip") {}

  SchedulingNeeds needs() const override { return {}; }

  void queued(const ClusterView& view, JobId job) override {
    if (turns_.empty()) begin(view);
    jobs_.queued(view, job);
  }

  std::optional<Start> next_start(const ClusterView& view, Placer& placer) override {
    for (const auto& [turn, tenant] : turns_) {
      const auto job = jobs_.next(view, tenant);
      if (!job) continue;
      if (placer.place(*job)) {
        served(turn, tenant);
        return Start{*job};
      }
      if (!skip_) return std::nullopt;
    }
    return std::nullopt;
  }

 private:
  void begin(const ClusterView& view) {
    weights_ = asked_.of(view.workload());
    left_ = weights_;
    for (const TenantId tenant : IdRange<TenantId>(weights_.size())) turns_.insert({0, tenant});
  }

  void served(std::uint64_t turn, TenantId tenant) {
    if (--left_[tenant] > 0) return;
    left_[tenant] = weights_[tenant];
    turns_.erase({turn, tenant});
    turns_.insert({++last_turn_, tenant});
  }

  TenantWeights asked_;
  bool skip_;
  IdVector<TenantId, std::int64_t> weights_;
  IdVector<TenantId, std::int64_t> left_;                // starts of the turn
  std::set<std::pair<std::uint64_t, TenantId>> turns_;  // by last turn
  std::uint64_t last_turn_ = 0;
  TenantQueues jobs_;
};

}  // namespace

extern const SchedulingEntry round_robin_entry;
const SchedulingEntry round_robin_entry{
    "round_robin", "tenants take turns, a tenant's jobs in the order of arrival", params,
    [](const Params& given, const PolicyContext&) -> std::unique_ptr<SchedulingPolicy> { return std::make_unique<RoundRobin>(given); }};

}  // namespace suanli::scheduling
