// by_estimate.h -- shortest and longest job first: the queue sorted by the estimate.
#pragma once

#include <array>
#include <memory>

#include "policies/ordered_walk.h"
#include "policies/policy_params.h"
#include "policies/registry.h"

namespace suanli {

inline constexpr std::array by_estimate_params{estimates_param, factor_param, correction_param, on_block_param, block_scope_param};

enum class EstimateOrder : unsigned char { shortest_first, longest_first };

// Key (e, JobId) or (-e, JobId); e is fixed when the job joins the queue.
class ByEstimate final : public SchedulingPolicy {
 public:
  ByEstimate(const Params& given, EstimateOrder order) : rule_(given), estimates_(estimate_rule(given)), order_(order) {}

  SchedulingNeeds needs() const override { return {.estimates = estimates_, .sorted_queue = true}; }

  std::int64_t key(const ClusterView& view, JobId job) const override {
    const std::int64_t estimate = view.estimate(job).count();
    return order_ == EstimateOrder::shortest_first ? estimate : -estimate;
  }

  std::optional<Start> next_start(const ClusterView& view, Placer& placer) override {
    return rule_.first_start(view, placer, ByKey(view.queue()));
  }

 private:
  BlockRule rule_;
  EstimateRule estimates_;
  EstimateOrder order_;
};

}  // namespace suanli
