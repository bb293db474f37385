// generate.h -- synthetic workloads from a spec: the same spec and seed give the same jobs and requests everywhere.
//
// Each field of each job has a stream of its own: arrivals come from Stream(seed, "arrivals"); the k-th arrival (from 0) takes its tenant,
// user and kind from Stream(seed, "tenant" | "user" | "mix", k), and each field of a job from Stream(seed, "<kind>/<field>", k), or
// "<kind>/<stage>/<field>" in a chain. Requests have theirs (request_draw.h). So a change of one law changes no other draw, whatever the order of fields in the spec.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/workload.h"
#include "workloads/generate/generate_spec.h"

namespace suanli {

// `seed` is used where the spec has none. Jobs have the ids 1, 2, ... by arrival, users the names "<tenant>-u1", .... REQUIRES a spec
// that parse_generate_spec had no problem with. [InputError] with the pointer of the field when a draw does not fit into it: a time past
// 292 years, more than 2^31 tasks; or when more than 1e8 jobs would come.
std::unique_ptr<const Workload> generate(const GenerateSpec& spec, std::uint64_t seed);

// A law or a preset, for `suanli list generators`.
struct GeneratorInfo {
  std::string_view family;  // "arrivals", "values", "presets"
  std::string name;
  std::string summary;
  std::span<const ParamSpec> params;
  std::span<const ListSpec> lists;
};

// Arrival laws, value laws, presets; each by name.
std::vector<GeneratorInfo> list_generators();

}  // namespace suanli
