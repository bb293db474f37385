// estimates.h -- how long a policy believes jobs will run (POLICIES.md, section 0, "Estimates").
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/cost/run_times.h"
#include "sim/engine/shape_table.h"
#include "sim/model/workload.h"

namespace suanli {

enum class EstimateKind : unsigned char { requested, perfect, factor, user_history };
enum class Correction : unsigned char { requested, steps };

struct EstimateRule {
  EstimateKind kind = EstimateKind::requested;
  double factor = 2;                               // of `factor`; >= 1
  Correction correction = Correction::requested;   // of `user_history`, when a job outlives its estimate
};

// The estimate of each job under one rule. `user_history` (Tsafrir, Etsion, Feitelson 2007): the whole-second floor of the mean run time of
// the user's last two ended jobs, fixed when the job is submitted, at most the request; the request while there are fewer than two.
class Estimates {
 public:
  Estimates() = default;  // of no workload
  // [InputError] naming the job when `requested` or `user_history` meets a job without a time limit.
  Estimates(const EstimateRule& rule, const Workload& workload, const RunTimes& run_times, const ShapeTable& shapes) {
    reset(rule, workload, run_times, shapes);
  }
  // As if newly made, in the memory it has.
  void reset(const EstimateRule& rule, const Workload& workload, const RunTimes& run_times, const ShapeTable& shapes);

  Duration of(JobId job) const { return estimate_[job]; }

  // At submission: fixes the estimate. `perfect` and `factor` take the fastest class the job may run on until it is placed.
  void submitted(JobId job);
  // What the rule says for this true run time, once the place is known.
  Duration on_place(JobId job, Duration run) const;
  void started(JobId job, Duration run) { estimate_[job] = on_place(job, run); }
  void ended(JobId job, Duration run);
  // The job has run for its whole estimate and goes on: the corrected estimate, longer than before; nothing when the rule does not correct.
  std::optional<Duration> corrected(JobId job);
  bool corrects() const { return rule_.kind == EstimateKind::user_history; }

 private:
  struct History {
    Duration last{};
    Duration before{};
    unsigned count = 0;
  };

  EstimateRule rule_;
  const Workload* workload_ = nullptr;
  const RunTimes* run_times_ = nullptr;
  const ShapeTable* shapes_ = nullptr;
  IdVector<JobId, Duration> estimate_;
  IdVector<UserId, History> history_;
  IdVector<JobId, std::uint8_t> corrections_;
  IdVector<JobId, Duration> predicted_;
};

}  // namespace suanli
