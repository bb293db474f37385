// random.cpp -- each task on a node drawn uniformly from those that fit.
#include <bit>
#include <vector>

#include "policies/fill_nodes.h"
#include "policies/registry.h"
#include "sim/base/random.h"

namespace suanli::placement {
namespace {

class Random final : public PlacementPolicy {
 public:
  explicit Random(std::uint64_t seed) : stream_(seed, "policy/placement/random") {}

  bool place(PlacementRoom& room, const Gang& gang) override {
    return seat_one_by_one(room, gang, [this](const PlacementRoom& in, const ShapeOnCluster& shape) { return draw(in, shape); });
  }

 private:
  // The k-th feasible node in NodeId order: groups are merged into one bit set first.
  std::optional<NodeId> draw(const PlacementRoom& room, const ShapeOnCluster& shape) {
    feasible_.assign((room.state().cluster().node_count() + 63) / 64, 0);
    std::size_t count = 0;
    room.state().for_each_feasible(shape, [&](const NodeSet& nodes, const FreeState&) {
      count += nodes.size();
      nodes.for_each([&](std::uint32_t node) { feasible_[node / 64] |= std::uint64_t{1} << node % 64; });
    });
    if (count == 0) return std::nullopt;
    auto left = static_cast<int>(stream_.below(count));
    for (std::size_t word = 0;; ++word) {
      const int here = std::popcount(feasible_[word]);
      if (left >= here) {
        left -= here;
        continue;
      }
      std::uint64_t bits = feasible_[word];
      for (; left > 0; --left) bits &= bits - 1;
      return static_cast<NodeId>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
    }
  }

  Stream stream_;
  std::vector<std::uint64_t> feasible_;
};

}  // namespace

extern const PlacementEntry random_entry;
const PlacementEntry random_entry{
    "random", "a node drawn uniformly from those that fit", {},
    [](const Params&, const PolicyContext& context) -> std::unique_ptr<PlacementPolicy> {
      return std::make_unique<Random>(context.seed);
    },
    true};

}  // namespace suanli::placement
