// search_level.h -- the instruction sets for which the hot loops of the search exist, and which of them this CPU has.
#pragma once

#include <string_view>
#include <vector>

#include "sim/cost/search/lane_block.h"

namespace suanli {

enum class SearchLevel : unsigned char { plain, v2, v3, v4 };  // v2 to v4: the levels of x86-64

// What this CPU has, weakest first. `plain` is always there.
std::vector<SearchLevel> search_levels();

std::string_view level_name(SearchLevel level);
// REQUIRES a level that this CPU has.
LaneSearch lane_search(SearchLevel level);

}  // namespace suanli
