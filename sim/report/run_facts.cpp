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

}  // namespace

JobCounts count_jobs(const RunResult& run, std::span<const JobId> jobs) {
  JobCounts counts;
  for (const JobId job : jobs) count(counts, run, job);
  return counts;
}

RunFacts run_facts(const RunResult& run, const Workload& workload) {
  RunFacts facts{{}, workload.job_count() - run.submitted, signature_text(run.signature), run.end, run.window, run.limit_hit};
  for (const JobId job : IdRange<JobId>(run.submitted)) count(facts.jobs, run, job);
  return facts;
}

}  // namespace suanli
