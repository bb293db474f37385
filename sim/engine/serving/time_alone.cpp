// time_alone.cpp -- durations, tokens and samples become the time of a request.
#include "sim/engine/serving/time_alone.h"

#include <algorithm>

#include "sim/engine/serving/decode_series.h"
#include "sim/engine/serving/pico_time.h"

namespace suanli {

std::int64_t answer_alone_ps(const StepTimes& steps, std::uint64_t prompt_tokens, std::uint64_t output_tokens) {
  const std::int64_t prefill = steps.prefill_ps(prompt_tokens, 0);
  return output_tokens < 2 ? prefill : prefill + DecodeSeries(steps, 1, prompt_tokens).sum_ps(output_tokens - 1);
}

Duration time_alone(const RequestColumns& requests, const ReplicaProfile& profile, RequestId request) {
  const Duration recorded = requests.duration_of(request);
  if (recorded > Duration{} || (profile.steps.empty() && profile.batches.empty())) {
    if (profile.speed == 1) return recorded;
    return to_duration(to_seconds(recorded) / profile.speed).value_or(Duration::max());
  }
  const std::int64_t ps = profile.steps.empty()
                              ? profile.batches.ps(std::max<std::uint64_t>(requests.prompt_tokens[request], 1))
                              : answer_alone_ps(profile.steps, requests.prompt_tokens[request], requests.output_tokens[request]);
  return PicoTime(time_zero).after(ps).seen() - time_zero;
}

}  // namespace suanli
