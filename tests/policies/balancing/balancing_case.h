// balancing_case.h -- a balancing policy and replicas whose loads a test sets by hand.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "policies/registry.h"

namespace suanli::test {

// Loads as the test sets them; with a delay the policy sees those of that long ago. As the engine of the simulation does, load_changed() is told
// as notices() asks, all of it before a pick.
class BalancingCase final : public BalancingView {
 public:
  explicit BalancingCase(const std::string& name, const std::map<std::string, ParamValue>& given = {}, std::uint64_t seed = 1) {
    const auto* entry = find_entry(balancing::entries(), name);
    SUANLI_ASSERT(entry != nullptr, "no such balancing policy");
    std::vector<Problem> problems;
    const Params params(entry->params, given, "", problems);
    if (!problems.empty()) throw InputError(problems);
    policy_ = entry->make(params, {seed, "chat"});
  }

  SimTime now() const override { return now_; }
  const RequestColumns& requests() const override { return requests_; }
  std::span<const BalancingCandidate> candidates() const override { return candidates_; }
  ReplicaLoad load(ReplicaId replica) const override { return shown_.at(replica).load; }
  std::uint64_t output_tokens(ReplicaId replica) const override { return shown_.at(replica).made; }
  bool tokens_are_told() const override { return tokens_told; }

  BalancingPolicy& policy() { return *policy_; }
  RequestColumns& columns() { return requests_; }

  // Replicas 0, 1, ... of these weights.
  void set_replicas(const std::vector<double>& weights) {
    std::vector<BalancingCandidate> candidates;
    for (std::size_t i = 0; i < weights.size(); ++i) candidates.push_back({static_cast<ReplicaId>(i), weights[i]});
    set_candidates(candidates);
  }
  void set_candidates(const std::vector<BalancingCandidate>& candidates) {
    candidates_ = candidates;
    for (const BalancingCandidate& each : candidates) {
      truth_[each.replica];
      shown_[each.replica];
    }
    policy_->candidates_changed(*this);
  }

  // Time passes; what the delay held back until then is shown.
  void wait_until(double seconds) { now_ = time_zero + *to_duration(seconds); }
  void wait(Duration time) { now_ += time; }

  // The truth changes now.
  ReplicaLoad truth(std::uint32_t replica) const { return truth_.at(static_cast<ReplicaId>(replica)).load; }
  void set_load(std::uint32_t replica, const ReplicaLoad& load) {
    truth_[static_cast<ReplicaId>(replica)].load = load;
    changed(static_cast<ReplicaId>(replica));
  }
  void set_outstanding(std::uint32_t replica, std::uint32_t running, std::uint32_t waiting = 0) {
    ReplicaLoad load = truth(replica);
    load.running = running;
    load.waiting = waiting;
    set_load(replica, load);
  }
  void set_made(std::uint32_t replica, std::uint64_t output_tokens) {
    truth_[static_cast<ReplicaId>(replica)].made = output_tokens;
    changed(static_cast<ReplicaId>(replica));
  }

  // The choice alone.
  std::uint32_t pick(RequestId request = {}) {
    show_due();
    return static_cast<std::uint32_t>(index_of(*policy_->pick(*this, request)));
  }
  // And the request runs there.
  std::uint32_t send(RequestId request = {}) {
    const std::uint32_t replica = pick(request);
    policy_->routed(*this, request, static_cast<ReplicaId>(replica));
    set_outstanding(replica, truth(replica).running + 1, truth(replica).waiting);
    return replica;
  }
  void first_token(std::uint32_t replica, double after_s, RequestId request = {}) {
    policy_->first_token(*this, request, static_cast<ReplicaId>(replica), *to_duration(after_s));
  }
  void end(std::uint32_t replica, double after_s, RequestId request = {}, ServedAs as = ServedAs::completed) {
    set_outstanding(replica, truth(replica).running - 1, truth(replica).waiting);
    policy_->ended(*this, request, static_cast<ReplicaId>(replica), as, *to_duration(after_s));
  }
  // As "0 1 2": the replicas of so many requests.
  std::string sent(int requests) {
    std::string text;
    for (int i = 0; i < requests; ++i) text += (i > 0 ? " " : "") + std::to_string(send());
    return text;
  }

  Duration delay{};
  bool tokens_told = true;  // else load_changed() is told of counts alone
  bool shuffled_news = false;  // tells loads twice and last first

 private:
  struct Figures {
    ReplicaLoad load;
    std::uint64_t made = 0;
  };
  struct News {
    SimTime at{};
    ReplicaId replica{};
    Figures figures;
  };

  void changed(ReplicaId replica) {
    news_.push_back({now_ + delay, replica, truth_[replica]});
    if (delay == Duration{}) show_due();
  }
  void show_due() {
    std::vector<ReplicaId> told;
    for (; !news_.empty() && news_.front().at <= now_; news_.pop_front()) {
      const News& news = news_.front();
      Figures& shown = shown_[news.replica];
      const bool counts = shown.load.waiting != news.figures.load.waiting || shown.load.running != news.figures.load.running;
      shown = news.figures;
      if (policy_->notices() == LoadNotices::all ? counts || tokens_told : policy_->notices() == LoadNotices::counts && counts) told.push_back(news.replica);
    }
    if (shuffled_news) {
      for (std::size_t i = told.size(); i > 0; --i) policy_->load_changed(*this, told[i - 1]);
    }
    for (const ReplicaId replica : told) policy_->load_changed(*this, replica);
  }

  SimTime now_ = time_zero;
  RequestColumns requests_;
  std::vector<BalancingCandidate> candidates_;
  std::map<ReplicaId, Figures> truth_;
  std::map<ReplicaId, Figures> shown_;
  std::deque<News> news_;
  std::unique_ptr<BalancingPolicy> policy_;
};

}  // namespace suanli::test
