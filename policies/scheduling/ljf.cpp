// ljf.cpp -- longest job first by the estimate, without preemption.
#include "policies/by_estimate.h"

namespace suanli::scheduling {

extern const SchedulingEntry ljf_entry;
const SchedulingEntry ljf_entry{
    "ljf", "longest estimate first, for a shorter tail; ties in the order of arrival", by_estimate_params,
    [](const Params& given, const PolicyContext&) -> std::unique_ptr<SchedulingPolicy> {
      return std::make_unique<ByEstimate>(given, EstimateOrder::longest_first);
    }};

}  // namespace suanli::scheduling
