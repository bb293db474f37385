// dated_jobs.cpp -- filtering, sorting and numbering jobs with calendar times.
#include "workloads/dated_jobs.h"

#include <algorithm>
#include <string_view>

#include "sim/base/check.h"
#include "workloads/civil_time.h"

namespace suanli {
namespace {

std::optional<Duration> bound(const Params& params, std::string_view name) {
  const std::string& text = params.text(name);
  if (text.empty()) return std::nullopt;
  const auto time = parse_civil_time(text);
  if (time) return time;
  throw InputError(
      {{"", 0, 0, "/" + std::string(name), "\"" + text + "\" is not a time", "write 2017-10-03 or \"2017-10-03 12:00:00\""}});
}

}  // namespace

DatedJobFilter::DatedJobFilter(const Params& params)
    : virtual_cluster(params.text("cluster")), from(bound(params, "from")), until(bound(params, "until")) {
  if (from && until && *until <= *from) throw InputError({{"", 0, 0, "/until", "must be later than from", ""}});
}

void DatedJobs::add(DatedJob job, Ledger& ledger) {
  const auto leave_out = [&](std::string_view reason) { ledger.note(LedgerAction::dropped, reason, job.line); };
  if (!filter_.virtual_cluster.empty()) {
    clusters_seen_.insert(job.virtual_cluster);
    if (job.virtual_cluster != filter_.virtual_cluster) return leave_out("of another virtual cluster");
  }
  if (filter_.from && job.submitted < *filter_.from) return leave_out("submitted before the time asked for");
  if (filter_.until && job.submitted >= *filter_.until) return leave_out("submitted after the time asked for");
  if (!job.id.empty() && !ids_seen_.insert(job.id).second) return leave_out("id used before");
  if (!jobs_.empty() && job.submitted < jobs_.back().submitted) {
    ledger.note(LedgerAction::corrected, "submitted before the job above: sorted by submit time", job.line);
  }
  jobs_.push_back(std::move(job));
}

void DatedJobs::move_to(WorkloadBuilder& builder, const std::string& file) {
  if (!filter_.virtual_cluster.empty() && !clusters_seen_.contains(filter_.virtual_cluster)) {
    std::string known;
    for (const std::string& name : clusters_seen_) known += (known.empty() ? "" : ", ") + name;
    throw InputError(file, "no job is of the virtual cluster \"" + filter_.virtual_cluster + "\"", "there are: " + known);
  }
  const auto earlier = [](const DatedJob& a, const DatedJob& b) { return a.submitted < b.submitted; };
  std::stable_sort(jobs_.begin(), jobs_.end(), earlier);
  builder.reserve(jobs_.size());
  for (std::size_t rank = 0; rank < jobs_.size(); ++rank) {
    const DatedJob& job = jobs_[rank];
    const std::string number = job.id.empty() ? std::to_string(rank) : std::string();
    JobRecord record;
    record.id = job.id.empty() ? std::string_view(number) : std::string_view(job.id);
    record.submit = SimTime(job.submitted - jobs_.front().submitted);
    record.tasks = job.tasks;
    record.cpu_milli = job.cpu_milli;
    record.gpu_milli = job.gpu_milli;
    record.duration = job.duration;
    record.tenant = job.virtual_cluster;
    record.user = job.user;
    record.recorded_status = job.status;
    builder.add(record);
  }
  jobs_.clear();
}

}  // namespace suanli
