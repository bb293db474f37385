// disaggregated.cpp -- prompts on some replicas, answers on others, caches over a link (Zhong et al. 2024, DistServe; Patel et al. 2024,
// Splitwise).
#include <algorithm>
#include <deque>

#include "sim/base/check.h"
#include "sim/base/int128.h"
#include "sim/engine/serving/batch_params.h"
#include "sim/engine/serving/cache_link.h"
#include "sim/engine/serving/serving_entry.h"
#include "sim/engine/serving/token_replica.h"

namespace suanli::serving {
namespace {

struct Rule {
  BatchRule batch;
  std::uint64_t prefill_replicas = 1;
  std::uint64_t decode_replicas = 1;
  double link_rate = 0;    // bytes/s; 0: transfers take no time
  std::int64_t parts = 1;  // of a cache, sent while the next are calculated
  bool by_cache = true;    // the decode replica of least cache use, else of fewest requests
};

// Arrivals go to prefill replicas, in batches of whole prompts whose end is the first token. A decode replica is chosen for each then (with
// overlap, when the prompt begins); when that has room, it takes the blocks, the cache moves, and the prefill replica is free of it. Both kinds
// are replicas of one service: which kind one is, is decided when it is opened, so that the kinds keep the proportion of the parameters. The
// link's events are those of the first open replica.
class Disaggregated final : public ServingEngine {
 public:
  explicit Disaggregated(const Rule& rule) : rule_(rule) {}

  void reset(const RequestColumns& requests, ServingSink& sink) override {
    requests_ = &requests;
    sink_ = &sink;
    replicas_.clear();
    transfers_.clear();
    free_tags_.clear();
    homeless_.clear();
    touched_.clear();
    link_ = {};
    opened_[0] = opened_[1] = 0;
    carrier_ = 0;
    now_ = time_zero;
    announced_ = time_never;
  }

  void open(ReplicaId id, const ReplicaProfile& profile) override {
    if (index_of(id) >= replicas_.size()) replicas_.resize(index_of(id) + 1);
    Replica& replica = at(id);
    replica.prefills = opened_[0] * rule_.decode_replicas <= opened_[1] * rule_.prefill_replicas;
    ++opened_[replica.prefills ? 0 : 1];
    replica.profile = &profile;
    replica.tokens.open(rule_.batch, *requests_, *sink_, profile);
    if (replica.prefills) replica.tokens.hand_over();
    replica.open = replica.takes = true;
    const bool carries = index_of(id) < carrier_ || !replicas_[carrier_].open;
    if (carries) carrier_ = index_of(id);
    if (carries) touch(id);
    if (!replica.prefills) house_all();
  }
  void drain(ReplicaId id) override { at(id).takes = false; }
  void close(ReplicaId id) override {
    SUANLI_ASSERT(at(id).tokens.empty(), "a replica is closed when it is empty");
    at(id).open = at(id).takes = false;
    --opened_[at(id).prefills ? 0 : 1];
    if (index_of(id) != carrier_) return;
    while (carrier_ + 1 < replicas_.size() && !replicas_[carrier_].open) ++carrier_;
    if (replicas_[carrier_].open) touch(carrier());
  }
  bool takes_arrivals(ReplicaId id) const override { return replicas_[index_of(id)].prefills; }

  bool offer(SimTime now, ReplicaId id, RequestId request) override {
    return at(id).prefills && could_answer(request) && at(id).tokens.offer(now, request);
  }

  void advance(SimTime now, ReplicaId id) override {
    now_ = now;
    at(id).tokens.advance(now);
    hand_on(now, id);
    if (link_.next() <= now) receive(now);
  }

  SimTime settle(SimTime now, ReplicaId id) override {
    now_ = now;
    SimTime next;
    do {
      at(id).touched = false;
      next = at(id).tokens.settle(now);
      hand_on(now, id);
      if (link_.next() <= now) receive(now);
    } while (at(id).touched);
    if (id == carrier()) {
      announced_ = link_.next();
      return std::min(next, announced_);
    }
    if (link_.next() != announced_) touch(carrier());
    return next;
  }

  bool withdraw(SimTime now, ReplicaId id, RequestId request) override {
    if (!at(id).prefills) {
      const auto coming = [&](const Transfer& each) { return each.used && each.to == id && each.request == request; };
      return std::none_of(transfers_.begin(), transfers_.end(), coming) && at(id).tokens.withdraw(now, request);
    }
    const std::uint32_t tag = at(id).tokens.tag_of(request);
    if (!at(id).tokens.withdraw(now, request)) return false;
    if (tag == no_tag) return true;
    cancel(now, tag);
    return true;
  }

  // Prompts on their way to a decode replica are still the prefill replica's: they go elsewhere.
  void evict(SimTime now, ReplicaId id, std::vector<RequestId>& evicted) override {
    now_ = now;
    at(id).takes = false;
    at(id).tokens.evict(now, evicted);
    for (std::uint32_t tag = 0; tag < transfers_.size(); ++tag) {
      Transfer& transfer = transfers_[tag];
      if (!transfer.used || (transfer.from != id && transfer.to != id)) continue;
      if (transfer.from == id) {
        cancel(now, tag);
      } else {
        link_.take_back(now, tag);
        transfer.over = false;
        house(tag);
      }
    }
    if (link_.next() != announced_) touch(carrier());
  }

  std::span<const ReplicaId> also_due() override {
    asked_.clear();
    for (const ReplicaId id : touched_) {
      if (at(id).touched) asked_.push_back(id);
    }
    touched_.clear();
    return asked_;
  }

  ReplicaLoad load(SimTime now, ReplicaId id) const override { return replicas_[index_of(id)].tokens.load(now); }
  ReplicaTotals totals(SimTime now, ReplicaId id) const override { return replicas_[index_of(id)].tokens.totals(now); }

 private:
  static constexpr ReplicaId no_replica{0xffffffff};
  struct Replica {
    const ReplicaProfile* profile = nullptr;
    TokenReplica tokens;
    bool prefills = false;
    bool open = false;
    bool takes = false;
    bool touched = false;
    std::uint64_t chosen = 0;  // when last
  };
  struct Transfer {
    RequestId request{};
    ReplicaId from{};
    ReplicaId to = no_replica;
    std::uint32_t from_place = 0;
    std::uint32_t to_place = 0;
    SimTime enters{};
    SimTime not_before{};
    bool used = false;
    bool prompt_done = false;
    bool over = false;
  };

  Replica& at(ReplicaId id) { return replicas_[index_of(id)]; }
  void touch(ReplicaId id) {
    if (at(id).touched) return;
    at(id).touched = true;
    touched_.push_back(id);
  }
  ReplicaId carrier() const { return static_cast<ReplicaId>(carrier_); }

  // False when no decode replica that is there could ever hold it.
  bool could_answer(RequestId request) const {
    bool any = false;
    for (const Replica& each : replicas_) {
      if (!each.open || each.prefills) continue;
      if (each.tokens.could_hold(request)) return true;
      any = true;
    }
    return !any;
  }

  Duration alone(const Transfer& transfer) const {
    if (rule_.link_rate <= 0) return Duration{};
    const double bytes = std::max(requests_->prompt_tokens[transfer.request], 1u) * replicas_[index_of(transfer.from)].profile->cache_bytes_per_token;
    return to_duration(bytes / rule_.link_rate).value_or(Duration::max() / 4);
  }

  std::uint32_t begin_transfer(ReplicaId from, const TokenReplica::Handed& handed) {
    if (free_tags_.empty()) {
      free_tags_.push_back(static_cast<std::uint32_t>(transfers_.size()));
      transfers_.push_back({});
    }
    const std::uint32_t tag = free_tags_.back();
    free_tags_.pop_back();
    transfers_[tag] = {.request = handed.request, .from = from, .from_place = handed.place, .used = true};
    at(from).tokens.set_tag(handed.place, tag);
    return tag;
  }
  void free(std::uint32_t tag) {
    transfers_[tag].used = false;
    free_tags_.push_back(tag);
  }

  void cancel(SimTime now, std::uint32_t tag) {
    link_.take_back(now, tag);
    if (transfers_[tag].to != no_replica) {
      at(transfers_[tag].to).tokens.expect_no_more(tag);
      touch(transfers_[tag].to);
    }
    std::erase(homeless_, tag);
    if (link_.next() != announced_) touch(carrier());
    free(tag);
  }

  // What a replica has begun, done or made room for since it was last looked at.
  void hand_on(SimTime now, ReplicaId id) {
    TokenReplica& tokens = at(id).tokens;
    for (const TokenReplica::Handed& begun : tokens.begun()) {
      if (rule_.parts < 2 || requests_->output_tokens[begun.request] < 2) continue;
      const std::uint32_t tag = begin_transfer(id, begun);
      const PicoTime begin = tokens.iteration_begin();
      transfers_[tag].enters = begin.after(begin.until(tokens.iteration_end()) / rule_.parts).seen();
      transfers_[tag].not_before = tokens.iteration_end().seen() + alone(transfers_[tag]) / rule_.parts;
      house(tag);
    }
    tokens.begun().clear();
    for (const TokenReplica::Handed& done : tokens.done()) {
      const bool early = done.tag != no_tag;
      const std::uint32_t tag = early ? done.tag : begin_transfer(id, done);
      transfers_[tag].prompt_done = true;
      if (!early) house(tag);
      if (transfers_[tag].over) finish(now, tag);
    }
    tokens.done().clear();
    for (const TokenReplica::Handed& expected : tokens.expecting()) {
      Transfer& transfer = transfers_[expected.tag];
      transfer.to_place = expected.place;
      link_.send(now, expected.tag, transfer.enters, alone(transfer), transfer.not_before);
    }
    tokens.expecting().clear();
  }

  void receive(SimTime now) {
    over_.clear();
    link_.advance(now, over_);
    for (const std::uint32_t tag : over_) {
      transfers_[tag].over = true;
      if (transfers_[tag].prompt_done) finish(now, tag);
    }
  }

  void finish(SimTime now, std::uint32_t tag) {
    const Transfer& transfer = transfers_[tag];
    at(transfer.to).tokens.arrived(transfer.to_place);
    at(transfer.from).tokens.give_up(transfer.from_place);
    touch(transfer.to);
    touch(transfer.from);
    sink_->moved(now, transfer.request, transfer.from, transfer.to);
    free(tag);
  }

  // A decode replica for it, or a place among those that wait for one to be opened.
  void house(std::uint32_t tag) {
    Transfer& transfer = transfers_[tag];
    transfer.to = choose(transfer.request);
    if (transfer.to == no_replica) {
      homeless_.push_back(tag);
      return;
    }
    at(transfer.to).tokens.offer_prompt_done(transfer.request, tag);
    touch(transfer.to);
  }
  void house_all() {
    const std::vector<std::uint32_t> tags(homeless_.begin(), homeless_.end());
    homeless_.clear();
    for (const std::uint32_t tag : tags) house(tag);
  }

  // Least used share of its blocks, then fewest waiting; or fewest requests; then chosen least recently, then the first.
  ReplicaId choose(RequestId request) {
    ReplicaId best = no_replica;
    ReplicaLoad least;
    for (std::size_t i = 0; i < replicas_.size(); ++i) {
      const Replica& each = replicas_[i];
      if (!each.takes || each.prefills || !each.tokens.could_hold(request)) continue;
      const ReplicaLoad load = each.tokens.load(now_);
      if (best == no_replica || before(load, each.chosen, least, at(best).chosen)) {
        best = static_cast<ReplicaId>(i);
        least = load;
      }
    }
    if (best != no_replica) at(best).chosen = ++choices_;
    return best;
  }
  bool before(const ReplicaLoad& a, std::uint64_t a_chosen, const ReplicaLoad& b, std::uint64_t b_chosen) const {
    if (rule_.by_cache) {
      const UInt128 ours = static_cast<UInt128>(a.cache_blocks_used) * std::max<std::uint64_t>(b.cache_blocks, 1);
      const UInt128 theirs = static_cast<UInt128>(b.cache_blocks_used) * std::max<std::uint64_t>(a.cache_blocks, 1);
      if (ours != theirs) return ours < theirs;
      if (a.waiting != b.waiting) return a.waiting < b.waiting;
    }
    if (a.outstanding() != b.outstanding()) return a.outstanding() < b.outstanding();
    return a_chosen < b_chosen;
  }

  Rule rule_;
  const RequestColumns* requests_ = nullptr;
  ServingSink* sink_ = nullptr;
  std::deque<Replica> replicas_;       // by ReplicaId
  std::vector<Transfer> transfers_;    // by tag
  std::vector<std::uint32_t> free_tags_;
  std::vector<std::uint32_t> homeless_;  // tags without a decode replica
  std::vector<std::uint32_t> over_;
  CacheLink link_;
  std::size_t carrier_ = 0;            // the first open replica, once there is one
  SimTime now_{};
  SimTime announced_ = time_never;     // the link's next event, as the carrier last said
  std::uint64_t opened_[2] = {0, 0};   // prefill and decode replicas
  std::uint64_t choices_ = 0;
  std::vector<ReplicaId> touched_;
  std::vector<ReplicaId> asked_;
};

constexpr ParamSpec params[] = {
    {.name = "prefill_replicas", .type = ParamType::integer, .default_value = "1", .unit = "1", .low = 1, .high = 1e6,
     .help = "replicas for prompts, in proportion to decode_replicas"},
    {.name = "decode_replicas", .type = ParamType::integer, .default_value = "1", .unit = "1", .low = 1, .high = 1e6,
     .help = "replicas for answers; the service has so many replicas in all, or a multiple"},
    {.name = "link_gb_per_s", .type = ParamType::number, .default_value = "0", .unit = "GB/s", .low = 0, .high = 1e6,
     .help = "rate at which caches move, shared by all transfers; 0: they take no time"},
    {.name = "overlap", .type = ParamType::integer, .default_value = "1", .unit = "1", .low = 1, .high = 1e6,
     .help = "layers of a cache, each sent while the next is calculated; 1: all after the prefill"},
    {.name = "decode_balancing", .type = ParamType::text, .default_value = "least_kv", .choices = "least_kv|least_outstanding",
     .help = "which decode replica a prompt goes to"},
    max_running_param,
    {.name = "token_budget", .type = ParamType::integer, .default_value = "8192", .unit = "1", .low = 1, .high = 1e9,
     .help = "most prompt tokens of an iteration; a longer prompt goes alone"},
    block_tokens_param,
    kv_utilisation_param,
    watermark_param,
    preemption_param,
    order_param,
    prefix_cache_param,
    hash_tokens_param,
    capacity_param,
};

std::unique_ptr<ServingEngine> make(const Params& given, const ServingContext&) {
  Rule rule;
  rule.batch = batch_rule_from(given, BatchMode::prefill_first);
  rule.prefill_replicas = static_cast<std::uint64_t>(given.integer("prefill_replicas"));
  rule.decode_replicas = static_cast<std::uint64_t>(given.integer("decode_replicas"));
  rule.link_rate = given.number("link_gb_per_s") * 1e9;
  rule.parts = given.integer("overlap");
  rule.by_cache = given.text("decode_balancing") == "least_kv";
  return std::make_unique<Disaggregated>(rule);
}

}  // namespace

extern const ServingEntry disaggregated_entry;
const ServingEntry disaggregated_entry{"disaggregated", "prompts on some replicas, answers on others, caches over a link", params, make,
                                       ServingNeeds::tokens};

}  // namespace suanli::serving
