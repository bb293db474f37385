// axis_range.h -- a range of numbers written short: {"from", "to", "step"} or {"from", "to", "count", "scale"}.
#pragma once

#include <vector>

#include "scenarios/field_types.h"

namespace suanli {

// The values of the range, rising or falling; whole numbers as long as all that was given is whole. With a logarithmic scale of whole numbers
// each is rounded to the nearest and told once. Complains, and gives nothing, when it is no range; at most 100,000 values.
std::vector<nlohmann::json> read_axis_range(const Node& node);

Json axis_range_schema();

}  // namespace suanli
