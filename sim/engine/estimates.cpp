// estimates.cpp -- the four rules and the correction of predictions that were too short.
#include "sim/engine/estimates.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "sim/base/check.h"

namespace suanli {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// What is added to the prediction, one after the other, each time a job outlives it (Tsafrir et al. 2007, section 5).
constexpr std::array<Duration, 11> correction_steps{minutes(1), minutes(5), minutes(15), minutes(30), hours(1), hours(2),
                                                    hours(5),   hours(10),  hours(20),   hours(50),   hours(100)};

Duration times(Duration run, double factor) {
  const double nanoseconds = static_cast<double>(run.count()) * factor;
  return nanoseconds < 9.2e18 ? Duration(std::llround(nanoseconds)) : Duration::max();
}

Duration whole_seconds(Duration duration) {
  return std::chrono::floor<std::chrono::seconds>(duration);
}

}  // namespace

void Estimates::reset(const EstimateRule& rule, const Workload& workload, const RunTimes& run_times, const ShapeTable& shapes) {
  rule_ = rule;
  workload_ = &workload;
  run_times_ = &run_times;
  shapes_ = &shapes;
  const bool by_request = rule.kind == EstimateKind::requested || rule.kind == EstimateKind::user_history;
  if (by_request) {
    for (const JobId job : IdRange<JobId>(workload.job_count())) {
      if (workload.has_time_limit(job)) continue;
      throw InputError(workload.provenance.source,
                       "job \"" + std::string(workload.id_text(job)) + "\" has no time_limit_s, and the scheduling policy goes by requested times",
                       "give every job a time_limit_s, or set the policy's \"estimates\" to \"perfect\" or \"factor\"");
    }
  }
  estimate_.assign(workload.job_count(), {});
  if (rule.kind == EstimateKind::user_history) {
    history_.assign(workload.users.size(), {});
    corrections_.assign(workload.job_count(), {});
    predicted_.assign(workload.job_count(), {});
  }
}

void Estimates::submitted(JobId job) {
  switch (rule_.kind) {
    case EstimateKind::requested:
      estimate_[job] = workload_->time_limit[job];
      return;
    case EstimateKind::perfect:
    case EstimateKind::factor:
      estimate_[job] = on_place(job, run_times_->fastest(job, (*shapes_)[workload_->shape[job]].classes));
      return;
    case EstimateKind::user_history: {
      const History& history = history_[workload_->user[job]];
      Duration guess = workload_->time_limit[job];
      if (history.count >= 2) guess = std::min(guess, whole_seconds((history.last + history.before) / 2));
      guess = std::max(guess, Duration(1));  // else a job that starts would count as gone at the same instant
      estimate_[job] = predicted_[job] = guess;
      return;
    }
  }
}

Duration Estimates::on_place(JobId job, Duration run) const {
  switch (rule_.kind) {
    case EstimateKind::perfect:
      return run;
    case EstimateKind::factor:
      return times(run, rule_.factor);
    case EstimateKind::requested:
    case EstimateKind::user_history:
      break;
  }
  return estimate_[job];
}

void Estimates::ended(JobId job, Duration run) {
  if (rule_.kind != EstimateKind::user_history) return;
  History& history = history_[workload_->user[job]];
  history.before = history.last;
  history.last = run;
  ++history.count;
}

std::optional<Duration> Estimates::corrected(JobId job) {
  if (!corrects()) return std::nullopt;
  const Duration request = workload_->time_limit[job];
  if (estimate_[job] >= request) return std::nullopt;
  if (rule_.correction == Correction::requested || corrections_[job] >= correction_steps.size()) {
    estimate_[job] = request;
  } else {
    estimate_[job] = std::min(request, predicted_[job] + correction_steps[corrections_[job]++]);
  }
  return estimate_[job];
}

}  // namespace suanli
