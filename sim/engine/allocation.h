// allocation.h -- which devices of which nodes a job's tasks hold.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "sim/base/ids.h"

namespace suanli {

// Some tasks of one job on one node. Masks have a bit per device index of the node.
struct NodeHold {
  NodeId node{};
  std::uint32_t tasks = 0;
  std::uint64_t gpus = 0;   // wholly held devices, or the one device a task holds a share of
  std::uint64_t fpgas = 0;
};

// The holds of a job in the order the placement policy took them; a node may appear more than once. One hold, the common case, lies in
// the object itself: starting and ending such a job touches no other memory.
class Allocation {
 public:
  Allocation() = default;
  Allocation(const Allocation& other) { *this = other; }
  Allocation(Allocation&&) noexcept = default;
  Allocation& operator=(Allocation&&) noexcept = default;
  Allocation& operator=(const Allocation& other) {
    if (this != &other) assign(other.begin(), other.end());
    return *this;
  }
  ~Allocation() = default;

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const NodeHold* begin() const { return size_ > 1 ? many_->data() : &one_; }
  const NodeHold* end() const { return begin() + size_; }
  const NodeHold* data() const { return begin(); }
  const NodeHold& operator[](std::size_t i) const { return begin()[i]; }
  const NodeHold& front() const { return *begin(); }
  const NodeHold& back() const { return begin()[size_ - 1]; }

  void push_back(const NodeHold& hold) {
    if (size_ == 0) {
      one_ = hold;
    } else {
      if (!many_) many_ = std::make_unique<std::vector<NodeHold>>();
      if (size_ == 1) many_->assign(1, one_);
      many_->push_back(hold);
    }
    ++size_;
  }
  void pop_back() {
    if (size_ > 1) many_->pop_back();
    if (size_ == 2) one_ = many_->front();
    --size_;
  }
  void clear() { size_ = 0; }
  void assign(const NodeHold* first, const NodeHold* last) {
    clear();
    for (; first != last; ++first) push_back(*first);
  }

 private:
  friend class HoldMemory;

  NodeHold one_{};
  std::uint32_t size_ = 0;
  std::unique_ptr<std::vector<NodeHold>> many_;  // all of them, when there are several; kept for the next use
};

}  // namespace suanli
