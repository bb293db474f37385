// generate_spec.h -- a synthetic workload as its user describes it: who sends what, how often, and for how long.
//
// In JSON (the file of `suanli generate`, or a scenario's `"workload": {"generate": {...}}`):
//   {"jobs": 600, "arrivals": {"law": "poisson", "rate_per_h": 25},
//    "tenants": [{"name": "vision", "weight": 3}, "speech"], "users_per_tenant": 5,
//    "mix": [{"name": "train-8", "weight": 2, "tasks": 1, "gpus": 8, "cpus": 64, "memory_gib": 512,
//             "duration_s": {"law": "lognormal", "median": 7200, "sigma": 1.2, "at_most": 86400},
//             "time_limit": {"factor": {"law": "uniform", "low": 1.2, "high": 5}, "round_up_to_s": 900}}]}
// Requests to online services stand beside the jobs or alone, from one client or several:
//   {"requests": {"count": 20000, "clients": [
//      {"name": "app", "arrivals": {"law": "diurnal", "rate_per_h": 900}, "service": "chat",
//       "prompt_tokens": {"law": "lognormal", "median": 200, "sigma": 1, "at_least": 1}, "output_tokens": 150,
//       "session": {"turns": {"law": "choice", "values": [1, 3], "weights": [2, 1]}, "think_s": 30}, "block_tokens": 16}]}}
// A bare number is a constant law. `"preset": NAME` starts from a preset of workloads/presets/; every other key given replaces the preset's,
// also within requests.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/time.h"
#include "sim/model/device.h"
#include "workloads/generate/arrival_law.h"
#include "workloads/generate/value_law.h"
#include "workloads/work_json.h"

namespace suanli {

// A law of values with what the user gave it, cut to [at_least, at_most]: a draw beyond becomes the bound.
struct ValueSpec {
  const ValueLawEntry* law = nullptr;
  LawInput input;
  double at_least = -std::numeric_limits<double>::infinity();
  double at_most = std::numeric_limits<double>::infinity();
  std::string pointer;  // where the spec gave it, for messages
};

struct ArrivalSpec {
  const ArrivalLawEntry* law = nullptr;
  LawInput input;
};

// What users say their job will take.
struct TimeLimitSpec {
  ValueSpec value;
  bool is_factor = true;     // of the duration; else seconds
  Duration round_up_to{1};
  bool may_kill = false;     // else never below the duration
};

// One job of a kind; `tasks`, `gpus` from 1 up, `fpgas` and `priority` are rounded to whole numbers, cpus and shares of a GPU to a
// thousandth, memory to a KiB. Left out means: 1 task, 1 CPU, nothing else, no limit, no deadline.
struct StageSpec {
  std::string name;  // empty for a job that is no chain
  std::optional<ValueSpec> tasks;
  std::optional<ValueSpec> cpus;
  std::optional<ValueSpec> memory_gib;
  std::optional<ValueSpec> gpus;
  std::optional<ValueSpec> fpgas;
  std::optional<ValueSpec> priority;
  std::optional<ValueSpec> duration_s;  // always there in a spec without problems, unless there are works
  std::vector<ReadWork> works;          // one of them is drawn, each as likely
  std::optional<TimeLimitSpec> time_limit;
  std::optional<ValueSpec> deadline_factor;  // the deadline is the submit time and so many durations
  std::vector<std::string> device_models;
  std::vector<std::string> zones;
  WorkKind work_kind = WorkKind::batch;
  std::string reference_model;
};

// One kind of arrival: a job, or a chain of jobs ("stages") submitted together, each depending on the one before.
struct MixSpec {
  std::string name;
  double weight = 1;
  std::vector<StageSpec> stages;
};

struct TenantSpec {
  std::string name;
  double weight = 1;
};

// The turns of a conversation: each prompt repeats all that was said before and adds to it.
struct SessionSpec {
  std::optional<ValueSpec> turns;        // whole, from 1; always there in a spec without problems
  std::optional<ValueSpec> think_s;      // from one arrival to the next; likewise
  std::optional<std::uint32_t> context_tokens;  // a session ends before a prompt longer than this
};

// Who sends requests: single ones, or the turns of sessions, which begin at the arrivals.
struct ClientSpec {
  std::string name;     // empty for the only client
  std::string tenant;
  ArrivalSpec arrivals;
  std::uint32_t copies = 1;  // clients of this kind, named NAME-1, ..., each a tenant and bursty by itself; together they have the rate
  double copy_skew = 0;      // the k-th sends k^-skew as much as the first (Zipf)
  std::vector<TenantSpec> services;  // names and weights; one is drawn for each session; empty: the scenario's only one
  std::uint32_t system_tokens = 0;   // at the start of every prompt, the same for all requests of the client
  std::optional<ValueSpec> prompt_tokens;
  std::optional<ValueSpec> output_tokens;
  std::optional<ValueSpec> duration_s;
  std::optional<ValueSpec> priority;
  std::optional<SessionSpec> session;
  std::optional<std::uint32_t> block_tokens;  // of a block of prompts that has a hash; empty: no hashes
};

struct RequestSpec {
  std::optional<std::uint64_t> count;  // stop when so many requests are there
  std::optional<Duration> until;       // stop before this time
  std::vector<ClientSpec> clients;     // empty: no requests
};

// Plain data; may be copied. Whole only when parse_generate_spec told of no problem.
struct GenerateSpec {
  std::string preset;                 // its name, or empty
  std::optional<std::uint64_t> seed;  // else the caller's
  std::optional<std::uint64_t> jobs;  // stop when so many jobs are there (a chain is always whole)
  std::optional<Duration> until;      // stop before this time
  Duration round_to{1};               // submit times and durations are multiples of it
  ArrivalSpec arrivals;
  std::vector<TenantSpec> tenants;
  std::uint32_t users_per_tenant = 1;
  double user_skew = 0;  // the k-th user of a tenant sends k^-skew as much as the first (Zipf)
  std::vector<MixSpec> mix;  // empty: no jobs
  RequestSpec requests;
};

// Files of numbers and nothing else are read here, relative to `directory`. Problems are appended with the pointer base_pointer + place in
// `spec`; file, line and column are the caller's to fill in.
GenerateSpec parse_generate_spec(const nlohmann::json& spec, const std::string& base_pointer, const std::string& directory,
                                 std::vector<Problem>& problems);

}  // namespace suanli
