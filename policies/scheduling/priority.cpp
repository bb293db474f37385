// priority.cpp -- important jobs first, and waiting makes important: nobody starves (Cobham 1954; aging).
#include <array>
#include <cmath>

#include "policies/ordered_walk.h"
#include "policies/policy_params.h"
#include "policies/registry.h"

namespace suanli::scheduling {
namespace {

constexpr std::array params{
    ParamSpec{.name = "aging_per_hour", .type = ParamType::number, .default_value = "0", .unit = "1/h", .low = 0, .high = 1e5,
              .help = "how much priority a job gains per hour since its submission"},
    on_block_param, block_scope_param};

// Larger priority + aging x (hours since submission) first, ties by JobId. All jobs age alike, so their order never changes and the key is
// aging x (hour of submission) - priority, in whole 2^-24. A running job is not preempted.
class Priority final : public SchedulingPolicy {
 public:
  explicit Priority(const Params& given) : rule_(given), aging_per_hour_(given.number("aging_per_hour")) {}

  SchedulingNeeds needs() const override { return {.sorted_queue = true}; }

  std::int64_t key(const ClusterView& view, JobId job) const override {
    constexpr std::int64_t one = std::int64_t{1} << 24;
    const double aged = aging_per_hour_ * (to_seconds(view.workload().submit[job] - time_zero) / 3600);
    return std::llround(aged * static_cast<double>(one)) - view.workload().priority[job] * one;
  }

  std::optional<Start> next_start(const ClusterView& view, Placer& placer) override {
    return rule_.first_start(view, placer, ByKey(view.queue()));
  }

 private:
  BlockRule rule_;
  double aging_per_hour_;
};

}  // namespace

extern const SchedulingEntry priority_entry;
const SchedulingEntry priority_entry{
    "priority", "highest priority first, which may grow with waiting; ties in the order of arrival", params,
    [](const Params& given, const PolicyContext&) -> std::unique_ptr<SchedulingPolicy> { return std::make_unique<Priority>(given); }};

}  // namespace suanli::scheduling
