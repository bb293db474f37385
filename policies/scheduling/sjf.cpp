// sjf.cpp -- shortest job first by the estimate, without preemption.
#include "policies/by_estimate.h"

namespace suanli::scheduling {

extern const SchedulingEntry sjf_entry;
const SchedulingEntry sjf_entry{
    "sjf", "shortest estimate first; ties in the order of arrival", by_estimate_params,
    [](const Params& given, const PolicyContext&) -> std::unique_ptr<SchedulingPolicy> {
      return std::make_unique<ByEstimate>(given, EstimateOrder::shortest_first);
    }};

}  // namespace suanli::scheduling
