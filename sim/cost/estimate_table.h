// estimate_table.h -- how long a step of each job's work takes on each place it may have: dense, so that the event loop only looks up.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/cost/work/step_estimate.h"

namespace suanli {

// A place is a class of nodes and how many of the gang's tasks are on the node that has the fewest of them (the spread): fewer devices
// beside each other mean more traffic over less network. Racks make no difference: uplinks are taken to carry all.
struct EstimateLayout {
  static constexpr std::uint32_t no_question = std::numeric_limits<std::uint32_t>::max();

  std::size_t classes = 0;
  IdVector<ShapeId, std::uint32_t> begin;    // of the shape's entries, [classes x spreads]
  IdVector<ShapeId, std::uint32_t> spreads;  // most tasks on one node; 0: no described work
  std::vector<std::uint32_t> question;       // [entries]: the number of the answer; no_question where a gang may not be
};

class EstimateTable {
 public:
  // `answers` must outlive the table and be those of the layout's questions.
  EstimateTable(EstimateLayout layout, const StepAnswers& answers);

  // Whether the work fits a gang of the shape on nodes of the class. Does not depend on the spread.
  bool possible(ShapeId shape, ClassId node_class) const { return step_s_[entry(shape, node_class, 1)] < never; }

  // The entry of a place. `tasks_per_node`: at least 1; more than a node holds counts as all it holds.
  std::uint32_t entry(ShapeId shape, ClassId node_class, std::uint32_t tasks_per_node) const {
    const std::uint32_t spreads = layout_.spreads[shape];
    const std::uint32_t spread = tasks_per_node < spreads ? tasks_per_node : spreads;
    return layout_.begin[shape] + static_cast<std::uint32_t>(index_of(node_class)) * spreads + spread - 1;
  }
  double step_s(std::uint32_t entry) const { return step_s_[entry]; }
  Duration run_time(std::uint32_t entry, std::uint64_t steps) const;
  const StepEstimate& estimate(std::uint32_t entry) const { return (*answers_)[layout_.question[entry]]; }

  // When no class is possible: the estimate that says why, the one that lacks least memory if that is why.
  const StepEstimate* refusal(ShapeId shape) const;

 private:
  static constexpr double never = std::numeric_limits<double>::infinity();

  EstimateLayout layout_;
  const StepAnswers* answers_;
  std::vector<double> step_s_;  // [entries]; infinite where the work does not fit
};

}  // namespace suanli
