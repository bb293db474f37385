// requests.cpp -- where every request to a service went, and how often it was sent again or lost its place in a cache.
#include <algorithm>
#include <array>
#include <cstdint>

#include "sim/base/check.h"
#include "sim/report/metric.h"
#include "sim/report/run_facts.h"

namespace suanli {
namespace {

constexpr std::array specs{
    MetricSpec{102, "requests", "1", "submitted, completed, failed, killed, rejected, unfinished",
               "requests that arrived in the window and how they ended; the first is the sum of the others"},
    MetricSpec{312, "kv_preemptions", "1", "total, max", "how often requests lost their place in a cache and had to wait again; the most of one",
               Better::lower},
    MetricSpec{313, "request_retries", "1", "total, max, hedged",
               "how often clients sent requests to a replica again; the most of one; requests of which a second copy was sent", Better::lower}};

MetricValue count(std::size_t value) {
  return MetricValue(static_cast<std::int64_t>(value));
}

void add_times_again(const MetricInput& input, const RequestGroup& group, RowSink& rows) {
  std::int64_t preemptions = 0, most_preemptions = 0, retries = 0, most_retries = 0, hedged = 0;
  for (const RequestId request : group.requests) {
    const RequestOutcome& outcome = input.run.online.requests[request];
    preemptions += outcome.preemptions;
    most_preemptions = std::max<std::int64_t>(most_preemptions, outcome.preemptions);
    retries += outcome.retries();
    most_retries = std::max<std::int64_t>(most_retries, outcome.retries());
    hedged += outcome.hedged ? 1 : 0;
  }
  const auto of_any = [&](std::int64_t value) { return group.requests.empty() ? std::nullopt : std::optional<MetricValue>(value); };
  rows.of(specs[1], "all", group.tenant).add("total", MetricValue(preemptions)).add("max", of_any(most_preemptions));
  rows.of(specs[2], "all", group.tenant).add("total", MetricValue(retries)).add("max", of_any(most_retries)).add("hedged", MetricValue(hedged));
}

void compute(const MetricInput& input, RowSink& rows) {
  for (const RequestGroup& group : input.requests.groups()) {
    const JobCounts counts = count_requests(input.run.online, group.requests);
    rows.of(specs[0], "all", group.tenant).add("submitted", count(counts.submitted));
    for (std::size_t status = 0; status < job_status_names.size(); ++status) {
      rows.add(job_status_names[status], count(counts.by_status[status]));
    }
    add_times_again(input, group, rows);
  }
}

}  // namespace

namespace metrics {
extern constinit const MetricFamily requests_entry{"requests", specs, compute};
}

}  // namespace suanli
