// best_fit.cpp -- each task on the node with the least left after it (Johnson 1973), or by the weighted score of the FGD simulator.
#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "policies/fill_nodes.h"
#include "policies/registry.h"

namespace suanli::placement {
namespace {

constexpr std::array params{
    ParamSpec{.name = "score", .type = ParamType::text, .default_value = "lexicographic", .choices = "lexicographic|weighted",
              .help = "least left by devices, then CPUs, then memory; or the mean of CPUs left / 128 and GPUs left / 8 in whole percent, "
                      "stretched to 0..100 over the feasible nodes"}};

class BestFit final : public PlacementPolicy {
 public:
  bool place(PlacementRoom& room, const Gang& gang) override {
    return fill_nodes(room, gang, [](const PlacementRoom& in, const ShapeOnCluster& shape) { return in.state().best_fit(shape); });
  }
};

// Score of a node: floor(100 (1 - (cpu_left / 128000 + gpu_left / 8000) / 2)), min-max normalised in whole numbers; the largest wins, ties by
// NodeId (Weng et al., ATC 2023, the artifact's BestFit).
class WeightedBestFit final : public PlacementPolicy {
 public:
  bool place(PlacementRoom& room, const Gang& gang) override {
    return seat_one_by_one(room, gang, [this](const PlacementRoom& in, const ShapeOnCluster& shape) { return choose(in, shape); });
  }

 private:
  std::optional<NodeId> choose(const PlacementRoom& room, const ShapeOnCluster& shape) {
    seen_.clear();
    int low = std::numeric_limits<int>::max();
    int high = std::numeric_limits<int>::min();
    room.state().for_each_feasible(shape, [&](const NodeSet& nodes, const FreeState& free) {
      const auto cpu = static_cast<double>(free.cpu_milli - shape.task.cpu_milli);
      const auto gpu = static_cast<double>(free.gpu_milli - shape.task.gpu_milli);
      const int score = static_cast<int>(100 * (1 - (0.5 * cpu / 128000 + 0.5 * gpu / 8000)));
      low = std::min(low, score);
      high = std::max(high, score);
      seen_.push_back({score, static_cast<NodeId>(nodes.first())});
    });
    std::optional<Scored> best;
    for (Scored one : seen_) {
      one.score = high == low ? 0 : (one.score - low) * 100 / (high - low);
      if (!best || one.score > best->score || (one.score == best->score && one.node < best->node)) best = one;
    }
    return best ? std::optional(best->node) : std::nullopt;
  }

  struct Scored {
    int score;
    NodeId node;
  };
  std::vector<Scored> seen_;
};

}  // namespace

extern const PlacementEntry best_fit_entry;
const PlacementEntry best_fit_entry{
    "best_fit", "the node with the least left after placing", params,
    [](const Params& given, const PolicyContext&) -> std::unique_ptr<PlacementPolicy> {
      if (given.text("score") == "weighted") return std::make_unique<WeightedBestFit>();
      return std::make_unique<BestFit>();
    }};

}  // namespace suanli::placement
