// smooth_turns.cpp -- counters by weight.
#include "policies/routing/smooth_turns.h"

#include <algorithm>

namespace suanli {
namespace {

constexpr std::int64_t turns_between = 1 << 20;  // far from where turns x weight overflows

}  // namespace

void SmoothTurns::keep_counters() {
  for (const Class& each : classes_) {
    for (const Item& item : each.items.items()) behind_[item.replica] = item.behind - turns_ * each.weight;
  }
  turns_ = 0;
}

void SmoothTurns::set(std::span<const Weighted> all) {
  keep_counters();
  std::vector<Weighted> sorted(all.begin(), all.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const Weighted& a, const Weighted& b) { return a.weight < b.weight; });
  classes_.clear();
  sum_ = 0;
  for (const Weighted& each : sorted) {
    if (!behind_.contains(each.replica)) behind_.resize(index_of(each.replica) + 1);
    if (classes_.empty() || classes_.back().weight != each.weight) classes_.push_back({each.weight, {}});
    classes_.back().items.push({behind_[each.replica], each.replica});
    sum_ += each.weight;
  }
}

ReplicaId SmoothTurns::next() {
  if (turns_ == turns_between) {
    std::vector<Weighted> same;
    for (const Class& each : classes_) {
      for (const Item& item : each.items.items()) same.push_back({item.replica, each.weight});
    }
    set(same);
  }
  ++turns_;
  Class* best = nullptr;
  Item first;
  for (Class& each : classes_) {
    Item item = each.items.first();
    item.behind -= turns_ * each.weight;
    if (best != nullptr && item > first) continue;
    best = &each;
    first = item;
  }
  Item item = best->items.pop();
  item.behind += sum_;
  best->items.push(item);
  return item.replica;
}

}  // namespace suanli
