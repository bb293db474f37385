// run_times.cpp -- fills the table of speeds once per workload and cluster.
#include "sim/cost/run_times.h"

#include <algorithm>
#include <cmath>

#include "sim/base/check.h"
#include "sim/cost/cost_formula.h"
#include "sim/model/deciding_device.h"

namespace suanli {

void RunTimes::reset(const Workload& workload, const Cluster& cluster, const EstimateTable* table) {
  workload_ = &workload;
  table_ = table;
  classes_ = cluster.classes().size();
  profiles_.clear();
  recorded_speed_.clear();
  speed_.clear();
  profile_of_.resize(0);
  if (workload.reference_model.empty()) return;
  std::vector<Problem> problems;
  for (const JobId job : IdRange<JobId>(workload.job_count())) {
    const Profile profile{workload.reference_model[job], workload.work_kind_of(job), deciding_kind(workload.shapes[workload.shape[job]])};
    const auto known = std::find(profiles_.begin(), profiles_.end(), profile);
    profile_of_.push_back(static_cast<std::uint32_t>(known - profiles_.begin()));
    if (known != profiles_.end()) continue;
    profiles_.push_back(profile);
    double recorded = 0;
    if (profile.reference != NameId{}) {
      const std::string name(workload.names.text(profile.reference));
      const auto model = cluster.find_model(name);
      if (model) recorded = cluster.model(*model).speed_for(profile.work);
      const std::string pointer = "/jobs/" + std::string(workload.id_text(job)) + "/reference_model";
      if (!model) problems.push_back({{}, 0, 0, pointer, "unknown device model \"" + name + "\"", "`suanli list devices` names the catalog"});
      else if (!(recorded > 0)) {
        problems.push_back({{}, 0, 0, pointer, "\"" + name + "\" has no speed for " + std::string(name_of(profile.work)) + " work", ""});
      }
    }
    recorded_speed_.push_back(recorded);
    for (const NodeClass& node : cluster.classes()) {
      const auto model = model_of(node, profile.device);
      speed_.push_back(model ? cluster.model(*model).speed_for(profile.work) : 0);
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

Duration RunTimes::scaled(JobId job, ClassId node_class) const {
  const std::size_t profile = profile_of_[job];
  const double recorded = recorded_speed_[profile];
  const double speed = speed_[profile * classes_ + index_of(node_class)];
  const Duration duration = workload_->duration[job];
  if (recorded == 0 || speed == 0 || recorded == speed) return duration;
  const double nanoseconds = rescaled(Seconds(static_cast<double>(duration.count())), recorded, speed).value();
  return nanoseconds < 9.2e18 ? Duration(std::llround(nanoseconds)) : Duration::max();
}

Duration RunTimes::fastest(JobId job, std::span<const ClassId> classes) const {
  if (classes.empty() || (profile_of_.empty() && !spread_matters(job))) return workload_->duration[job];
  Duration least = Duration::max();
  for (const ClassId id : classes) least = std::min(least, on(job, id));
  return least;
}

}  // namespace suanli
