// token_engine.cpp -- replicas of a language model that each do all there is to do.
#include <algorithm>

#include "sim/base/check.h"
#include "sim/engine/serving/batch_params.h"
#include "sim/engine/serving/token_replica.h"

namespace suanli {
namespace {

class TokenEngine final : public ServingEngine {
 public:
  explicit TokenEngine(const BatchRule& rule) : rule_(rule) {}

  void reset(const RequestColumns& requests, ServingSink& sink) override {
    requests_ = &requests;
    sink_ = &sink;
    replicas_.resize(0);
  }
  void open(ReplicaId replica, const ReplicaProfile& profile) override {
    if (!replicas_.contains(replica)) replicas_.resize(index_of(replica) + 1);
    replicas_[replica].open(rule_, *requests_, *sink_, profile);
  }
  void close(ReplicaId replica) override { SUANLI_ASSERT(replicas_[replica].empty(), "a replica is closed when it is empty"); }

  bool offer(SimTime now, ReplicaId replica, RequestId request) override { return replicas_[replica].offer(now, request); }
  void advance(SimTime now, ReplicaId replica) override { replicas_[replica].advance(now); }
  SimTime settle(SimTime now, ReplicaId replica) override { return replicas_[replica].settle(now); }
  bool withdraw(SimTime now, ReplicaId replica, RequestId request) override { return replicas_[replica].withdraw(now, request); }
  void evict(SimTime now, ReplicaId replica, std::vector<RequestId>& evicted) override { replicas_[replica].evict(now, evicted); }
  ReplicaLoad load(SimTime now, ReplicaId replica) const override { return replicas_[replica].load(now); }
  ReplicaTotals totals(SimTime now, ReplicaId replica) const override { return replicas_[replica].totals(now); }

 private:
  BatchRule rule_;
  const RequestColumns* requests_ = nullptr;
  ServingSink* sink_ = nullptr;
  IdVector<ReplicaId, TokenReplica> replicas_;
};

}  // namespace

BatchRule batch_rule_from(const Params& given, BatchMode mode) {
  BatchRule rule;
  rule.mode = mode;
  rule.preemption = given.text("preemption") == "swap" ? Preemption::swap : Preemption::recompute;
  rule.max_running = static_cast<std::uint32_t>(given.integer("max_running"));
  rule.token_budget = static_cast<std::uint64_t>(given.integer("token_budget"));
  rule.block_tokens = static_cast<std::uint32_t>(given.integer("block_tokens"));
  rule.memory_share = given.number("kv_utilisation");
  rule.watermark = given.number("watermark");
  rule.capacity = static_cast<std::uint64_t>(given.integer("capacity"));
  rule.by_priority = given.text("order") == "priority";
  rule.prefix_cache = given.flag("prefix_cache");
  rule.hash_tokens = static_cast<std::uint32_t>(given.integer("hash_tokens"));
  if (rule.hash_tokens % rule.block_tokens != 0) {
    throw InputError("", "hash_tokens " + std::to_string(rule.hash_tokens) + " is not a multiple of block_tokens " + std::to_string(rule.block_tokens));
  }
  // A chunked iteration has a token for each that decodes.
  if (mode == BatchMode::chunked) rule.max_running = static_cast<std::uint32_t>(std::min<std::uint64_t>(rule.max_running, rule.token_budget));
  return rule;
}

std::unique_ptr<ServingEngine> make_token_engine(const BatchRule& rule) {
  return std::make_unique<TokenEngine>(rule);
}

}  // namespace suanli
