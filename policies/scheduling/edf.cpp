// edf.cpp -- earliest deadline first (Jackson 1955; Liu, Layland 1973), without preemption.
#include <array>

#include "policies/ordered_walk.h"
#include "policies/policy_params.h"
#include "policies/registry.h"

namespace suanli::scheduling {
namespace {

constexpr ParamSpec skip_first_param{.name = "on_block", .type = ParamType::text, .default_value = "skip", .choices = on_block_param.choices,
                                     .help = on_block_param.help};
constexpr std::array params{skip_first_param, block_scope_param};

// Key (deadline, JobId); jobs without a deadline come last. A job that is late runs all the same.
class EarliestDeadline final : public SchedulingPolicy {
 public:
  explicit EarliestDeadline(const Params& given) : rule_(given) {}

  SchedulingNeeds needs() const override { return {.sorted_queue = true}; }

  std::int64_t key(const ClusterView& view, JobId job) const override { return view.workload().deadline_of(job).time_since_epoch().count(); }

  std::optional<Start> next_start(const ClusterView& view, Placer& placer) override {
    return rule_.first_start(view, placer, ByKey(view.queue()));
  }

 private:
  BlockRule rule_;
};

}  // namespace

extern const SchedulingEntry edf_entry;
const SchedulingEntry edf_entry{
    "edf", "earliest deadline first, jobs without one last; ties in the order of arrival", params,
    [](const Params& given, const PolicyContext&) -> std::unique_ptr<SchedulingPolicy> { return std::make_unique<EarliestDeadline>(given); }};

}  // namespace suanli::scheduling
