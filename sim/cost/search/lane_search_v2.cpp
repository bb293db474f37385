// lane_search_v2.cpp -- the hot loops of the search, compiled for x86-64-v2.
#include "sim/cost/search/lane_kernel.h"

namespace suanli {

[[gnu::flatten]] void search_lanes_v2(const LaneFrame& frame, const StageLanes& stages, const LaneRow* rows, int count,
                                      LaneBlock& block, LaneFindings& findings) {
  search_rows(frame, stages, rows, count, block, findings);
}

}  // namespace suanli
