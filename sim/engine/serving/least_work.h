// least_work.h -- how much of a replica's time a request takes at the very least, for bounds that no policy can beat.
#pragma once

#include <cstdint>

#include "sim/engine/serving/serving_engine.h"

namespace suanli {

// What of a serving engine the bound depends on.
struct BestServing {
  double slots = 1;                  // requests with durations that run at once
  std::uint64_t max_batch = 1;       // requests or samples of one batch
  bool caches_prefixes = false;      // prompts with prefix_hashes may cost nothing
};

// Seconds, of one replica of this profile that is always busy and whose batches are always as good as they can be: a duration shared by all slots;
// each token of a prompt as cheap as in the best of all prefills, without its attention; an answer's tokens in batches of the best size, before any
// context. Not more than the request costs in any run: prompts may also be read in iterations that decode, so a decoded token counts no more than
// a prompt token does.
class LeastWork {
 public:
  LeastWork(const ReplicaProfile& profile, const BestServing& best);
  double seconds(const RequestColumns& requests, RequestId request) const;

 private:
  const ReplicaProfile& profile_;
  BestServing best_;
  double prompt_token_s_ = 0;
  double token_s_ = 0;   // decoded
  double sample_s_ = 0;  // of batches
};

}  // namespace suanli
