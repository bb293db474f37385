// lane_search_plain.cpp -- the hot loops of the search, compiled for any CPU of this architecture.
#include "sim/cost/search/lane_kernel.h"

namespace suanli {

[[gnu::flatten]] void search_lanes_plain(const LaneFrame& frame, const StageLanes& stages, const LaneRow* rows, int count,
                                         LaneBlock& block, LaneFindings& findings) {
  search_rows(frame, stages, rows, count, block, findings);
}

}  // namespace suanli
