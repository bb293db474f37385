// processor_sharing.cpp -- all requests at once, each at an equal share of the replica (Kleinrock 1967).
#include <algorithm>

#include "sim/base/check.h"
#include "sim/base/int128.h"
#include "sim/engine/serving/first_heap.h"
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

// Work that each running request has got since the replica was last idle, in 2^-32 ns at full speed. A request that joins at S with work w
// ends at S + w whatever happens to the others, so a heap of these sums is all there is to keep. One that goes at half speed gets half.
using Share = Int128;
constexpr int share_bits = 32;

class ProcessorSharing final : public ServingEngine {
 public:
  explicit ProcessorSharing(Rule rule) : rule_(rule) {}

  void reset(const RequestColumns& requests, ServingSink& sink) override {
    requests_ = &requests;
    sink_ = &sink;
    replicas_.resize(0);
  }
  void open(ReplicaId replica, const ReplicaProfile& profile) override {
    SUANLI_ASSERT(index_of(replica) == replicas_.size(), "replicas are opened in order");
    replicas_.push_back({});
    replicas_[replica].profile = &profile;
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
    return replica.running.empty() ? time_never : now + time_left(replica);
  }

  bool withdraw(SimTime now, ReplicaId id, RequestId request) override {
    Replica& replica = replicas_[id];
    pass(now, replica);
    const bool ran = replica.running.remove_if([&](const Running& each) { return each.request == request; }) > 0;
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
  struct Running {
    Share end = 0;
    std::uint64_t sequence = 0;
    RequestId request{};
    bool operator>(const Running& other) const { return end != other.end ? end > other.end : sequence > other.sequence; }
  };
  struct Replica {
    const ReplicaProfile* profile = nullptr;
    WaitingLine<RequestId> waiting;
    FirstHeap<Running> running;
    Share share = 0;     // at known_at
    SimTime known_at{};
    std::uint64_t sequence = 0;
    std::uint64_t pending_prompt = 0;
    std::uint64_t pending_output = 0;
    ReplicaTotals totals;
  };

  // Time goes on to `now` with who runs.
  void pass(SimTime now, Replica& replica) const {
    if (replica.running.empty()) {
      replica.share = 0;
    } else {
      const Duration gone = now - replica.known_at;
      const auto running = replica.running.size();
      const Share full = static_cast<Share>(gone.count()) << share_bits;
      replica.share += running <= rule_.slots ? full : full * static_cast<Share>(rule_.slots) / static_cast<Share>(running);
      replica.totals.busy += gone;
    }
    replica.known_at = now;
  }

  // Until the next end if nothing changes, to the nearest nanosecond. REQUIRES some running.
  Duration time_left(const Replica& replica) const {
    const auto running = replica.running.size();
    Share left = replica.running.first().end - replica.share;
    if (left <= 0) return Duration{};
    if (running > rule_.slots) left = left * static_cast<Share>(running) / static_cast<Share>(rule_.slots);
    return Duration(static_cast<std::int64_t>((left + (Share{1} << (share_bits - 1))) >> share_bits));
  }

  // REQUIRES pass(now). True when any ended.
  bool complete(SimTime now, Replica& replica) {
    bool any = false;
    for (; !replica.running.empty() && time_left(replica) == Duration{}; any = true) {
      const Running ended = replica.running.pop();
      replica.pending_output -= requests_->output_tokens[ended.request];
      replica.totals.output_tokens += requests_->output_tokens[ended.request];
      ++replica.totals.iterations;
      ++replica.totals.batch_sum;
      sink_->ended(now, ended.request, ServedAs::completed);
    }
    return any;
  }

  void fill(SimTime now, Replica& replica) {
    pass(now, replica);
    while (!replica.waiting.empty() && (rule_.max_running == 0 || replica.running.size() < rule_.max_running)) {
      const RequestId request = replica.waiting.front();
      replica.waiting.pop_front();
      const Duration work = time_alone(*requests_, *replica.profile, request);
      replica.running.push({replica.share + (static_cast<Share>(work.count()) << share_bits), replica.sequence++, request});
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
