// lane_search_v4.cpp -- the hot loops of the search, compiled for x86-64-v4.
#include "sim/cost/search/lane_kernel.h"

namespace suanli {

[[gnu::flatten]] void search_lanes_v4(const LaneFrame& frame, const StageLanes& stages, const LaneRow* rows, int count,
                                      LaneBlock& block, LaneFindings& findings) {
  search_rows(frame, stages, rows, count, block, findings);
}

}  // namespace suanli
