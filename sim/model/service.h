// service.h -- the rules of an online service: what its users are promised, how requests are taken in, and how many replicas there may be.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/base/time.h"

namespace suanli {

// A request meets its service's objective when it is within every limit that is given. Without limits it has only to complete.
struct SloLimits {
  std::optional<Duration> ttft;     // first token - arrival
  std::optional<Duration> tpot;     // per output token after the first
  std::optional<Duration> latency;  // end - arrival
  bool operator==(const SloLimits&) const = default;

  // Of a completed request. One without a first token has no limit on it to miss; its end stands for it.
  bool are_met(SimTime arrival, SimTime first_token, SimTime end, std::uint32_t output_tokens) const {
    const SimTime first = first_token == time_never ? end : first_token;
    if (ttft && first - arrival > *ttft) return false;
    if (tpot && output_tokens > 1 && end - first > *tpot * (output_tokens - 1)) return false;
    return !latency || end - arrival <= *latency;
  }
};

// Requests of this priority and above, up to the next tier.
struct SloTier {
  std::int32_t from_priority = 0;
  SloLimits limits;
};

// Who may come in, and who goes first, while requests wait for a replica.
struct GatewayRules {
  bool by_priority = false;                         // else in order of RequestId
  std::optional<std::uint32_t> max_queue;           // waiting at the gateway; more are refused
  std::optional<std::uint32_t> max_outstanding;     // waiting or served; more are refused
  std::optional<std::uint32_t> replica_outstanding; // at one replica, at least 1; one that has so many is no candidate
  std::optional<double> requests_per_s;             // a token bucket fills at this rate; an arrival without a token is refused
  double burst = 1;                                 // tokens it holds
};

// What the client of a request does.
struct RetryRules {
  std::optional<Duration> timeout;   // of one attempt, from when it is sent; then it is withdrawn
  std::uint32_t retries = 0;         // after a timeout or a refusal
  Duration backoff{1'000'000'000};   // before the first retry; at least 1 ns
  double factor = 2;                 // each further one waits so much longer
  Duration longest{60'000'000'000};
  double jitter = 0;                 // each wait is drawn uniformly from wait x [1 - jitter, 1 + jitter]
};

enum class HedgeUntil : unsigned char { first_token, end };

// A second copy of a request that takes long (Dean, Barroso 2013, "The tail at scale"). Who is first wins; the other is withdrawn.
struct HedgeRules {
  std::optional<Duration> after;  // from when it was sent to its replica; none: no copies
  HedgeUntil until = HedgeUntil::end;
};

// What holds for every scaling policy (POLICIES.md, 4).
struct ScalingRules {
  std::uint32_t replicas = 1;  // at the start, ready at once
  std::uint32_t min = 1;
  std::uint32_t max = 1;
  Duration interval{15'000'000'000};
  Duration boot{};             // before the model is loaded
  Duration cooldown{};         // after a change
  std::optional<std::uint32_t> max_up;    // an interval; none: the larger of twice as many and four more
  std::optional<std::uint32_t> max_down;  // an interval
  Duration drain{300'000'000'000};
};

struct ServiceRules {
  SloLimits slo;
  std::vector<SloTier> tiers;  // rising by priority; requests below the first have `slo`
  GatewayRules gateway;
  RetryRules retry;
  HedgeRules hedge;
  ScalingRules scaling;
  Duration information_delay{};  // how old what balancers see of replicas' load is

  const SloLimits& limits_for(std::int32_t priority) const {
    const SloLimits* limits = &slo;
    for (const SloTier& tier : tiers) {
      if (priority >= tier.from_priority) limits = &tier.limits;
    }
    return *limits;
  }
};

// Why a request ended otherwise than completed; none of completed ones.
enum class RequestFault : unsigned char { none, queue_full, overload, refused, timeout, abandoned };
inline constexpr std::array<std::string_view, 6> request_fault_names{"none", "queue_full", "overload", "refused", "timeout", "abandoned"};
constexpr std::string_view name_of(RequestFault fault) {
  return request_fault_names[static_cast<std::size_t>(fault)];
}

}  // namespace suanli
