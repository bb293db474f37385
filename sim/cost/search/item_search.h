// item_search.h -- one search by one thread: the tables of shared parts, and the rows that the hot loops go through.
#pragma once

#include <span>
#include <vector>

#include "sim/cost/search/lane_block.h"
#include "sim/cost/search/plan_search.h"

namespace suanli {

// Degrees of a space in the order of (tp, cp): those of one pair share what their layers cost.
class DegreeGroups {
 public:
  explicit DegreeGroups(std::span<const Degrees> degrees);

  std::size_t size() const {
    return starts_.size() - 1;
  }
  // Places in the space's degrees.
  std::span<const std::uint32_t> operator[](std::size_t group) const {
    return {order_.data() + starts_[group], starts_[group + 1] - starts_[group]};
  }

 private:
  std::vector<std::uint32_t> order_;
  std::vector<std::size_t> starts_;
};

// Keeps its memory from search to search.
class ItemSearch {
 public:
  explicit ItemSearch(LaneSearch lanes) : lanes_(lanes) {}

  // Goes on with `item`; what it finds is added to `findings` and `counts`.
  void start(const SearchBatch& batch, const SearchItem& item);
  void search(std::span<const std::uint32_t> group, LaneFindings& findings, ReasonCounts& counts);

 private:
  void search_stage(ParallelPlan plan, std::uint64_t outer, std::uint64_t ep, LaneFindings& findings, ReasonCounts& counts);
  void add_stage(const StagePart& part, std::uint64_t place);
  void add_rows(const ParallelPlan& plan, std::uint64_t outer, std::uint64_t ep);
  void add_recomputes(ParallelPlan plan, std::uint64_t outer, std::size_t place);

  LaneSearch lanes_;
  const ModelShape* model_ = nullptr;
  const DeviceRates* device_ = nullptr;
  const Fabric* fabric_ = nullptr;
  const PlanSpace* space_ = nullptr;
  const Degrees* degrees_ = nullptr;
  bool no_rate_ = false;
  LaneFrame frame_;
  StageLanes stages_;
  LaneBlock block_;
  std::vector<LaneRow> rows_;
  std::vector<LayerPart> layers_;   // of one group, by ep, microbatch, sequence parallelism and recompute
  std::vector<unsigned char> made_;  // at the first recompute of each: whether they are there
};

}  // namespace suanli
