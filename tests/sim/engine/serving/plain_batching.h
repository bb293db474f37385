// plain_batching.h -- batching as its rules say it, one iteration an event and one request after the other: the oracle.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <vector>

#include "sim/base/int128.h"
#include "sim/engine/serving/batch_rule.h"
#include "sim/engine/serving/serving_engine.h"

namespace suanli::test {

// One replica.
class PlainBatching final : public ServingEngine {
 public:
  explicit PlainBatching(BatchRule rule) : rule_(rule) {}

  void reset(const RequestColumns& requests, ServingSink& sink) override {
    requests_ = &requests;
    sink_ = &sink;
  }
  void open(ReplicaId, const ReplicaProfile& profile) override {
    profile_ = &profile;
    total_ = cache_blocks(profile, rule_);
    watermark_ = static_cast<std::uint64_t>(rule_.watermark * static_cast<double>(total_));
  }
  void close(ReplicaId) override {}

  bool offer(SimTime, ReplicaId, RequestId request) override {
    const std::uint64_t most = requests_->prompt_tokens[request] + requests_->output_tokens[request] - 1;
    if (blocks(most) + watermark_ > total_) return false;
    auto place = waiting_.end();
    if (rule_.by_priority) {
      while (place != waiting_.begin() && !std::prev(place)->again &&
             requests_->priority_of(std::prev(place)->request) < requests_->priority_of(request)) {
        --place;
      }
    }
    waiting_.insert(place, Sequence{.request = request});
    return true;
  }

  void advance(SimTime now, ReplicaId) override {
    if (!in_work_ || seen(end_) > now) return;
    in_work_ = false;
    const SimTime at = seen(end_);
    ++totals_.iterations;
    totals_.batch_sum += batch_;
    std::vector<Sequence> still;
    for (Sequence& each : running_) {
      if (each.token) {
        ++totals_.output_tokens;
        each.cached += each.decodes ? 1 : 0;
        if (!each.decodes) publish(each);
        ++each.made;
        each.prompt_left = 0;
        each.decodes = true;
        if (each.made == 1) {
          sink_->first_token(at, each.request);
        } else {
          sink_->tokens(each.request, {&at, 1});
        }
      } else if (each.chunk > 0) {
        each.cached += each.chunk;
        each.prompt_left -= each.chunk;
      }
      each.chunk = 0;
      each.token = false;
      if (each.made == requests_->output_tokens[each.request]) {
        leave(each);
        sink_->ended(at, each.request, ServedAs::completed);
      } else {
        still.push_back(each);
      }
    }
    running_ = std::move(still);
  }

  SimTime settle(SimTime now, ReplicaId replica) override {
    while (true) {
      if (in_work_ && seen(end_) > now) return seen(end_);
      if (in_work_) advance(now, replica);
      if (form(now)) continue;
      if (busy_) totals_.busy += seen(end_) - busy_since_;
      busy_ = false;
      return time_never;
    }
  }

  bool withdraw(SimTime, ReplicaId, RequestId request) override {
    for (std::size_t i = 0; i < running_.size(); ++i) {
      if (running_[i].request != request) continue;
      leave(running_[i]);
      running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
      return true;
    }
    return std::erase_if(waiting_, [&](const Sequence& each) { return each.request == request; }) > 0;
  }

  void evict(SimTime, ReplicaId, std::vector<RequestId>&) override { FAIL("not for the oracle"); }

  ReplicaLoad load(SimTime, ReplicaId) const override {
    ReplicaLoad load{static_cast<std::uint32_t>(waiting_.size()), static_cast<std::uint32_t>(running_.size()), 0, 0, used_, total_, in_work_};
    for (const Sequence& each : waiting_) {
      load.pending_prompt_tokens += each.swapped ? 0 : requests_->prompt_tokens[each.request] + each.made;
      load.pending_output_tokens += requests_->output_tokens[each.request] - each.made;
    }
    for (const Sequence& each : running_) {
      load.pending_prompt_tokens += each.prompt_left;
      load.pending_output_tokens += requests_->output_tokens[each.request] - each.made;
    }
    return load;
  }
  ReplicaTotals totals(SimTime now, ReplicaId) const override {
    ReplicaTotals totals = totals_;
    if (busy_) totals.busy += now - busy_since_;
    return totals;
  }

 private:
  struct Sequence {
    RequestId request{};
    std::uint64_t cached = 0;       // tokens
    std::uint64_t prompt_left = 0;  // of the prompt and what is made again
    std::uint64_t made = 0;
    std::uint64_t held = 0;         // blocks
    std::vector<std::uint64_t> shared;
    bool decodes = false;
    bool again = false;
    bool swapped = false;
    std::uint64_t chunk = 0;        // in work
    bool token = false;             // the iteration in work makes one
  };

  std::uint64_t blocks(std::uint64_t tokens) const { return (tokens + rule_.block_tokens - 1) / rule_.block_tokens; }
  std::uint64_t unit_tokens() const { return rule_.hash_tokens > 0 ? rule_.hash_tokens : rule_.block_tokens; }
  static SimTime seen(Int128 ps) { return SimTime(Duration(static_cast<std::int64_t>((ps + 999) / 1000))); }

  // Room is made of units that nobody uses, the one idle longest first.
  void take(std::uint64_t count) {
    used_ += count;
    REQUIRE(used_ <= total_);
    while (used_ + idle_.size() * blocks(unit_tokens()) > total_) {
      const auto oldest = std::min_element(idle_.begin(), idle_.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
      idle_.erase(oldest);
    }
  }
  std::uint64_t usable_units(const Sequence& each, std::uint64_t tokens) const {
    if (!rule_.prefix_cache) return 0;
    return std::min<std::uint64_t>(requests_->prefix_of(each.request).size(),
                                   std::min<std::uint64_t>(tokens, requests_->prompt_tokens[each.request]) / unit_tokens());
  }
  std::vector<std::uint64_t> known_units(const Sequence& each, std::uint64_t tokens) const {
    const auto hashes = requests_->prefix_of(each.request);
    std::vector<std::uint64_t> known;
    for (std::uint64_t i = 0; i < usable_units(each, tokens); ++i) {
      if (!users_.contains(hashes[i]) && !idle_.contains(hashes[i])) break;
      known.push_back(hashes[i]);
    }
    return known;
  }
  void use(Sequence& each, std::uint64_t hash) {
    if (idle_.erase(hash) > 0) used_ += blocks(unit_tokens());
    ++users_[hash];
    each.shared.push_back(hash);
  }
  void publish(Sequence& each) {
    const auto hashes = requests_->prefix_of(each.request);
    for (std::uint64_t i = each.shared.size(); i < usable_units(each, each.cached + each.chunk); ++i) {
      used_ -= blocks(unit_tokens());
      each.held -= blocks(unit_tokens());
      if (!users_.contains(hashes[i]) && !idle_.contains(hashes[i])) idle_[hashes[i]] = 0;
      use(each, hashes[i]);
    }
    each.cached += each.chunk;
  }
  void leave(Sequence& each) {
    used_ -= each.held;
    each.held = 0;
    for (auto hash = each.shared.rbegin(); hash != each.shared.rend(); ++hash) {
      if (--users_[*hash] > 0) continue;
      users_.erase(*hash);
      idle_[*hash] = ++stamp_;
      used_ -= blocks(unit_tokens());
    }
    each.shared.clear();
  }
  std::uint64_t held_by(const Sequence& each) const { return each.held + each.shared.size() * blocks(unit_tokens()); }

  bool form(SimTime now) {
    extra_ps_ = 0;
    if (running_.empty() && waiting_.empty()) return false;
    bool preempted = false;
    for (std::size_t i = 0; i < running_.size(); ++i) {
      if (!running_[i].decodes || held_by(running_[i]) * rule_.block_tokens > running_[i].cached) continue;
      bool itself = false;
      while (used_ == total_ && !itself) {
        itself = i == running_.size() - 1;
        preempt(now);
        preempted = true;
      }
      if (itself) break;
      take(1);
      ++running_[i].held;
    }
    std::uint64_t decoders = 0;
    std::uint64_t context = 0;
    PromptWork work;
    std::uint64_t budget = rule_.token_budget;
    if (rule_.mode == BatchMode::chunked) {
      for (const Sequence& each : running_) budget -= each.decodes ? 1 : 0;
      for (Sequence& each : running_) {
        if (each.decodes) continue;
        each.chunk = std::min(budget, each.prompt_left);
        work.add(each.chunk, each.cached);
        budget -= each.chunk;
      }
    }
    if (!preempted) admit(now, work, budget);
    const bool prompts = work.tokens > 0;
    const bool decodes = !prompts || rule_.mode != BatchMode::prefill_first;
    for (Sequence& each : running_) {
      each.token = each.decodes ? decodes : each.chunk == each.prompt_left;
      if (!each.decodes || !decodes) continue;
      ++decoders;
      context += each.cached;
    }
    if (decoders == 0 && !prompts) return false;
    const Int128 begin = seen(end_) == now ? end_ : static_cast<Int128>(now.time_since_epoch().count()) * 1000;
    const StepTimes& steps = profile_->steps;
    end_ = begin + extra_ps_ +
           (!prompts ? steps.decode_ps(decoders, context) : decoders > 0 ? steps.mixed_ps(work, decoders, context) : steps.prefill_ps(work));
    in_work_ = true;
    batch_ = decoders;
    for (const Sequence& each : running_) batch_ += each.decodes ? 0 : 1;
    if (!busy_) busy_since_ = now;
    busy_ = true;
    conserve();
    return true;
  }

  // What is used is what somebody holds, each unit once; and no cache holds more tokens than its blocks.
  void conserve() const {
    std::uint64_t held = users_.size() * blocks(unit_tokens());
    for (const Sequence& each : running_) {
      held += each.held;
      REQUIRE(each.cached <= held_by(each) * rule_.block_tokens);
      REQUIRE(each.made < requests_->output_tokens[each.request]);
    }
    REQUIRE(held == used_);
    REQUIRE(used_ + idle_.size() * blocks(unit_tokens()) <= total_);
    for (const Sequence& each : waiting_) REQUIRE(each.held == 0);
  }

  void admit(SimTime now, PromptWork& work, std::uint64_t& budget) {
    while (!waiting_.empty() && running_.size() < rule_.max_running && budget > 0) {
      Sequence head = waiting_.front();
      const std::uint64_t tokens = requests_->prompt_tokens[head.request] + head.made;
      if (head.swapped) {
        if (blocks(head.cached + 1) + watermark_ > total_ - used_) return;
        head.held = blocks(head.cached + 1);
        take(head.held);
        head.decodes = true;
        head.swapped = false;
        if (rule_.mode == BatchMode::chunked) --budget;
        extra_ps_ += static_cast<std::int64_t>(blocks(head.cached)) * swap_block_ps();
        running_.push_back(head);
        waiting_.pop_front();
        continue;
      }
      const auto known = known_units(head, tokens - 1);
      std::uint64_t idle = 0;
      for (const std::uint64_t hash : known) idle += idle_.contains(hash) ? blocks(unit_tokens()) : 0;
      const std::uint64_t own = blocks(tokens) - known.size() * blocks(unit_tokens());
      if (own + idle + watermark_ > total_ - used_) return;
      const std::uint64_t left = tokens - known.size() * unit_tokens();
      if (rule_.mode != BatchMode::chunked && work.tokens > 0 && left > budget) return;
      for (const std::uint64_t hash : known) use(head, hash);
      take(own);
      head.held = own;
      head.cached = tokens - left;
      head.prompt_left = left;
      head.chunk = rule_.mode == BatchMode::chunked ? std::min(budget, left) : left;
      work.add(head.chunk, head.cached);
      budget -= std::min(budget, head.chunk);
      head.decodes = false;
      if (head.again) totals_.repeated_tokens += left;
      if (!head.again) totals_.prompt_tokens += tokens;
      if (!head.again) totals_.cached_tokens += tokens - left;
      if (!head.again) sink_->started(now, head.request);
      running_.push_back(head);
      waiting_.pop_front();
    }
  }

  void preempt(SimTime now) {
    Sequence last = running_.back();
    running_.pop_back();
    if (rule_.preemption == Preemption::swap && last.decodes && swap_block_ps() > 0) {
      last.swapped = true;
      extra_ps_ += static_cast<std::int64_t>(held_by(last)) * swap_block_ps();
    }
    leave(last);
    if (!last.swapped) last.cached = 0;
    last.prompt_left = last.chunk = 0;
    last.decodes = false;
    last.again = true;
    waiting_.push_front(last);
    ++totals_.preemptions;
    sink_->preempted(now, last.request);
  }

  std::int64_t swap_block_ps() const {
    if (profile_->host_link_rate <= 0) return 0;
    return static_cast<std::int64_t>(rule_.block_tokens * profile_->cache_bytes_per_token / profile_->host_link_rate * 1e12);
  }

  BatchRule rule_;
  const RequestColumns* requests_ = nullptr;
  ServingSink* sink_ = nullptr;
  const ReplicaProfile* profile_ = nullptr;
  std::deque<Sequence> waiting_;
  std::vector<Sequence> running_;  // in order of admission
  std::uint64_t total_ = 0;
  std::uint64_t used_ = 0;
  std::uint64_t watermark_ = 0;
  std::map<std::uint64_t, std::uint64_t> users_;
  std::map<std::uint64_t, std::uint64_t> idle_;  // unit -> when it was left
  std::uint64_t stamp_ = 0;
  bool in_work_ = false;
  bool busy_ = false;
  SimTime busy_since_{};
  std::uint64_t batch_ = 0;
  Int128 end_ = 0;
  std::int64_t extra_ps_ = 0;
  ReplicaTotals totals_;
};

}  // namespace suanli::test
