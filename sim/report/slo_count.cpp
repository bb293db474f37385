// slo_count.cpp -- limits against what happened, and against what can still happen.
#include "sim/report/slo_count.h"

namespace suanli {
namespace {

// Of an unfinished request: what it waits for comes later than `end`.
bool can_still_meet(const SloLimits& limits, const RequestOutcome& outcome, SimTime arrival, std::uint32_t output_tokens, SimTime end) {
  if (!limits.ttft && !limits.tpot && !limits.latency) return false;
  if (limits.latency && end - arrival >= *limits.latency) return false;
  if (!outcome.has_first_token()) return !limits.ttft || end - arrival < *limits.ttft;
  if (limits.ttft && outcome.first_token - arrival > *limits.ttft) return false;
  return !limits.tpot || output_tokens <= 1 || end - outcome.first_token < *limits.tpot * (output_tokens - 1);
}

}  // namespace

std::optional<bool> met_slo(const RunResult& run, const Workload& workload, RequestId request) {
  const RequestOutcome& outcome = run.online.requests[request];
  const RequestColumns& requests = workload.requests;
  const SloLimits& limits = run.online.services[outcome.service].spec->rules.limits_for(requests.priority_of(request));
  const SimTime arrival = requests.arrival[request];
  const std::uint32_t output_tokens = requests.output_tokens[request];
  if (outcome.status == JobStatus::completed) return limits.are_met(arrival, outcome.first_token, outcome.end, output_tokens);
  if (outcome.status == JobStatus::unfinished && can_still_meet(limits, outcome, arrival, output_tokens, run.end)) return std::nullopt;
  return false;
}

SloCount count_slo(const RunResult& run, const Workload& workload, std::span<const RequestId> requests) {
  SloCount count;
  for (const RequestId request : requests) {
    const std::optional<bool> met = met_slo(run, workload, request);
    ++(!met ? count.undecided : *met ? count.met : count.missed);
  }
  return count;
}

}  // namespace suanli
