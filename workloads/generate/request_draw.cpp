// request_draw.cpp -- one queue of what comes next: the next session of each client, the next turn of each open session.
#include "workloads/generate/request_draw.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/portable_math.h"
#include "sim/base/random.h"
#include "workloads/generate/discrete.h"
#include "workloads/generate/job_draw.h"

namespace suanli {
namespace {

constexpr std::size_t most_requests = 100'000'000;
constexpr std::int64_t most_tokens = std::numeric_limits<std::int32_t>::max();
constexpr std::uint64_t most_turns = std::uint64_t{1} << 20;

// A turn that is to come. The first of a session also draws the arrival of the client's next session.
struct Turn {
  SimTime at;
  std::uint32_t client = 0;
  std::uint64_t session = 0;
  std::uint64_t turn = 0;    // from 0
  std::uint64_t turns = 1;   // of the session
  std::int64_t said = 0;     // tokens of the conversation so far, with the system's
  std::size_t service = 0;

  std::uint64_t entity() const {
    return session * most_turns + turn;
  }
  bool operator>(const Turn& other) const {
    return std::tie(at, client, session, turn) > std::tie(other.at, other.client, other.session, other.turn);
  }
};

// One client, or one copy of one.
class Client {
 public:
  // Borrows the spec; `share` of its rate is this copy's.
  Client(const ClientSpec& spec, const std::string& name, double share, std::uint64_t seed, Duration round_to)
      : spec_(spec), name_(name), purpose_("requests/" + name + '/'), seed_(seed), round_to_(round_to), stream_(seed, purpose_ + "arrivals") {
    LawInput input = spec.arrivals.input;
    input.rate_scale *= share;
    arrivals_ = spec.arrivals.law->make(input);
    prompt_ = field(spec.prompt_tokens, "prompt_tokens");
    output_ = field(spec.output_tokens, "output_tokens");
    duration_ = field(spec.duration_s, "duration_s");
    priority_ = field(spec.priority, "priority");
    if (spec.session) {
      turns_ = field(spec.session->turns, "turns");
      think_ = field(spec.session->think_s, "think_s");
    }
    std::vector<double> weights;
    for (const TenantSpec& service : spec.services) weights.push_back(service.weight);
    if (!weights.empty()) service_.emplace(weights);
    tenant_ = spec.copies > 1 && spec.tenant == spec.name ? name : spec.tenant;
  }

  // The first turn of the next session; empty when it would come past 292 years.
  std::optional<Turn> next_session(std::uint32_t client) {
    const auto at = rounded(arrivals_->next(stream_), round_to_);
    if (!at) return std::nullopt;
    Turn turn{.at = SimTime(*at), .client = client, .session = sessions_++, .said = spec_.system_tokens};
    if (turns_) turn.turns = static_cast<std::uint64_t>(turns_->whole(turn.entity(), 1, 1, static_cast<std::int64_t>(most_turns)));
    if (service_) {
      Stream stream(seed_, purpose_ + "service", turn.session);
      turn.service = service_->draw(stream);
    }
    return turn;
  }

  // Fills in the request of a turn and gives the turn after it, if any. Views live until the next call. False for a prompt that is longer
  // than the session may be: the session has ended.
  bool fill(RequestRecord& request, Turn& turn, std::optional<Turn>& next) {
    const std::uint64_t entity = turn.entity();
    const std::int64_t prompt = turn.said + (prompt_ ? prompt_->whole(entity, 1, 0, most_tokens) : 0);
    const bool too_long = spec_.session && spec_.session->context_tokens && prompt > *spec_.session->context_tokens;
    if ((turn.turn > 0 && too_long) || prompt > most_tokens) return false;
    request.arrival = turn.at;
    request.prompt_tokens = static_cast<std::uint32_t>(prompt);
    request.output_tokens = output_ ? static_cast<std::uint32_t>(output_->whole(entity, 1, 0, most_tokens)) : 0;
    request.duration = duration_ ? duration_->duration(entity, round_to_) : Duration(0);
    if (duration_ && !checked_add(request.arrival, request.duration)) duration_->refuse(to_seconds(request.duration), "an end past 292 years");
    constexpr std::int64_t highest = std::numeric_limits<std::int32_t>::max();
    request.priority = priority_ ? static_cast<std::int32_t>(priority_->whole(entity, 1, -highest, highest)) : 0;
    request.tenant = tenant_;
    if (service_) request.service = spec_.services[turn.service].name;
    if (spec_.session) {
      session_ = (name_.empty() ? "s" : name_ + "-s") + std::to_string(turn.session + 1);
      request.session = session_;
    }
    hash_blocks(turn, prompt);
    request.prefix_hashes = hashes_;
    next = next_turn(turn, prompt + request.output_tokens);
    return true;
  }

 private:
  std::unique_ptr<const FieldDraw> field(const std::optional<ValueSpec>& spec, const char* name) const {
    return spec ? std::make_unique<const FieldDraw>(*spec, seed_, purpose_ + name) : nullptr;
  }

  std::optional<Turn> next_turn(const Turn& turn, std::int64_t said) const {
    if (turn.turn + 1 >= turn.turns) return std::nullopt;
    const auto at = checked_add(turn.at, think_->duration(turn.entity(), round_to_));
    if (!at) return std::nullopt;
    Turn next = turn;
    next.at = *at;
    next.turn += 1;
    next.said = said;
    return next;
  }

  // A block within the system's tokens is the same for all requests of the client; another is the session's, and the same from turn to
  // turn once it is full. 53 bits, which every reader of JSON keeps.
  void hash_blocks(const Turn& turn, std::int64_t prompt) {
    hashes_.clear();
    if (!spec_.block_tokens) return;
    const std::int64_t block = *spec_.block_tokens;
    const std::uint64_t client = fnv1a(purpose_);
    const std::uint64_t session = spread_bits(client + turn.session + 1);
    for (std::int64_t begin = 0; begin < prompt; begin += block) {
      const std::int64_t end = std::min(begin + block, prompt);
      const std::uint64_t key = end <= spec_.system_tokens ? client : session;
      hashes_.push_back(spread_bits(spread_bits(key + static_cast<std::uint64_t>(begin)) + static_cast<std::uint64_t>(end)) >> 11);
    }
  }

  const ClientSpec& spec_;
  std::string name_;
  std::string purpose_;
  std::string tenant_;
  std::uint64_t seed_;
  Duration round_to_;
  Stream stream_;
  std::unique_ptr<ArrivalProcess> arrivals_;
  std::unique_ptr<const FieldDraw> prompt_, output_, duration_, priority_, turns_, think_;
  std::optional<DiscreteDraw> service_;
  std::uint64_t sessions_ = 0;
  std::string session_;
  std::vector<std::uint64_t> hashes_;
};

// A copy's share of the rate of all.
std::vector<double> shares(const ClientSpec& spec) {
  std::vector<double> weights;
  double sum = 0;
  for (std::uint32_t k = 1; k <= spec.copies; ++k) sum += weights.emplace_back(portable_pow(k, -spec.copy_skew));
  for (double& weight : weights) weight /= sum;
  return weights;
}

}  // namespace

void generate_requests(const RequestSpec& spec, std::uint64_t seed, Duration round_to, WorkloadBuilder& builder) {
  if (spec.clients.empty()) return;
  std::vector<Client> clients;
  for (const ClientSpec& each : spec.clients) {
    const std::vector<double> share = shares(each);
    for (std::size_t k = 0; k < share.size(); ++k) {
      clients.emplace_back(each, share.size() == 1 ? each.name : each.name + '-' + std::to_string(k + 1), share[k], seed, round_to);
    }
  }
  std::priority_queue<Turn, std::vector<Turn>, std::greater<>> coming;
  const auto call_next = [&](std::uint32_t client) {
    if (const auto turn = clients[client].next_session(client)) coming.push(*turn);
  };
  for (std::uint32_t client = 0; client < clients.size(); ++client) call_next(client);
  while (!spec.count || builder.request_count() < *spec.count) {
    if (coming.empty() && spec.until) break;
    if (coming.empty()) throw InputError({}, "arrivals run past 292 years", "fewer requests or a higher rate");
    Turn turn = coming.top();
    coming.pop();
    if (spec.until && turn.at.time_since_epoch() >= *spec.until) break;
    if (builder.request_count() >= most_requests) throw InputError({}, "more than 1e8 requests would be generated", "a lower rate or an earlier end");
    if (turn.turn == 0) call_next(turn.client);
    RequestRecord request;
    std::optional<Turn> next;
    if (!clients[turn.client].fill(request, turn, next)) continue;
    const std::string id = std::to_string(builder.request_count() + 1);
    request.id = id;
    builder.add_request(request);
    if (next) coming.push(*next);
  }
}

}  // namespace suanli
