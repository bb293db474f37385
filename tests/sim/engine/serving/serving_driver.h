// serving_driver.h -- requests through one serving engine, without the rest of the simulation, and what became of them.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "sim/engine/serving/serving_entry.h"

namespace suanli::test {

inline SimTime at_s(double seconds) {
  return SimTime(*to_duration(seconds));
}

// Requests in order of arrival.
struct RequestList {
  RequestColumns columns;

  RequestId add(SimTime arrival, Duration duration, std::uint32_t prompt = 0, std::uint32_t output = 0) {
    columns.service.push_back(NameId{});
    columns.tenant.push_back(TenantId{});
    columns.prompt_tokens.push_back(prompt);
    columns.output_tokens.push_back(output);
    columns.duration.push_back(duration);
    return columns.arrival.push_back(arrival);
  }
  RequestId lasting(double arrival_s, double duration_s) { return add(at_s(arrival_s), *to_duration(duration_s)); }
  RequestId tokens(double arrival_s, std::uint32_t prompt, std::uint32_t output) { return add(at_s(arrival_s), Duration{}, prompt, output); }
};

// Every prefill takes `prefill_s`, every decode iteration `decode_s`.
inline StepTimes constant_steps(double prefill_s, double decode_s) {
  StepTimes steps;
  steps.add_prefill({.base_s = prefill_s});
  steps.add_decode({{static_cast<std::int64_t>(decode_s * 1e12)}});
  return steps;
}

inline std::unique_ptr<ServingEngine> make_serving(std::string_view name, const std::map<std::string, ParamValue>& given = {},
                                                   std::uint64_t seed = 1) {
  for (const ServingEntry* entry : serving::entries()) {
    if (entry->name != name) continue;
    std::vector<Problem> problems;
    const Params params(entry->params, given, "", problems);
    for (const Problem& problem : problems) FAIL(problem.text());
    return entry->make(params, {seed, "test"});
  }
  FAIL("no such serving engine: " << name);
  return nullptr;
}

struct Outcome {
  SimTime started = time_never;
  SimTime first_token = time_never;
  SimTime ended = time_never;
  std::vector<SimTime> tokens;  // the first one too, when the driver keeps them
  bool refused = false;
  bool abandoned = false;
  std::uint32_t preemptions = 0;
  SimTime moved = time_never;
  ReplicaId answered_by{};

  double wait_s(SimTime arrival) const { return to_seconds(started - arrival); }
  bool operator==(const Outcome&) const = default;
};

// One engine, its replicas, arrivals by turns; runs until nothing is due.
class ServingDriver final : public ServingSink {
 public:
  ServingDriver(ServingEngine& engine, const RequestList& list, std::vector<const ReplicaProfile*> profiles, bool keeps_tokens = true)
      : engine_(&engine), list_(&list), keeps_tokens_(keeps_tokens), due_(profiles.size(), time_never), outcomes_(list.columns.size()) {
    engine.reset(list.columns, *this);
    for (std::size_t i = 0; i < profiles.size(); ++i) {
      engine.open(static_cast<ReplicaId>(i), *profiles[i]);
      if (engine.takes_arrivals(static_cast<ReplicaId>(i))) takes_arrivals_.push_back(static_cast<ReplicaId>(i));
    }
  }

  // Called with `now` after each instant.
  std::function<void(SimTime)> after_instant;
  // Requests to take away, by time; only that are at a replica.
  std::multimap<SimTime, RequestId> withdrawals;
  // Replicas to empty; what they had starts anew elsewhere.
  std::multimap<SimTime, ReplicaId> evictions;
  std::uint64_t evicted = 0;  // requests

  void run() {
    while (true) {
      const SimTime now = next_instant();
      if (now == time_never) break;
      instant(now);
      ++instants_;
      if (after_instant) after_instant(now);
    }
  }

  SimTime next_instant() const {
    SimTime next = arrived_ < list_->columns.size() ? list_->columns.arrival[static_cast<RequestId>(arrived_)] : time_never;
    for (const SimTime due : due_) next = std::min(next, due);
    if (!withdrawals.empty()) next = std::min(next, withdrawals.begin()->first);
    if (!evictions.empty()) next = std::min(next, evictions.begin()->first);
    return next;
  }

  const std::vector<Outcome>& outcomes() const { return outcomes_; }
  const Outcome& of(RequestId request) const { return outcomes_[index_of(request)]; }
  std::uint64_t instants() const { return instants_; }
  SimTime last() const { return last_; }

  void started(SimTime at, RequestId request) override { outcomes_[index_of(request)].started = at; }
  void first_token(SimTime at, RequestId request) override {
    Outcome& outcome = outcomes_[index_of(request)];
    outcome.first_token = at;
    if (keeps_tokens_) outcome.tokens.push_back(at);
  }
  void preempted(SimTime, RequestId request) override { ++outcomes_[index_of(request)].preemptions; }
  void ended(SimTime at, RequestId request, ServedAs as) override {
    outcomes_[index_of(request)].ended = at;
    outcomes_[index_of(request)].abandoned = as == ServedAs::abandoned;
  }
  void moved(SimTime at, RequestId request, ReplicaId, ReplicaId to) override {
    REQUIRE(outcomes_[index_of(request)].moved == time_never);
    outcomes_[index_of(request)].moved = at;
    outcomes_[index_of(request)].answered_by = to;
  }
  bool wants_tokens() const override { return keeps_tokens_; }
  void tokens(RequestId request, std::span<const SimTime> at) override {
    auto& kept = outcomes_[index_of(request)].tokens;
    kept.insert(kept.end(), at.begin(), at.end());
  }

 private:
  void instant(SimTime now) {
    last_ = now;
    std::set<ReplicaId> touched;
    for (std::size_t i = 0; i < due_.size(); ++i) {
      if (due_[i] > now) continue;
      engine_->advance(now, static_cast<ReplicaId>(i));
      touched.insert(static_cast<ReplicaId>(i));
    }
    for (; arrived_ < list_->columns.size() && list_->columns.arrival[static_cast<RequestId>(arrived_)] == now; ++arrived_) {
      const ReplicaId replica = takes_arrivals_[arrived_ % takes_arrivals_.size()];
      if (engine_->offer(now, replica, static_cast<RequestId>(arrived_))) {
        touched.insert(replica);
      } else {
        outcomes_[arrived_].refused = true;
      }
    }
    for (; !withdrawals.empty() && withdrawals.begin()->first == now; withdrawals.erase(withdrawals.begin())) {
      for (std::size_t i = 0; i < due_.size(); ++i) {
        if (engine_->withdraw(now, static_cast<ReplicaId>(i), withdrawals.begin()->second)) touched.insert(static_cast<ReplicaId>(i));
      }
    }
    for (; !evictions.empty() && evictions.begin()->first == now; evictions.erase(evictions.begin())) {
      touched.insert(evictions.begin()->second);
      restart_elsewhere(now, evictions.begin()->second, touched);
    }
    while (true) {
      for (const ReplicaId replica : engine_->also_due()) touched.insert(replica);
      if (touched.empty()) break;
      const ReplicaId replica = *touched.begin();
      touched.erase(touched.begin());
      const SimTime due = engine_->settle(now, replica);
      REQUIRE(due > now);
      due_[index_of(replica)] = due;
    }
  }

  void restart_elsewhere(SimTime now, ReplicaId from, std::set<ReplicaId>& touched) {
    std::vector<RequestId> gone;
    engine_->drain(from);
    engine_->evict(now, from, gone);
    CHECK(engine_->load(now, from).outstanding() == 0);
    std::erase(takes_arrivals_, from);
    evicted += gone.size();
    for (const RequestId request : gone) {
      outcomes_[index_of(request)] = {};
      touched.insert(takes_arrivals_.front());
      REQUIRE(engine_->offer(now, takes_arrivals_.front(), request));
    }
  }

  ServingEngine* engine_;
  const RequestList* list_;
  bool keeps_tokens_;
  std::vector<SimTime> due_;
  std::vector<ReplicaId> takes_arrivals_;
  std::vector<Outcome> outcomes_;
  std::size_t arrived_ = 0;
  std::uint64_t instants_ = 0;
  SimTime last_{};
};

}  // namespace suanli::test
