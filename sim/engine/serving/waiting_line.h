// waiting_line.h -- requests that wait for a replica, in order, in one ring of memory that is kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace suanli {

// Both ends are O(1); a place in the middle is given up in O(length).
template <class Item>
class WaitingLine {
 public:
  bool empty() const { return count_ == 0; }
  std::uint32_t size() const { return count_; }
  void clear() { count_ = 0; }

  const Item& operator[](std::uint32_t place) const { return ring_[(head_ + place) & mask()]; }
  Item& operator[](std::uint32_t place) { return ring_[(head_ + place) & mask()]; }
  const Item& front() const { return ring_[head_]; }
  Item& front() { return ring_[head_]; }

  void push_back(Item item) {
    if (count_ == ring_.size()) grow();
    ring_[(head_ + count_++) & mask()] = item;
  }
  void push_front(Item item) {
    if (count_ == ring_.size()) grow();
    head_ = (head_ - 1) & mask();
    ring_[head_] = item;
    ++count_;
  }
  void pop_front() {
    head_ = (head_ + 1) & mask();
    --count_;
  }
  void insert(std::uint32_t place, Item item) {
    push_back(item);
    for (std::uint32_t i = count_ - 1; i > place; --i) (*this)[i] = (*this)[i - 1];
    (*this)[place] = item;
  }
  void erase(std::uint32_t place) {
    if (place == 0) return pop_front();
    for (std::uint32_t i = place; i + 1 < count_; ++i) (*this)[i] = (*this)[i + 1];
    --count_;
  }

 private:
  std::uint32_t mask() const { return static_cast<std::uint32_t>(ring_.size()) - 1; }

  void grow() {
    std::vector<Item> larger(ring_.empty() ? 8 : 2 * ring_.size());
    for (std::uint32_t i = 0; i < count_; ++i) larger[i] = (*this)[i];
    ring_.swap(larger);
    head_ = 0;
  }

  std::vector<Item> ring_;  // a power of two
  std::uint32_t head_ = 0;
  std::uint32_t count_ = 0;
};

}  // namespace suanli
