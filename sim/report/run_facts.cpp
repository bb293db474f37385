// run_facts.cpp -- counts jobs and checks that none is lost.
#include "sim/report/run_facts.h"

#include "sim/base/check.h"
#include "sim/report/signature.h"

namespace suanli {
namespace {

void count(JobCounts& counts, const RunResult& run, JobId job) {
  const JobStatus status = run.jobs.status[job];
  const bool over = status != JobStatus::unfinished;
  SUANLI_ASSERT(run.jobs.ended(job) == over, "a job has an end exactly when it is not unfinished");
  SUANLI_ASSERT(!over || status == JobStatus::rejected || run.jobs.started(job), "only a rejected job ends without a start");
  ++counts.submitted;
  ++counts.by_status[static_cast<std::size_t>(status)];
}

void count(JobCounts& counts, const RequestOutcome& outcome) {
  SUANLI_ASSERT(outcome.ended() == (outcome.status != JobStatus::unfinished), "a request has an end exactly when it is not unfinished");
  SUANLI_ASSERT(outcome.status != JobStatus::completed || (outcome.started() && outcome.start <= outcome.end), "a request that completes has started");
  SUANLI_ASSERT(outcome.status != JobStatus::killed, "requests are not killed");
  SUANLI_ASSERT((outcome.fault != RequestFault::none) == (outcome.status == JobStatus::failed || outcome.status == JobStatus::rejected),
                "a request has a fault exactly when it failed or was rejected");
  ++counts.submitted;
  ++counts.by_status[static_cast<std::size_t>(outcome.status)];
}

}  // namespace

JobCounts count_jobs(const RunResult& run, std::span<const JobId> jobs) {
  JobCounts counts;
  for (const JobId job : jobs) count(counts, run, job);
  return counts;
}

JobCounts count_requests(const OnlineResult& online, std::span<const RequestId> requests) {
  JobCounts counts;
  for (const RequestId request : requests) count(counts, online.requests[request]);
  return counts;
}

RunFacts run_facts(const RunResult& run, const Workload& workload) {
  RunFacts facts{{}, workload.job_count() - run.submitted, signature_text(run.signature), run.end, run.window, run.limit_hit, {}, 0};
  for (const JobId job : IdRange<JobId>(run.submitted)) count(facts.jobs, run, job);
  if (!run.online.kept()) return facts;
  facts.requests.emplace();
  for (const RequestOutcome& outcome : run.online.requests) {
    if (outcome.arrived()) count(*facts.requests, outcome);
  }
  facts.requests_never_arrived = workload.request_count() - facts.requests->submitted;
  return facts;
}

}  // namespace suanli
