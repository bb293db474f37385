// ordered_walk.cpp -- the block rule's parameters.
#include "policies/ordered_walk.h"

namespace suanli {

BlockRule::BlockRule(const Params& params)
    : skip_(params.text("on_block") == "skip"), by_pools_(params.text("block_scope") == "pools") {}

std::uint64_t BlockRule::all_pools(const ClusterView& view) {
  const std::size_t pools = view.cluster().pool_count();
  return pools >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << pools) - 1;
}

}  // namespace suanli
