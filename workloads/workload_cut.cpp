// workload_cut.cpp -- rows become records again, with other times.
#include "workloads/workload_cut.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "sim/base/check.h"

namespace suanli {
namespace {

class Cutter {
 public:
  Cutter(const Workload& workload, const WorkloadCut& cut, Ledger& ledger) : workload_(workload), cut_(cut), ledger_(ledger) {}

  std::unique_ptr<const Workload> cut() {
    const double rate = cut_.rate.value_or(1);
    for (const JobId job : IdRange<JobId>(workload_.job_count())) {
      if (within(workload_.submit[job])) add(job, rate);
    }
    const double request_rate = cut_.requests_per_s ? *cut_.requests_per_s / requests_per_s() : rate;
    for (const RequestId request : IdRange<RequestId>(workload_.request_count())) {
      if (within(workload_.requests.arrival[request])) add(request, request_rate);
    }
    if (builder_.size() + builder_.request_count() == 0) {
      throw InputError(source(), "no job and no request is left between from_s and until_s", "the times are those of the workload, in seconds");
    }
    return builder_.finish({source(), workload_.provenance.format, 0});
  }

 private:
  const std::string& source() const {
    return workload_.provenance.source;
  }

  bool within(SimTime at) const {
    const Duration since = at.time_since_epoch();
    return since >= cut_.from && (!cut_.until || since < *cut_.until);
  }

  // In whole nanoseconds, the nearest; exact at rate 1.
  SimTime moved(SimTime at, double rate) const {
    const Duration since = at.time_since_epoch() - cut_.from;
    if (rate == 1) return SimTime(since);
    const double nanoseconds = static_cast<double>(since.count()) / rate;
    if (!(nanoseconds < 9.2e18)) throw InputError(source(), "at this rate a time passes 292 years", "a higher rate, or an earlier until_s");
    return SimTime(Duration(std::llround(nanoseconds)));
  }

  // Of the requests within: their number but one over the time from the first to the last.
  double requests_per_s() const {
    std::optional<SimTime> first;
    SimTime last{};
    std::size_t count = 0;
    for (const SimTime at : workload_.requests.arrival) {
      if (!within(at)) continue;
      if (!first) first = at;
      last = at;
      ++count;
    }
    if (count < 2 || last == *first) {
      throw InputError(source(), "requests_per_s wants requests at two times at least, to have a rate that can be changed", "leave requests_per_s out");
    }
    return static_cast<double>(count - 1) / to_seconds(last - *first);
  }

  void add(JobId job, double rate) {
    const Workload& w = workload_;
    const TaskShape& shape = w.shapes[w.shape[job]];
    JobRecord record;
    record.id = w.id_text(job);
    record.submit = moved(w.submit[job], rate);
    record.tasks = w.tasks[job];
    record.cpu_milli = shape.cpu_milli;
    record.memory_kib = shape.memory_kib;
    record.gpu_milli = shape.gpu_milli;
    record.fpgas = shape.fpgas;
    const auto models = texts(shape.device_models);
    const auto zones = texts(shape.zones);
    record.device_models = models;
    record.zones = zones;
    record.duration = w.duration[job];
    if (const WorkId work = w.work_of(job); work != WorkId{}) {
      record.work = &w.works[work];
      record.steps = w.steps[job];
    }
    if (w.has_time_limit(job)) record.time_limit = w.time_limit[job];
    if (w.deadline_of(job) != time_never) record.deadline = deadline(job, record.submit);
    record.priority = w.priority[job];
    if (!w.min_tasks.empty()) record.min_tasks = w.min_tasks[job];
    if (!w.max_tasks.empty()) record.max_tasks = w.max_tasks[job];
    record.work_kind = w.work_kind_of(job);
    record.reference_model = w.names.text(w.reference_model_of(job));
    record.tenant = w.tenants[w.tenant[job]];
    record.user = w.users[w.user[job]];
    record.recorded_status = w.names.text(w.recorded_status_of(job));
    std::vector<std::string_view> needs;
    for (const JobId need : w.depends_on(job)) {
      if (within(w.submit[need])) needs.push_back(w.id_text(need));
      else ledger_.note(LedgerAction::corrected, "depends on a job that is left out: taken as completed");
    }
    record.depends_on = needs;
    builder_.add(record);
  }

  // As long after the submission as it was, but never before time 0.
  SimTime deadline(JobId job, SimTime submit) const {
    const Duration slack = workload_.deadline_of(job) - workload_.submit[job];
    if (slack < Duration::zero()) return std::max(time_zero, submit + slack);
    const auto at = checked_add(submit, slack);
    if (!at) throw InputError(source(), "at this rate a deadline passes 292 years", "a higher rate, or an earlier until_s");
    return *at;
  }

  void add(RequestId request, double rate) {
    const Workload& w = workload_;
    RequestRecord record;
    record.id = w.request_id_text(request);
    record.arrival = moved(w.requests.arrival[request], rate);
    record.service = w.names.text(w.requests.service[request]);
    record.prompt_tokens = w.requests.prompt_tokens[request];
    record.output_tokens = w.requests.output_tokens[request];
    record.duration = w.requests.duration_of(request);
    record.session = w.names.text(w.requests.session_of(request));
    record.prefix_hashes = w.requests.prefix_of(request);
    record.tenant = w.tenants[w.requests.tenant[request]];
    record.kernel = w.names.text(w.requests.kernel_of(request));
    record.priority = w.requests.priority_of(request);
    if (!checked_add(record.arrival, record.duration)) throw InputError(source(), "at this rate a request ends beyond 292 years");
    builder_.add_request(record);
  }

  std::vector<std::string_view> texts(const std::vector<NameId>& names) const {
    std::vector<std::string_view> all;
    for (const NameId name : names) all.push_back(workload_.names.text(name));
    return all;
  }

  const Workload& workload_;
  const WorkloadCut& cut_;
  Ledger& ledger_;
  WorkloadBuilder builder_;
};

}  // namespace

std::unique_ptr<const Workload> cut_workload(const Workload& workload, const WorkloadCut& cut, Ledger& ledger) {
  return Cutter(workload, cut, ledger).cut();
}

}  // namespace suanli
