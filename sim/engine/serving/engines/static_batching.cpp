// static_batching.cpp -- a batch is formed, runs until its longest request ends, and ends as a whole.
#include <algorithm>

#include "sim/base/check.h"
#include "sim/engine/serving/decode_series.h"
#include "sim/engine/serving/pico_time.h"
#include "sim/engine/serving/serving_entry.h"
#include "sim/engine/serving/time_alone.h"
#include "sim/engine/serving/waiting_line.h"

namespace suanli::serving {
namespace {

struct Rule {
  std::uint64_t max_batch = 8;
  Duration max_wait{};
  std::uint64_t capacity = 0;  // waiting and running; 0: no limit
};

// An idle replica starts the oldest max_batch requests once that many wait, or all there are once the oldest has waited max_wait. Of requests
// for several kernels a batch holds those for the kernel of the oldest. Keys and values of the whole batch are taken to fit.
class StaticBatching final : public ServingEngine {
 public:
  explicit StaticBatching(Rule rule) : rule_(rule) {}

  void reset(const RequestColumns& requests, ServingSink& sink) override {
    requests_ = &requests;
    sink_ = &sink;
    tells_tokens_ = sink.wants_tokens();
    replicas_.resize(0);
  }
  void open(ReplicaId replica, const ReplicaProfile& profile) override {
    if (!replicas_.contains(replica)) replicas_.resize(index_of(replica) + 1);
    replicas_[replica].profile = &profile;
  }
  void close(ReplicaId id) override {
    SUANLI_ASSERT(replicas_[id].line.empty() && !replicas_[id].busy, "a replica is closed when it is empty");
  }

  bool offer(SimTime now, ReplicaId id, RequestId request) override {
    Replica& replica = replicas_[id];
    if (rule_.capacity > 0 && replica.line.size() + replica.batch.size() >= rule_.capacity) return false;
    replica.line.push_back({request, now});
    return true;
  }
  void advance(SimTime now, ReplicaId id) override { go_on(now, replicas_[id]); }

  SimTime settle(SimTime now, ReplicaId id) override {
    Replica& replica = replicas_[id];
    while (true) {
      go_on(now, replica);
      if (replica.busy) return replica.prompts_told ? replica.end.seen() : replica.first.seen();
      if (replica.line.empty()) return time_never;
      if (!is_full(replica) && now - replica.line.front().since < rule_.max_wait) return replica.line.front().since + rule_.max_wait;
      start(now, replica);
    }
  }

  bool withdraw(SimTime, ReplicaId id, RequestId request) override {
    Replica& replica = replicas_[id];
    if (std::erase(replica.batch, request) > 0) return true;
    for (std::uint32_t place = 0; place < replica.line.size(); ++place) {
      if (replica.line[place].request != request) continue;
      replica.line.erase(place);
      return true;
    }
    return false;
  }

  void evict(SimTime now, ReplicaId id, std::vector<RequestId>& evicted) override {
    Replica& replica = replicas_[id];
    evicted.insert(evicted.end(), replica.batch.begin(), replica.batch.end());
    for (; !replica.line.empty(); replica.line.pop_front()) evicted.push_back(replica.line.front().request);
    if (replica.busy) replica.totals.busy += now - replica.begin.seen();
    replica.busy = false;
    replica.batch.clear();
  }

  ReplicaLoad load(SimTime now, ReplicaId id) const override {
    const Replica& replica = replicas_[id];
    ReplicaLoad load;
    load.waiting = replica.line.size();
    load.running = static_cast<std::uint32_t>(replica.batch.size());
    load.busy = replica.busy;
    for (std::uint32_t place = 0; place < replica.line.size(); ++place) {
      load.pending_prompt_tokens += requests_->prompt_tokens[replica.line[place].request];
      load.pending_output_tokens += requests_->output_tokens[replica.line[place].request];
    }
    const std::uint64_t made = tokens_by(now, replica);
    for (const RequestId request : replica.batch) {
      if (made == 0) load.pending_prompt_tokens += requests_->prompt_tokens[request];
      load.pending_output_tokens += requests_->output_tokens[request] - std::min<std::uint64_t>(made, requests_->output_tokens[request]);
    }
    return load;
  }
  ReplicaTotals totals(SimTime now, ReplicaId id) const override {
    const Replica& replica = replicas_[id];
    ReplicaTotals totals = replica.totals;
    if (replica.busy) totals.busy += now - replica.begin.seen();
    return totals;
  }

 private:
  struct Waiting {
    RequestId request{};
    SimTime since{};
  };
  struct Replica {
    const ReplicaProfile* profile = nullptr;
    WaitingLine<Waiting> line;
    std::vector<RequestId> batch;  // in work
    bool busy = false;             // also with a batch that all were taken out of
    bool makes_tokens = false;
    bool prompts_told = false;     // or there are none
    bool loaded = false;           // any kernel
    NameId kernel{};
    PicoTime begin;
    PicoTime first;                // end of the prompts
    PicoTime end;
    std::uint64_t decodes = 0;     // iterations after that
    DecodeSeries series;
    ReplicaTotals totals;
  };

  bool is_full(const Replica& replica) const {
    if (requests_->kernel.empty()) return replica.line.size() >= rule_.max_batch;
    const NameId kernel = requests_->kernel_of(replica.line.front().request);
    std::uint64_t alike = 0;
    for (std::uint32_t place = 0; place < replica.line.size() && alike < rule_.max_batch; ++place) {
      alike += requests_->kernel_of(replica.line[place].request) == kernel ? 1 : 0;
    }
    return alike >= rule_.max_batch;
  }

  void start(SimTime now, Replica& replica) {
    const NameId kernel = requests_->kernel_of(replica.line.front().request);
    for (std::uint32_t place = 0; place < replica.line.size() && replica.batch.size() < rule_.max_batch;) {
      const RequestId request = replica.line[place].request;
      if (requests_->kernel_of(request) != kernel) {
        ++place;
        continue;
      }
      replica.line.erase(place);
      replica.batch.push_back(request);
      replica.totals.prompt_tokens += requests_->prompt_tokens[request];
      sink_->started(now, request);
    }
    replica.busy = true;
    replica.begin = replica.end.seen() == now ? replica.end : PicoTime(now);
    plan(now, replica);
    const std::int64_t reconfigure_ps = replica.profile->batches.reconfigure_ps;
    if (reconfigure_ps > 0 && (!replica.loaded || replica.kernel != kernel)) replica.end = replica.end.after(reconfigure_ps);
    replica.loaded = true;
    replica.kernel = kernel;
    replica.totals.iterations += 1 + replica.decodes;
    replica.totals.batch_sum += (1 + replica.decodes) * replica.batch.size();
  }

  // Its end, and for a language model that of its prompts.
  void plan(SimTime now, Replica& replica) const {
    const ReplicaProfile& profile = *replica.profile;
    Duration longest{};
    PromptWork prompts;
    std::uint64_t output = 1;
    std::uint64_t samples = 0;
    for (const RequestId request : replica.batch) {
      longest = std::max(longest, requests_->duration_of(request));
      prompts.add(std::max(requests_->prompt_tokens[request], 1u), 0);
      output = std::max<std::uint64_t>(output, requests_->output_tokens[request]);
      samples += std::max(requests_->prompt_tokens[request], 1u);
    }
    replica.makes_tokens = longest == Duration{} && !profile.steps.empty();
    replica.prompts_told = !replica.makes_tokens;
    replica.decodes = replica.makes_tokens ? output - 1 : 0;
    if (replica.makes_tokens) {
      replica.first = replica.end = replica.begin.after(profile.steps.prefill_ps(prompts));
      if (replica.decodes == 0) return;
      replica.series = DecodeSeries(profile.steps, replica.batch.size(), prompts.tokens);
      replica.end = replica.first.after(replica.series.sum_ps(replica.decodes));
    } else if (longest == Duration{} && !profile.batches.empty()) {
      replica.end = replica.begin.after(profile.batches.ps(samples));
    } else {
      for (const RequestId request : replica.batch) longest = std::max(longest, time_alone(*requests_, profile, request));
      replica.end = PicoTime(longest < time_never - now ? now + longest : time_never);
    }
  }

  // What is due of the batch happens.
  void go_on(SimTime now, Replica& replica) {
    if (replica.busy && !replica.prompts_told && replica.first.seen() <= now) {
      replica.prompts_told = true;
      replica.totals.prompt_busy += replica.first.seen() - replica.begin.seen();
      for (const RequestId request : replica.batch) sink_->first_token(replica.first.seen(), request);
    }
    if (!replica.busy || !replica.prompts_told || replica.end.seen() > now) return;
    if (tells_tokens_ && replica.decodes > 0) tell_tokens(replica);
    replica.busy = false;
    replica.totals.busy += replica.end.seen() - replica.begin.seen();
    ended_.assign(replica.batch.begin(), replica.batch.end());
    replica.batch.clear();
    for (const RequestId request : ended_) {
      replica.totals.output_tokens += requests_->output_tokens[request];
      sink_->ended(replica.end.seen(), request, ServedAs::completed);
    }
  }

  void tell_tokens(const Replica& replica) {
    times_.clear();
    PicoTime at = replica.first;
    for (std::uint64_t i = 0; i < replica.decodes; ++i) {
      at = at.after(replica.profile->steps.decode_ps(replica.series.requests(), replica.series.context() + i * replica.series.requests()));
      times_.push_back(at.seen());
    }
    for (const RequestId request : replica.batch) {
      const std::uint64_t output = requests_->output_tokens[request];
      if (output > 1) sink_->tokens(request, std::span(times_).first(output - 1));
    }
  }

  // Tokens that a request of the batch has at `now`, if its answer is that long.
  std::uint64_t tokens_by(SimTime now, const Replica& replica) const {
    if (!replica.busy || !replica.makes_tokens || replica.first.seen() > now) return 0;
    return 1 + (replica.decodes > 0 ? replica.series.ended_within(replica.decodes, replica.first.until(now)) : 0);
  }

  Rule rule_;
  const RequestColumns* requests_ = nullptr;
  ServingSink* sink_ = nullptr;
  bool tells_tokens_ = false;
  IdVector<ReplicaId, Replica> replicas_;
  std::vector<RequestId> ended_;
  std::vector<SimTime> times_;
};

constexpr ParamSpec params[] = {
    {.name = "max_batch", .type = ParamType::integer, .default_value = "8", .unit = "1", .low = 1, .high = 1e6,
     .help = "requests of a full batch"},
    {.name = "max_wait_s", .type = ParamType::number, .default_value = "0.05", .unit = "s", .low = 0, .high = 9e9,
     .help = "an idle replica starts a batch that is not full once its oldest request has waited this long"},
    {.name = "capacity", .type = ParamType::integer, .default_value = "0", .unit = "1", .low = 0, .high = 4e9,
     .help = "most requests that wait or run; more are refused; 0: no limit"},
};

std::unique_ptr<ServingEngine> make(const Params& given, const ServingContext&) {
  return std::make_unique<StaticBatching>(Rule{static_cast<std::uint64_t>(given.integer("max_batch")), *to_duration(given.number("max_wait_s")),
                                               static_cast<std::uint64_t>(given.integer("capacity"))});
}

}  // namespace

extern const ServingEntry static_batching_entry;
const ServingEntry static_batching_entry{"static_batching", "a batch runs until its longest request ends, and ends as a whole", params,
                                         make, ServingNeeds::any};

}  // namespace suanli::serving
