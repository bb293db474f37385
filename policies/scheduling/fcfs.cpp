// fcfs.cpp -- first come, first served: jobs start in the order of arrival.
#include <array>

#include "policies/ordered_walk.h"
#include "policies/policy_params.h"
#include "policies/registry.h"

namespace suanli::scheduling {
namespace {

constexpr std::array params{on_block_param, block_scope_param};

class Fcfs final : public SchedulingPolicy {
 public:
  explicit Fcfs(const Params& given) : rule_(given) {}

  SchedulingNeeds needs() const override { return {}; }

  std::optional<Start> next_start(const ClusterView& view, Placer& placer) override {
    return rule_.first_start(view, placer, ByArrival(view.queue()));
  }

 private:
  BlockRule rule_;
};

}  // namespace

extern const SchedulingEntry fcfs_entry;
const SchedulingEntry fcfs_entry{
    "fcfs", "in the order of arrival; the first that does not fit blocks those behind it", params,
    [](const Params& given, const PolicyContext&) -> std::unique_ptr<SchedulingPolicy> { return std::make_unique<Fcfs>(given); }};

}  // namespace suanli::scheduling
