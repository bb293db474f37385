// drawn_service.h -- a serving engine for tests: each time a request is served its time is drawn anew, and the answer may be a failure.
#pragma once

#include <algorithm>
#include <vector>

#include "sim/base/random.h"
#include "sim/engine/serving/serving_engine.h"

namespace suanli::test {

// A queue before `slots` servers; times are exponential with mean 1. What other engines give once to a request, its size, here belongs to the
// attempt: so copies and retries are independent of what they stand in for.
class DrawnService final : public ServingEngine {
 public:
  struct Rule {
    std::size_t slots = 1;
    double fails = 0;  // probability that an answer is a failure, known at its end
  };
  DrawnService(Rule rule, std::uint64_t seed) : rule_(rule), times_(seed, "drawn times"), failures_(seed, "drawn failures") {}

  void reset(const RequestColumns&, ServingSink& sink) override { sink_ = &sink; }
  void open(ReplicaId replica, const ReplicaProfile&) override { replicas_.resize(std::max(replicas_.size(), index_of(replica) + 1)); }
  void close(ReplicaId) override {}

  bool offer(SimTime, ReplicaId replica, RequestId request) override {
    replicas_[replica].waiting.push_back(request);
    return true;
  }
  void advance(SimTime now, ReplicaId replica) override {
    auto& running = replicas_[replica].running;
    while (true) {
      const auto next = std::min_element(running.begin(), running.end(), [](const Running& a, const Running& b) { return a.end < b.end; });
      if (next == running.end() || next->end > now) return;
      const Running ended = *next;
      running.erase(next);
      work_ += ended.end - ended.start;
      sink_->ended(now, ended.request, failures_.uniform() < rule_.fails ? ServedAs::rejected : ServedAs::completed);
    }
  }
  SimTime settle(SimTime now, ReplicaId replica) override {
    Replica& each = replicas_[replica];
    while (!each.waiting.empty() && each.running.size() < rule_.slots) {
      const RequestId request = each.waiting.front();
      each.waiting.erase(each.waiting.begin());
      each.running.push_back({now, now + std::max(*to_duration(times_.exponential(1)), Duration(1)), request});
      sink_->started(now, request);
    }
    SimTime next = time_never;
    for (const Running& one : each.running) next = std::min(next, one.end);
    return next;
  }
  bool withdraw(SimTime now, ReplicaId replica, RequestId request) override {
    Replica& each = replicas_[replica];
    for (const Running& one : each.running) {
      if (one.request == request) work_ += now - one.start;
    }
    return std::erase_if(each.running, [&](const Running& one) { return one.request == request; }) + std::erase(each.waiting, request) > 0;
  }
  void evict(SimTime, ReplicaId, std::vector<RequestId>&) override {}

  ReplicaLoad load(SimTime, ReplicaId replica) const override {
    const Replica& each = replicas_[replica];
    return {.waiting = static_cast<std::uint32_t>(each.waiting.size()), .running = static_cast<std::uint32_t>(each.running.size()), .busy = !each.running.empty()};
  }
  ReplicaTotals totals(SimTime, ReplicaId) const override { return {}; }

  // Time of servers spent, on answers and on what was withdrawn.
  double work_s() const { return to_seconds(work_); }

 private:
  struct Running {
    SimTime start{};
    SimTime end{};
    RequestId request{};
  };
  struct Replica {
    std::vector<RequestId> waiting;
    std::vector<Running> running;
  };
  Rule rule_;
  Stream times_;
  Stream failures_;
  ServingSink* sink_ = nullptr;
  IdVector<ReplicaId, Replica> replicas_;
  Duration work_{};
};

}  // namespace suanli::test
