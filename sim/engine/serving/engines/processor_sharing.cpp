// processor_sharing.cpp -- all requests at once, each at an equal share of the replica (Kleinrock 1967).
#include <algorithm>

#include "sim/base/check.h"
#include "sim/engine/serving/equal_shares.h"
#include "sim/engine/serving/serving_entry.h"
#include "sim/engine/serving/time_alone.h"
#include "sim/engine/serving/waiting_line.h"

namespace suanli::serving {
namespace {

struct Rule {
  std::uint64_t slots = 1;
  std::uint64_t max_running = 0;  // 0: no limit
  std::uint64_t capacity = 0;     // waiting and running; 0: no limit
};

class ProcessorSharing final : public ServingEngine {
 public:
  explicit ProcessorSharing(Rule rule) : rule_(rule) {}

  void reset(const RequestColumns& requests, ServingSink& sink) override {
    requests_ = &requests;
    sink_ = &sink;
    replicas_.resize(0);
  }
  void open(ReplicaId replica, const ReplicaProfile& profile) override {
    if (!replicas_.contains(replica)) replicas_.resize(index_of(replica) + 1);
    replicas_[replica].profile = &profile;
    replicas_[replica].running = EqualShares<RequestId>(rule_.slots);
  }
  void close(ReplicaId id) override {
    SUANLI_ASSERT(replicas_[id].waiting.empty() && replicas_[id].running.empty(), "a replica is closed when it is empty");
  }

  bool offer(SimTime, ReplicaId id, RequestId request) override {
    Replica& replica = replicas_[id];
    if (rule_.capacity > 0 && replica.waiting.size() + replica.running.size() >= rule_.capacity) return false;
    replica.waiting.push_back(request);
    replica.pending_prompt += requests_->prompt_tokens[request];
    replica.pending_output += requests_->output_tokens[request];
    return true;
  }

  void advance(SimTime now, ReplicaId id) override {
    pass(now, replicas_[id]);
    complete(now, replicas_[id]);
  }

  SimTime settle(SimTime now, ReplicaId id) override {
    Replica& replica = replicas_[id];
    do {
      fill(now, replica);
    } while (complete(now, replica));  // of what takes no time
    return replica.running.next();
  }

  bool withdraw(SimTime now, ReplicaId id, RequestId request) override {
    Replica& replica = replicas_[id];
    pass(now, replica);
    const bool ran = replica.running.remove_if([&](RequestId each) { return each == request; });
    bool found = ran;
    for (std::uint32_t place = 0; !found && place < replica.waiting.size(); ++place) {
      if (replica.waiting[place] != request) continue;
      replica.waiting.erase(place);
      found = true;
    }
    if (!found) return false;
    if (!ran) replica.pending_prompt -= requests_->prompt_tokens[request];
    replica.pending_output -= requests_->output_tokens[request];
    return true;
  }

  void evict(SimTime now, ReplicaId id, std::vector<RequestId>& evicted) override {
    Replica& replica = replicas_[id];
    pass(now, replica);
    while (!replica.running.empty()) evicted.push_back(replica.running.pop());
    for (; !replica.waiting.empty(); replica.waiting.pop_front()) evicted.push_back(replica.waiting.front());
    replica.pending_prompt = replica.pending_output = 0;
  }

  ReplicaLoad load(SimTime, ReplicaId id) const override {
    const Replica& replica = replicas_[id];
    return {replica.waiting.size(), static_cast<std::uint32_t>(replica.running.size()), replica.pending_prompt, replica.pending_output, 0, 0,
            !replica.running.empty()};
  }
  ReplicaTotals totals(SimTime now, ReplicaId id) const override {
    const Replica& replica = replicas_[id];
    ReplicaTotals totals = replica.totals;
    if (!replica.running.empty()) totals.busy += now - replica.known_at;
    return totals;
  }

 private:
  struct Replica {
    const ReplicaProfile* profile = nullptr;
    WaitingLine<RequestId> waiting;
    EqualShares<RequestId> running;
    SimTime known_at{};
    std::uint64_t pending_prompt = 0;
    std::uint64_t pending_output = 0;
    ReplicaTotals totals;
  };

  void pass(SimTime now, Replica& replica) const {
    if (!replica.running.empty()) replica.totals.busy += now - replica.known_at;
    replica.running.pass(now);
    replica.known_at = now;
  }

  // REQUIRES pass(now). True when any ended.
  bool complete(SimTime now, Replica& replica) {
    bool any = false;
    for (; replica.running.next() <= now; any = true) {
      const RequestId ended = replica.running.pop();
      replica.pending_output -= requests_->output_tokens[ended];
      replica.totals.output_tokens += requests_->output_tokens[ended];
      ++replica.totals.iterations;
      ++replica.totals.batch_sum;
      sink_->ended(now, ended, ServedAs::completed);
    }
    return any;
  }

  void fill(SimTime now, Replica& replica) {
    pass(now, replica);
    while (!replica.waiting.empty() && (rule_.max_running == 0 || replica.running.size() < rule_.max_running)) {
      const RequestId request = replica.waiting.front();
      replica.waiting.pop_front();
      replica.running.join(time_alone(*requests_, *replica.profile, request), request);
      replica.pending_prompt -= requests_->prompt_tokens[request];
      replica.totals.prompt_tokens += requests_->prompt_tokens[request];
      sink_->started(now, request);
    }
  }

  Rule rule_;
  const RequestColumns* requests_ = nullptr;
  ServingSink* sink_ = nullptr;
  IdVector<ReplicaId, Replica> replicas_;
};

constexpr ParamSpec params[] = {
    {.name = "slots", .type = ParamType::integer, .default_value = "1", .unit = "1", .low = 1, .high = 1e9,
     .help = "requests that run at full speed; n of them run at min(1, slots / n)"},
    {.name = "max_running", .type = ParamType::integer, .default_value = "0", .unit = "1", .low = 0, .high = 4e9,
     .help = "most requests that run at once, the rest wait in order; 0: no limit"},
    {.name = "capacity", .type = ParamType::integer, .default_value = "0", .unit = "1", .low = 0, .high = 4e9,
     .help = "most requests that wait or run; more are refused; 0: no limit"},
};

std::unique_ptr<ServingEngine> make(const Params& given, const ServingContext&) {
  return std::make_unique<ProcessorSharing>(Rule{static_cast<std::uint64_t>(given.integer("slots")),
                                                 static_cast<std::uint64_t>(given.integer("max_running")),
                                                 static_cast<std::uint64_t>(given.integer("capacity"))});
}

}  // namespace

extern const ServingEntry processor_sharing_entry;
const ServingEntry processor_sharing_entry{"processor_sharing", "all requests at once, each at an equal share", params, make,
                                           ServingNeeds::any};

}  // namespace suanli::serving
