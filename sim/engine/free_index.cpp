// free_index.cpp -- keeping the groups and walking them in the order of a fit.
#include "sim/engine/free_index.h"

#include <algorithm>
#include <bit>

#include "sim/base/check.h"

namespace suanli {
namespace {

constexpr std::uint32_t most_columns = 512;

}  // namespace

std::optional<std::uint32_t> FreeIndex::ClassIndex::next(std::uint32_t from, std::uint32_t row) const {
  const std::uint32_t end = (row + 1) * columns;
  while (from < end) {
    const std::uint64_t word = occupied[from / 64] >> (from % 64);
    if (word != 0) {
      const std::uint32_t found = from + static_cast<std::uint32_t>(std::countr_zero(word));
      return found < end ? std::optional(found) : std::nullopt;
    }
    from = (from / 64 + 1) * 64;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> FreeIndex::ClassIndex::previous(std::uint32_t from, std::uint32_t low) const {
  for (std::uint32_t at = from + 1; at > low;) {
    const std::uint32_t last = at - 1;
    const std::uint64_t word = occupied[last / 64] << (63 - last % 64);
    if (word != 0) {
      const std::uint32_t found = last - static_cast<std::uint32_t>(std::countl_zero(word));
      return found >= low ? std::optional(found) : std::nullopt;
    }
    at = last / 64 * 64;
  }
  return std::nullopt;
}

FreeIndex::FreeIndex(const Cluster& cluster) : cluster_(cluster), group_of_(cluster.node_count()) {
  for (const NodeClass& node : cluster.classes()) {
    ClassIndex index;
    const NodeCapacity& has = node.capacity;
    index.rows_are_gpus = has.gpus > 0;
    index.both_kinds = has.gpus > 0 && has.fpgas > 0;
    index.rows = 1 + static_cast<std::uint32_t>(has.gpus > 0 ? has.gpus : has.fpgas);
    index.cpu_milli = has.cpu_milli;
    index.columns = 1 + static_cast<std::uint32_t>(std::min<std::int64_t>((has.cpu_milli + milli - 1) / milli, most_columns - 1));
    index.buckets.resize(index.rows * index.columns);
    index.occupied.resize((index.buckets.size() + 63) / 64);
    index.uneven_groups.resize(index.rows);
    classes_.push_back(std::move(index));
  }
  for (const NodeId node : IdRange<NodeId>(cluster.node_count())) enter(node, FreeState::of(cluster.capacity(node)));
}

void FreeIndex::update(NodeId node, const FreeState& now) {
  if (groups_[group_of_[node]].free == now) return;
  leave(node);
  enter(node, now);
}

void FreeIndex::leave(NodeId node) {
  const std::uint32_t id = group_of_[node];
  Group& group = groups_[id];
  group.nodes.erase(static_cast<std::uint32_t>(node));
  if (!group.nodes.empty()) return;
  ClassIndex& at = classes_[cluster_.class_of(node)];
  const std::uint32_t row = at.row_of(group.free);
  const std::uint32_t bucket = at.bucket(row, at.column_of(group.free.cpu_milli));
  auto& members = at.buckets[bucket];
  members.erase(std::find(members.begin(), members.end(), id));
  if (members.empty()) at.occupied[bucket / 64] &= ~(std::uint64_t{1} << bucket % 64);
  if (group.free.gpu_milli % milli != 0) --at.uneven_groups[row];
  unused_groups_.push_back(id);
}

void FreeIndex::enter(NodeId node, const FreeState& now) {
  ClassIndex& at = classes_[cluster_.class_of(node)];
  const std::uint32_t row = at.row_of(now);
  const std::uint32_t bucket = at.bucket(row, at.column_of(now.cpu_milli));
  auto& members = at.buckets[bucket];
  auto place = members.begin();
  while (place != members.end() && groups_[*place].free < now) ++place;
  if (place == members.end() || groups_[*place].free != now) {
    std::uint32_t id = static_cast<std::uint32_t>(groups_.size());
    if (unused_groups_.empty()) {
      groups_.emplace_back();
    } else {
      id = unused_groups_.back();
      unused_groups_.pop_back();
    }
    groups_[id].free = now;
    place = members.insert(place, id);
    at.occupied[bucket / 64] |= std::uint64_t{1} << bucket % 64;
    if (now.gpu_milli % milli != 0) ++at.uneven_groups[row];
  }
  groups_[*place].nodes.insert(static_cast<std::uint32_t>(node));
  group_of_[node] = *place;
}

bool FreeIndex::less_left(const TaskShape& task, const Candidate& a, const Candidate& b) const {
  if (task.gpu_milli == 0 && task.fpgas == 0 && a.device_less != b.device_less) return a.device_less;
  const auto devices = [&](const FreeState& free) {
    return task.fpgas > 0 && task.gpu_milli == 0 ? std::pair(std::int64_t{free.fpgas}, std::int64_t{free.gpu_milli})
                                                 : std::pair(std::int64_t{free.gpu_milli}, std::int64_t{free.fpgas});
  };
  const auto left_a = devices(a.free);
  const auto left_b = devices(b.free);
  if (left_a != left_b) return left_a < left_b;
  if (a.free.cpu_milli != b.free.cpu_milli) return a.free.cpu_milli < b.free.cpu_milli;
  return a.free.memory_kib < b.free.memory_kib;
}

// Offers the bucket's feasible groups; true when there was any.
template <bool most>
bool FreeIndex::look_in_bucket(const ClassIndex& at, std::uint32_t bucket, const TaskShape& task, bool device_less,
                               std::optional<Candidate>& best) const {
  bool any = false;
  for (const std::uint32_t id : at.buckets[bucket]) {
    const Group& group = groups_[id];
    if (!fits(group.free, task)) continue;
    any = true;
    const Candidate candidate{group.free, static_cast<NodeId>(group.nodes.first()), device_less};
    if (!best) {
      best = candidate;
      continue;
    }
    const bool better = most ? less_left(task, *best, candidate) : less_left(task, candidate, *best);
    const bool worse = most ? less_left(task, candidate, *best) : less_left(task, *best, candidate);
    if (better || (!worse && candidate.node < best->node)) best = candidate;
  }
  return any;
}

template <bool most>
void FreeIndex::look_in(const ClassIndex& at, const ShapeOnCluster& shape, bool device_less, std::optional<Candidate>& best) const {
  const TaskShape& task = shape.task;
  const std::uint32_t low_row = at.row_of(task);
  const std::uint32_t low_column = at.column_of(task.cpu_milli);
  for (std::uint32_t step = 0; low_row + step < at.rows; ++step) {
    const std::uint32_t row = most ? at.rows - 1 - step : low_row + step;
    const bool ordered = at.uneven_groups[row] == 0 && !at.both_kinds;
    bool any = false;
    const std::uint32_t low = at.bucket(row, low_column);
    if constexpr (most) {
      for (auto bucket = at.previous(at.bucket(row, at.columns - 1), low); bucket;
           bucket = *bucket == low ? std::nullopt : at.previous(*bucket - 1, low)) {
        any |= look_in_bucket<most>(at, *bucket, task, device_less, best);
        if (any && ordered) return;
      }
    } else {
      for (auto bucket = at.next(low, row); bucket; bucket = at.next(*bucket + 1, row)) {
        any |= look_in_bucket<most>(at, *bucket, task, device_less, best);
        if (any && ordered) return;
      }
    }
    if (any && !at.both_kinds) return;
  }
}

template <bool most>
std::optional<NodeId> FreeIndex::extreme(const ShapeOnCluster& shape) const {
  std::optional<Candidate> best;
  for (const ClassId id : shape.classes) {
    const NodeCapacity& has = cluster_.node_class(id).capacity;
    look_in<most>(classes_[id], shape, has.gpus == 0 && has.fpgas == 0, best);
  }
  return best ? std::optional(best->node) : std::nullopt;
}

std::optional<NodeId> FreeIndex::best_fit(const ShapeOnCluster& shape) const {
  return extreme<false>(shape);
}

std::optional<NodeId> FreeIndex::worst_fit(const ShapeOnCluster& shape) const {
  return extreme<true>(shape);
}

std::int64_t FreeIndex::slots_up_to(const ShapeOnCluster& shape, std::int64_t enough) const {
  std::int64_t found = 0;
  for_each_feasible(shape, [&](const SparseBits& nodes, const FreeState& free) {
    if (found < enough) found += slots(free, shape.task) * static_cast<std::int64_t>(nodes.size());
  });
  return std::min(found, enough);
}

}  // namespace suanli
