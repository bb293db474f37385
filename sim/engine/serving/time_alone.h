// time_alone.h -- how long a replica takes for one request that it has to itself.
#pragma once

#include "sim/base/time.h"
#include "sim/engine/serving/serving_engine.h"
#include "sim/model/request.h"

namespace suanli {

// Picoseconds of a prompt and its answer: the prefill yields the first token, each decode step one more.
std::int64_t answer_alone_ps(const StepTimes& steps, std::uint64_t prompt_tokens, std::uint64_t output_tokens);

// The recorded duration at the speed of the replica; of a request without one, what its tokens or samples take.
Duration time_alone(const RequestColumns& requests, const ReplicaProfile& profile, RequestId request);

}  // namespace suanli
