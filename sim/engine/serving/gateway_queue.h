// gateway_queue.h -- requests of a service that wait for a replica to be chosen.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/base/ids.h"
#include "sim/engine/serving/first_heap.h"
#include "sim/engine/serving/request_states.h"
#include "sim/model/request.h"

namespace suanli {

// In order of RequestId, or of priority before it. Who leaves otherwise than by being routed is told by leave() and dropped later.
class GatewayQueue {
 public:
  void reset(const RequestColumns& requests, const RequestStates& states, bool by_priority) {
    requests_ = &requests;
    states_ = &states;
    by_priority_ = by_priority;
    heap_.clear();
    size_ = 0;
  }
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  void join(RequestId request) {
    heap_.push({by_priority_ ? -std::int64_t{requests_->priority_of(request)} : 0, request, (*states_)[request].attempt});
    ++size_;
  }
  // REQUIRES a request that joined and whose stage is no longer `gateway`, or will not be.
  void leave() { --size_; }

  // REQUIRES not empty.
  RequestId first() {
    while (is_gone(heap_.first())) heap_.pop();
    return heap_.first().request;
  }
  void pop() {
    heap_.pop();
    --size_;
  }

 private:
  struct Waiting {
    std::int64_t key = 0;
    RequestId request{};
    std::uint16_t attempt = 0;
    bool operator>(const Waiting& other) const { return key != other.key ? key > other.key : request > other.request; }
  };
  bool is_gone(const Waiting& waiting) const {
    const RequestState& state = (*states_)[waiting.request];
    return state.stage != RequestStage::gateway || state.attempt != waiting.attempt;
  }

  const RequestColumns* requests_ = nullptr;
  const RequestStates* states_ = nullptr;
  bool by_priority_ = false;
  FirstHeap<Waiting> heap_;
  std::size_t size_ = 0;
};

}  // namespace suanli
