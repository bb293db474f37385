// first_heap.h -- a heap whose first item is the smallest, in memory that is kept.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace suanli {

// Item has a total order by operator>, so what comes out never depends on how the heap grew.
template <class Item>
class FirstHeap {
 public:
  bool empty() const { return items_.empty(); }
  std::size_t size() const { return items_.size(); }
  void clear() { items_.clear(); }
  // In no order that may decide anything.
  const std::vector<Item>& items() const { return items_; }

  // REQUIRES not empty.
  const Item& first() const { return items_.front(); }

  void push(Item item) {
    items_.push_back(item);
    std::push_heap(items_.begin(), items_.end(), std::greater<>{});
  }
  Item pop() {
    std::pop_heap(items_.begin(), items_.end(), std::greater<>{});
    const Item first = items_.back();
    items_.pop_back();
    return first;
  }
  // Takes out all that `is` holds for; returns how many.
  template <class Is>
  std::size_t remove_if(Is is) {
    const std::size_t removed = std::erase_if(items_, is);
    if (removed > 0) std::make_heap(items_.begin(), items_.end(), std::greater<>{});
    return removed;
  }

 private:
  std::vector<Item> items_;
};

}  // namespace suanli
