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

void FreeIndex::reset(const Cluster& cluster) {
  cluster_ = &cluster;
  if (classes_.size() < cluster.classes().size()) classes_.resize(cluster.classes().size());
  for (const ClassId id : IdRange<ClassId>(cluster.classes().size())) {
    ClassIndex& index = classes_[id];
    const NodeCapacity& has = cluster.node_class(id).capacity;
    index.rows_are_gpus = has.gpus > 0;
    index.both_kinds = has.gpus > 0 && has.fpgas > 0;
    index.rows = 1 + static_cast<std::uint32_t>(has.gpus > 0 ? has.gpus : has.fpgas);
    index.cpu_milli = has.cpu_milli;
    index.columns = 1 + static_cast<std::uint32_t>(std::min<std::int64_t>((has.cpu_milli + milli - 1) / milli, most_columns - 1));
    const std::size_t buckets = std::size_t{index.rows} * index.columns;
    if (index.buckets.size() < buckets) index.buckets.resize(buckets);
    for (std::vector<Group>& groups : index.buckets) groups.clear();
    index.occupied.assign((buckets + 63) / 64, 0);
    index.uneven_groups.assign(index.rows, 0);
  }
  // In such an order that they are used again as they were made: then the same run finds the same room in each.
  unused_sets_.clear();
  for (std::size_t i = sets_.size(); i > 0; --i) {
    sets_[i - 1].clear();
    unused_sets_.push_back(static_cast<std::uint32_t>(i - 1));
  }
  for (const NodeId node : IdRange<NodeId>(cluster.node_count())) {
    enter(classes_[cluster.class_of(node)], static_cast<std::uint32_t>(node), FreeState::of(cluster.capacity(node)));
  }
}

void FreeIndex::update(NodeId node, const FreeState& before, const FreeState& now) {
  if (before == now) return;
  ClassIndex& at = classes_[cluster_->class_of(node)];
  leave(at, static_cast<std::uint32_t>(node), before);
  enter(at, static_cast<std::uint32_t>(node), now);
}

void FreeIndex::leave(ClassIndex& at, std::uint32_t node, const FreeState& before) {
  const std::uint32_t row = at.row_of(before);
  const std::uint32_t bucket = at.bucket(row, at.column_of(before.cpu_milli));
  auto& groups = at.buckets[bucket];
  auto group = groups.begin();
  while (group->free != before) ++group;
  if (group->set != single) {
    SparseBits& set = sets_[group->set];
    set.erase(node);
    group->first = set.first();
    if (set.size() > 1) return;
    set.erase(group->first);
    unused_sets_.push_back(group->set);
    group->set = single;
    return;
  }
  groups.erase(group);
  if (groups.empty()) at.occupied[bucket / 64] &= ~(std::uint64_t{1} << bucket % 64);
  if (before.gpu_milli % milli != 0) --at.uneven_groups[row];
}

void FreeIndex::enter(ClassIndex& at, std::uint32_t node, const FreeState& now) {
  const std::uint32_t row = at.row_of(now);
  const std::uint32_t bucket = at.bucket(row, at.column_of(now.cpu_milli));
  auto& groups = at.buckets[bucket];
  auto place = groups.begin();
  for (; place != groups.end(); ++place) {
    const auto order = place->free <=> now;
    if (order > 0) break;
    if (order < 0) continue;
    join(*place, node);
    return;
  }
  groups.insert(place, {now, node, single});
  at.occupied[bucket / 64] |= std::uint64_t{1} << bucket % 64;
  if (now.gpu_milli % milli != 0) ++at.uneven_groups[row];
}

void FreeIndex::join(Group& group, std::uint32_t node) {
  if (group.set == single) {
    if (unused_sets_.empty()) {
      group.set = static_cast<std::uint32_t>(sets_.size());
      sets_.emplace_back();
    } else {
      group.set = unused_sets_.back();
      unused_sets_.pop_back();
    }
    sets_[group.set].insert(group.first);
  }
  sets_[group.set].insert(node);
  group.first = std::min(group.first, node);
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

void FreeIndex::offer(const Group& group, bool most, const TaskShape& task, bool device_less, std::optional<Candidate>& best) const {
  const Candidate candidate{group.free, static_cast<NodeId>(group.first), device_less};
  if (!best) {
    best = candidate;
    return;
  }
  const bool better = most ? less_left(task, *best, candidate) : less_left(task, candidate, *best);
  const bool worse = most ? less_left(task, candidate, *best) : less_left(task, *best, candidate);
  if (better || (!worse && candidate.node < best->node)) best = candidate;
}

// Offers the bucket's feasible groups; true when there was any. Where the row is ordered the first from the wanted end is the one.
template <bool most>
bool FreeIndex::look_in_bucket(const std::vector<Group>& groups, bool ordered, const TaskShape& task, bool device_less,
                               std::optional<Candidate>& best) const {
  bool any = false;
  const std::size_t size = groups.size();
  for (std::size_t i = 0; i < size; ++i) {
    const Group& group = groups[most ? size - 1 - i : i];
    if (!fits(group.free, task)) continue;
    any = true;
    offer(group, most, task, device_less, best);
    if (ordered) return true;
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
        any |= look_in_bucket<most>(at.buckets[*bucket], ordered, task, device_less, best);
        if (any && ordered) return;
      }
    } else {
      for (auto bucket = at.next(low, row); bucket; bucket = at.next(*bucket + 1, row)) {
        any |= look_in_bucket<most>(at.buckets[*bucket], ordered, task, device_less, best);
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
    const NodeCapacity& has = cluster_->node_class(id).capacity;
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
  for_each_feasible(shape, [&](const NodeSet& nodes, const FreeState& free) {
    if (found < enough) found += slots(free, shape.task) * static_cast<std::int64_t>(nodes.size());
  });
  return std::min(found, enough);
}

}  // namespace suanli
