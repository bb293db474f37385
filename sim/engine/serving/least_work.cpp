// least_work.cpp -- the best batches of the tables, found by looking at them.
#include "sim/engine/serving/least_work.h"

#include <algorithm>
#include <limits>

namespace suanli {
namespace {

constexpr std::uint64_t most_prompt_tokens = 1 << 20;

double best_prompt_token_s(const StepTimes& steps) {
  double best = std::numeric_limits<double>::infinity();
  for (std::uint64_t tokens = 1; tokens <= most_prompt_tokens; tokens *= 2) {
    PromptWork work;
    work.tokens = tokens;
    best = std::min(best, static_cast<double>(steps.prefill_ps(work)) * 1e-12 / static_cast<double>(tokens));
  }
  return best;
}

double best_token_s(const StepTimes& steps, std::uint64_t max_batch) {
  double best = std::numeric_limits<double>::infinity();
  for (std::uint64_t requests = 1; requests <= max_batch; ++requests) {
    best = std::min(best, static_cast<double>(steps.decode_ps(requests, 0)) * 1e-12 / static_cast<double>(requests));
  }
  return best;
}

double best_sample_s(const BatchTimes& batches, std::uint64_t max_batch) {
  double best = std::numeric_limits<double>::infinity();
  for (std::uint64_t samples = 1; samples <= max_batch; ++samples) {
    best = std::min(best, static_cast<double>(batches.ps(samples)) * 1e-12 / static_cast<double>(samples));
  }
  return best;
}

}  // namespace

LeastWork::LeastWork(const ReplicaProfile& profile, const BestServing& best) : profile_(profile), best_(best) {
  if (!profile.steps.empty()) {
    prompt_token_s_ = best_prompt_token_s(profile.steps);
    token_s_ = std::min(prompt_token_s_, best_token_s(profile.steps, best.max_batch));
  }
  if (!profile.batches.empty()) sample_s_ = best_sample_s(profile.batches, best.max_batch);
}

double LeastWork::seconds(const RequestColumns& requests, RequestId request) const {
  if (!profile_.steps.empty()) {
    const bool may_be_cached = best_.caches_prefixes && !requests.prefix_of(request).empty();
    const double prompt = may_be_cached ? 0 : requests.prompt_tokens[request];
    const double more = requests.output_tokens[request] > 0 ? requests.output_tokens[request] - 1.0 : 0;  // the prefill makes the first
    return prompt * prompt_token_s_ + more * token_s_;
  }
  if (!profile_.batches.empty()) return std::max<double>(requests.prompt_tokens[request], 1) * sample_s_;
  return to_seconds(requests.duration_of(request)) / (profile_.speed * best_.slots);
}

}  // namespace suanli
