// philly_job_log.h -- the original cluster_job_log of Microsoft Philly: a JSON list of jobs with their attempts.
#pragma once

#include <string>
#include <string_view>

#include "workloads/dated_jobs.h"
#include "workloads/ledger.h"

namespace suanli {

// How long a job of several attempts ran.
enum class AttemptTime : unsigned char {
  sum,   // all attempts together: the time it held its GPUs
  span,  // from the start of the first to the end of the last
};

// True when the first character that is no blank, within 4 KiB, begins a JSON list or object. [InputError] when the file cannot
// be read.
bool begins_like_json(const std::string& file);

// Adds the jobs that ran: GPUs of the first attempt that names some, each GPU a task. Attempts without both times do not count;
// jobs without a whole attempt, GPUs or submit time are dropped. "Line" in the ledger is the record's number, from 1.
// [InputError] with file and line when the text is not JSON or not a list.
void read_philly_job_log(const std::string& file, AttemptTime attempt_time, DatedJobs& jobs, Ledger& ledger);

}  // namespace suanli
