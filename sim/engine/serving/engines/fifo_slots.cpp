// fifo_slots.cpp -- c servers and one queue, first come first served (Erlang 1909, Kendall 1953).
#include <algorithm>

#include "sim/base/check.h"
#include "sim/engine/serving/first_heap.h"
#include "sim/engine/serving/patience.h"
#include "sim/engine/serving/serving_entry.h"
#include "sim/engine/serving/time_alone.h"
#include "sim/engine/serving/waiting_line.h"

namespace suanli::serving {
namespace {

struct Rule {
  std::uint64_t slots = 1;
  std::uint64_t capacity = 0;  // waiting and running; 0: no limit
  PatienceLaw patience;
};

class FifoSlots final : public ServingEngine {
 public:
  explicit FifoSlots(Rule rule) : rule_(std::move(rule)) {}

  void reset(const RequestColumns& requests, ServingSink& sink) override {
    requests_ = &requests;
    sink_ = &sink;
    replicas_.resize(0);
  }
  void open(ReplicaId replica, const ReplicaProfile& profile) override {
    if (!replicas_.contains(replica)) replicas_.resize(index_of(replica) + 1);
    replicas_[replica].profile = &profile;
  }
  void close(ReplicaId replica) override { SUANLI_ASSERT(replicas_[replica].idle(), "a replica is closed when it is empty"); }

  bool offer(SimTime now, ReplicaId id, RequestId request) override {
    Replica& replica = replicas_[id];
    if (rule_.capacity > 0 && replica.waiting.size() + replica.running.size() >= rule_.capacity) return false;
    replica.waiting.push_back({request, replica.ticket});
    replica.add_pending(*requests_, request, true);
    if (!rule_.patience.endless()) {
      const auto waits = [&](std::uint64_t ticket) { return replica.place_of(ticket) < replica.waiting.size(); };
      replica.timers.add(now + rule_.patience.of(request), replica.ticket);
      replica.timers.tidy(replica.waiting.size(), waits);
    }
    ++replica.ticket;
    return true;
  }

  // Who ends, who then starts, who of the rest gives up: a slot that becomes free in the last moment of a patience is taken.
  void advance(SimTime now, ReplicaId id) override {
    Replica& replica = replicas_[id];
    complete(now, replica);
    if (rule_.patience.endless()) return;
    fill(now, replica);
    while (const auto* timer = replica.first_timer()) {
      if (timer->at > now) return;
      const auto place = replica.place_of(timer->ticket);
      const RequestId request = replica.waiting[place].request;
      replica.waiting.erase(place);
      replica.add_pending(*requests_, request, false);
      sink_->ended(now, request, ServedAs::abandoned);
    }
  }

  SimTime settle(SimTime now, ReplicaId id) override {
    Replica& replica = replicas_[id];
    do {
      fill(now, replica);
    } while (complete(now, replica));  // of what takes no time
    SimTime next = replica.running.empty() ? time_never : replica.running.first().end;
    if (!rule_.patience.endless()) {
      if (const auto* timer = replica.first_timer()) next = std::min(next, timer->at);
    }
    return next;
  }

  bool withdraw(SimTime now, ReplicaId id, RequestId request) override {
    Replica& replica = replicas_[id];
    if (replica.running.remove_if([&](const Running& each) { return each.request == request; }) > 0) {
      replica.left(now);
      replica.pending_output -= requests_->output_tokens[request];
      return true;
    }
    for (std::uint32_t place = 0; place < replica.waiting.size(); ++place) {
      if (replica.waiting[place].request != request) continue;
      replica.waiting.erase(place);
      replica.add_pending(*requests_, request, false);
      return true;
    }
    return false;
  }

  void evict(SimTime now, ReplicaId id, std::vector<RequestId>& evicted) override {
    Replica& replica = replicas_[id];
    const bool ran = !replica.running.empty();
    while (!replica.running.empty()) evicted.push_back(replica.running.pop().request);
    if (ran) replica.left(now);
    for (; !replica.waiting.empty(); replica.waiting.pop_front()) evicted.push_back(replica.waiting.front().request);
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
    if (!replica.running.empty()) totals.busy += now - replica.busy_since;
    return totals;
  }

 private:
  struct Running {
    SimTime end{};
    std::uint64_t sequence = 0;  // of starts: who started first is told first
    RequestId request{};
    bool operator>(const Running& other) const { return end != other.end ? end > other.end : sequence > other.sequence; }
  };
  struct Waiting {
    RequestId request{};
    std::uint64_t ticket = 0;
  };
  struct Replica {
    const ReplicaProfile* profile = nullptr;
    WaitingLine<Waiting> waiting;
    FirstHeap<Running> running;
    PatienceTimers timers;
    std::uint64_t ticket = 0;
    std::uint64_t sequence = 0;
    std::uint64_t pending_prompt = 0;
    std::uint64_t pending_output = 0;
    SimTime busy_since{};
    ReplicaTotals totals;

    bool idle() const { return waiting.empty() && running.empty(); }
    // Tickets rise along the line. waiting.size() when it is not there.
    std::uint32_t place_of(std::uint64_t sought) const {
      std::uint32_t low = 0;
      std::uint32_t high = waiting.size();
      while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        waiting[middle].ticket < sought ? low = middle + 1 : high = middle;
      }
      return low < waiting.size() && waiting[low].ticket == sought ? low : waiting.size();
    }
    const PatienceTimers::Timer* first_timer() {
      return timers.first([this](std::uint64_t sought) { return place_of(sought) < waiting.size(); });
    }
    void add_pending(const RequestColumns& requests, RequestId request, bool joins) {
      const std::uint64_t prompt = requests.prompt_tokens[request];
      const std::uint64_t output = requests.output_tokens[request];
      joins ? pending_prompt += prompt : pending_prompt -= prompt;
      joins ? pending_output += output : pending_output -= output;
    }
    // One of the running is gone.
    void left(SimTime now) {
      if (running.empty()) totals.busy += now - busy_since;
    }
    void completed(const RequestColumns& requests, RequestId request) {
      ++totals.iterations;
      ++totals.batch_sum;
      pending_output -= requests.output_tokens[request];
      totals.output_tokens += requests.output_tokens[request];
    }
  };

  // True when any ended.
  bool complete(SimTime now, Replica& replica) {
    bool any = false;
    for (; !replica.running.empty() && replica.running.first().end <= now; any = true) {
      const Running ended = replica.running.pop();
      replica.left(now);
      replica.completed(*requests_, ended.request);
      sink_->ended(ended.end, ended.request, ServedAs::completed);
    }
    return any;
  }

  void fill(SimTime now, Replica& replica) {
    while (replica.running.size() < rule_.slots && !replica.waiting.empty()) {
      const RequestId request = replica.waiting.front().request;
      replica.waiting.pop_front();
      const Duration time = time_alone(*requests_, *replica.profile, request);
      if (replica.running.empty()) replica.busy_since = now;
      replica.running.push({time < time_never - now ? now + time : time_never, replica.sequence++, request});
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
     .help = "requests served at once, each at full speed"},
    {.name = "capacity", .type = ParamType::integer, .default_value = "0", .unit = "1", .low = 0, .high = 4e9,
     .help = "most requests that wait or run; more are refused; 0: no limit"},
    {.name = "patience_s", .type = ParamType::number, .default_value = "0", .unit = "s", .low = 0, .high = 9e9,
     .help = "a request that has waited this long leaves; 0: none does"},
    {.name = "patience_law", .type = ParamType::text, .default_value = "fixed", .choices = "fixed|exponential",
     .help = "patience_s is each request's, or the mean of an exponential law"},
};

std::unique_ptr<ServingEngine> make(const Params& given, const ServingContext& context) {
  using Kind = PatienceLaw::Kind;
  const double patience = given.number("patience_s");
  const Kind kind = patience == 0 ? Kind::endless : given.text("patience_law") == "fixed" ? Kind::fixed : Kind::exponential;
  return std::make_unique<FifoSlots>(Rule{static_cast<std::uint64_t>(given.integer("slots")),
                                          static_cast<std::uint64_t>(given.integer("capacity")),
                                          PatienceLaw(kind, patience, context.seed, context.service)});
}

}  // namespace

extern const ServingEntry fifo_slots_entry;
const ServingEntry fifo_slots_entry{"fifo_slots", "c servers and one queue, first come first served", params, make,
                                    ServingNeeds::any};

}  // namespace suanli::serving
