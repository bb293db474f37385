// earliest_finish.cpp -- each task on the node where the job is done first (MCT's choice of machine; Maheswaran et al. 1999).
#include <algorithm>
#include <vector>

#include "policies/registry.h"

namespace suanli::placement {
namespace {

// A place starts now, so the node of the least run time is done first; all nodes of a class are equal in that. Ties by class, then NodeId.
// (The rule's tie by least power waits for the engine to know what a node draws.) A gang fills the fastest nodes first and runs as long as
// on the slowest it needs.
class EarliestFinish final : public PlacementPolicy {
 public:
  PlacementNeeds needs() const override { return {.node_tree = true}; }

  bool place(PlacementRoom& room, const Gang& gang) override {
    if (gang.tasks > 1 && room.state().slots(room.shape(), gang.tasks) < gang.tasks) return false;
    by_run_time_.clear();
    for (const ClassId id : room.shape().classes) by_run_time_.push_back({room.run_time_on(id), id});
    std::sort(by_run_time_.begin(), by_run_time_.end(), [](const Choice& a, const Choice& b) { return a.run != b.run ? a.run < b.run : a.id < b.id; });
    std::uint32_t left = gang.tasks;
    for (const Choice& choice : by_run_time_) {
      left -= fill(room, choice.id, left);
      if (left == 0) return true;
    }
    return false;
  }

 private:
  struct Choice {
    Duration run{};
    ClassId id{};
  };

  // Seats up to `most` tasks on nodes of one class, lowest NodeId first; how many it seated.
  std::uint32_t fill(PlacementRoom& room, ClassId id, std::uint32_t most) {
    only_.confine(room.shape(), {&id, 1});
    std::uint32_t seated = 0;
    NodeId from = room.state().cluster().node_class(id).nodes.front();
    // best_fit tells that there is a node at once; first_fit would look for it among all nodes of other classes that follow.
    while (seated < most && room.state().best_fit(only_)) {
      const std::optional<NodeId> node = room.state().first_fit(only_, from);
      const auto count = static_cast<std::uint32_t>(std::min<std::int64_t>(most - seated, room.state().slots_on(*node, only_)));
      room.take(*node, count);
      seated += count;
      from = *node;
    }
    return seated;
  }

  // Buffers.
  std::vector<Choice> by_run_time_;
  ShapeOnCluster only_;
};

}  // namespace

extern const PlacementEntry earliest_finish_entry;
const PlacementEntry earliest_finish_entry{
    "earliest_finish", "the node where the job runs shortest", {},
    [](const Params&, const PolicyContext&) -> std::unique_ptr<PlacementPolicy> { return std::make_unique<EarliestFinish>(); }};

}  // namespace suanli::placement
