// request_times.cpp -- how long requests waited, and how soon their answers began, went on and were there.
#include <array>
#include <vector>

#include "sim/report/metric.h"
#include "sim/report/time_rows.h"

namespace suanli {
namespace {

constexpr std::array specs{
    MetricSpec{301, "request_wait_s", "s", request_time_stats, "start - arrival, of completed requests; at the gateway and in a replica's queue",
               Better::lower},
    MetricSpec{302, "ttft_s", "s", request_time_stats, "first token - arrival, of completed requests", Better::lower},
    MetricSpec{303, "tpot_s", "s", request_time_stats, "(end - first token) / (output tokens - 1), of completed requests with several tokens",
               Better::lower},
    MetricSpec{304, "itl_s", "s", request_time_stats,
               "each gap between two tokens of a request, however it ended; only when they are kept, else without rows", Better::lower},
    MetricSpec{305, "latency_s", "s", request_time_stats, "end - arrival, of completed requests", Better::lower}};

const RequestOutcome& outcome(const MetricInput& input, RequestId request) {
  return input.run.online.requests[request];
}

SimTime arrival(const MetricInput& input, RequestId request) {
  return input.workload.requests.arrival[request];
}

std::optional<Duration> wait(const MetricInput& input, RequestId request) {
  return outcome(input, request).start - arrival(input, request);
}

std::optional<Duration> to_first_token(const MetricInput& input, RequestId request) {
  if (!outcome(input, request).has_first_token()) return std::nullopt;
  return outcome(input, request).first_token - arrival(input, request);
}

std::optional<Duration> latency(const MetricInput& input, RequestId request) {
  return outcome(input, request).end - arrival(input, request);
}

void add_tpot(const MetricInput& input, RowSink& rows) {
  std::vector<double> values;
  for (const RequestGroup& group : input.requests.groups()) {
    values.clear();
    for (const RequestId request : group.completed) {
      const auto value = time_per_output_token_s(outcome(input, request), input.workload.requests.output_tokens[request]);
      if (value) values.push_back(*value);
    }
    const Distribution<double> found = distribution(values);
    rows.of(specs[2], "all", group.tenant)
        .add("mean", found.mean)
        .add("sd", found.sd)
        .add("p50", found.p50)
        .add("p95", found.p95)
        .add("p99", found.p99)
        .add("p99_9", found.p99_9)
        .add("max", found.max);
  }
}

void add_gaps(const MetricInput& input, RowSink& rows) {
  TokenGaps all;
  for (const ServiceResult& service : input.run.online.services) all.add(service.token_gaps);
  if (all.size() == 0) return;
  add_request_stats(all.distribution(), rows.of(specs[3]));
  for (const RequestGroup& group : input.requests.groups()) {
    if (!group.service) continue;
    add_request_stats(input.run.online.services[*group.service].token_gaps.distribution(), rows.of(specs[3], "all", group.tenant));
  }
}

void compute(const MetricInput& input, RowSink& rows) {
  if (!input.run.online.kept()) return;
  add_request_time_rows(input, specs[0], wait, rows);
  add_request_time_rows(input, specs[1], to_first_token, rows);
  add_tpot(input, rows);
  add_gaps(input, rows);
  add_request_time_rows(input, specs[4], latency, rows);
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily request_times_entry{"request_times", specs, compute};
}

}  // namespace suanli
