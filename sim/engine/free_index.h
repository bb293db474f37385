// free_index.h -- nodes grouped by class and equal free state, so that choosing a node costs candidates, not nodes.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/ids.h"
#include "sim/engine/free_state.h"
#include "sim/engine/shape_table.h"
#include "sim/engine/sparse_bits.h"
#include "sim/model/cluster.h"

namespace suanli {

// The nodes of one group, in rising order.
class NodeSet {
 public:
  NodeSet(std::uint32_t first, const SparseBits* many) : first_(first), many_(many) {}
  std::uint32_t first() const { return first_; }
  std::size_t size() const { return many_ == nullptr ? 1 : many_->size(); }
  template <class F>
  void for_each(F f) const {
    if (many_ == nullptr) f(first_);
    else many_->for_each(f);
  }

 private:
  std::uint32_t first_;
  const SparseBits* many_;
};

// A group is the set of nodes of one class whose FreeState is equal. Groups of a class lie in buckets by (free devices, free CPUs), each
// bucket sorted by FreeState; a bitset tells which buckets hold any. A query walks the non-empty buckets from the demand upwards (best fit)
// or from the top downwards (worst fit): tens of nanoseconds however many nodes there are. A group of one node, the common case in a busy
// cluster, is one entry of its bucket and nothing else.
class FreeIndex {
 public:
  // Of an empty cluster, whole; in the memory it has.
  void reset(const Cluster& cluster);

  // Moves the node from the group of its old state to that of its new one.
  void update(NodeId node, const FreeState& before, const FreeState& now);

  // The feasible node with the least (most) left in the order of best_fit: devices of the asked kind, other devices, CPUs, memory; ties by
  // NodeId. A task that asks no device prefers nodes without devices.
  std::optional<NodeId> best_fit(const ShapeOnCluster& shape) const;
  std::optional<NodeId> worst_fit(const ShapeOnCluster& shape) const;

  // Tasks that fit by FreeState, counted no further than `enough`.
  std::int64_t slots_up_to(const ShapeOnCluster& shape, std::int64_t enough) const;

  // Calls f(nodes: NodeSet, free: FreeState const&) for each group whose nodes fit a task of the shape.
  template <class F>
  void for_each_feasible(const ShapeOnCluster& shape, F f) const {
    for (const ClassId id : shape.classes) {
      const ClassIndex& at = classes_[id];
      for (std::uint32_t row = at.row_of(shape.task); row < at.rows; ++row) {
        for (auto bucket = at.next(at.bucket(row, at.column_of(shape.task.cpu_milli)), row); bucket; bucket = at.next(*bucket + 1, row)) {
          for (const Group& group : at.buckets[*bucket]) {
            if (fits(group.free, shape.task)) f(nodes_of(group), group.free);
          }
        }
      }
    }
  }

 private:
  static constexpr std::uint32_t single = ~std::uint32_t{0};
  struct Group {
    FreeState free;
    std::uint32_t first = 0;     // lowest node
    std::uint32_t set = single;  // where in sets_ all of them stand, when they are several
  };

  struct ClassIndex {
    std::uint32_t rows = 1;      // by whole free devices of the class's first kind
    std::uint32_t columns = 1;   // by free CPUs
    std::int64_t cpu_milli = 0;  // capacity
    bool rows_are_gpus = false;
    bool both_kinds = false;
    std::vector<std::vector<Group>> buckets;  // [rows x columns], and behind them memory
    std::vector<std::uint64_t> occupied;      // a bit per bucket
    std::vector<std::uint32_t> uneven_groups;  // per row: groups whose devices are partly shared; columns then do not order the row

    std::uint32_t row_of(const FreeState& free) const {
      return static_cast<std::uint32_t>(rows_are_gpus ? free.gpu_milli / static_cast<std::int32_t>(milli) : free.fpgas);
    }
    std::uint32_t row_of(const TaskShape& task) const {
      return static_cast<std::uint32_t>(rows_are_gpus ? task.whole_gpus() : task.fpgas);
    }
    // A rising map of CPUs to columns; with up to 511 CPUs one column a CPU.
    std::uint32_t column_of(std::int64_t free_cpu_milli) const {
      if (cpu_milli == 0) return 0;
      if (cpu_milli <= milli * (columns - 1)) return static_cast<std::uint32_t>(free_cpu_milli / milli);
      return static_cast<std::uint32_t>(static_cast<double>(free_cpu_milli) / static_cast<double>(cpu_milli) * (columns - 1));
    }
    std::uint32_t bucket(std::uint32_t row, std::uint32_t column) const { return row * columns + column; }
    // First occupied bucket of the row from `from` on.
    std::optional<std::uint32_t> next(std::uint32_t from, std::uint32_t row) const;
    // Last occupied bucket of the row from `from` down to `low`.
    std::optional<std::uint32_t> previous(std::uint32_t from, std::uint32_t low) const;
  };

  struct Candidate {
    FreeState free;
    NodeId node{};
    bool device_less = false;
  };

  bool less_left(const TaskShape& task, const Candidate& a, const Candidate& b) const;
  template <bool most>
  std::optional<NodeId> extreme(const ShapeOnCluster& shape) const;
  template <bool most>
  void look_in(const ClassIndex& at, const ShapeOnCluster& shape, bool device_less, std::optional<Candidate>& best) const;
  template <bool most>
  bool look_in_bucket(const std::vector<Group>& groups, bool ordered, const TaskShape& task, bool device_less,
                      std::optional<Candidate>& best) const;
  void offer(const Group& group, bool most, const TaskShape& task, bool device_less, std::optional<Candidate>& best) const;
  NodeSet nodes_of(const Group& group) const { return {group.first, group.set == single ? nullptr : &sets_[group.set]}; }
  void leave(ClassIndex& at, std::uint32_t node, const FreeState& before);
  void enter(ClassIndex& at, std::uint32_t node, const FreeState& now);
  void join(Group& group, std::uint32_t node);

  const Cluster* cluster_ = nullptr;
  IdVector<ClassId, ClassIndex> classes_;  // the first of the cluster count; the rest is memory
  std::vector<SparseBits> sets_;
  std::vector<std::uint32_t> unused_sets_;
};

}  // namespace suanli
