// request_draw.h -- the requests of all clients, in order of arrival.
#pragma once

#include <cstdint>

#include "sim/model/workload.h"
#include "workloads/generate/generate_spec.h"

namespace suanli {

// Adds the requests of a spec that parse_generate_spec had no problem with; ids are 1, 2, ... by arrival. Client NAME has the streams
// "requests/NAME/arrivals" for its sessions, and "requests/NAME/FIELD" with entity session x 2^20 + turn for each field of each turn.
// Requests at one time are ordered by client, session and turn. [InputError] as those of generate.
void generate_requests(const RequestSpec& spec, std::uint64_t seed, Duration round_to, WorkloadBuilder& builder);

}  // namespace suanli
