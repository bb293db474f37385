// replica_profiles.h -- how a replica performs on each class of node: speeds, tables of times, memory, power.
#pragma once

#include "scenarios/service/answer_form.h"
#include "scenarios/service/replica_places.h"
#include "sim/engine/serving/serving_engine.h"

namespace suanli {

// Whether the formula has what it needs there.
bool has_rates(const AnswerForm& form, const ReplicaPlace& place);

// Of a replica's device memory, what its weights and its cache may take: the serving engine's kv_utilisation.
double memory_share(const ScenarioService& service);

// Whether that share holds the weights and leaves some for the cache. What is not known fits.
bool fits_memory(const ScenarioService& service, const AnswerForm& form, const ReplicaPlace& place);

// Tables hold batches of up to `most_requests`. REQUIRES has_rates. `speed` is that of recorded durations.
ReplicaProfile replica_profile(const AnswerForm& form, const ReplicaPlace& place, double speed, std::size_t most_requests);

// Requests/s of a reference batch: of 32 requests of 1024 prompt tokens and 256 of output, in a prefill each and 256 decodes
// together; or of 32 samples; or the speed of recorded durations.
double reference_rate(const ReplicaProfile& profile);

}  // namespace suanli
