// reused_context_test.cpp -- a run in a used context is the run in a new one, whatever was run before.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/check.h"
#include "sim/report/run_context.h"
#include "tests/support/random_jobs.h"
#include "tests/support/replay.h"
#include "tests/support/run_differences.h"

namespace suanli::test {
namespace {

// A rule that breaks off in the middle of a run, with jobs running and waiting.
class Failing final : public SchedulingPolicy {
 public:
  Failing(std::unique_ptr<SchedulingPolicy> rule, std::uint64_t asks) : rule_(std::move(rule)), asks_left_(asks) {}
  SchedulingNeeds needs() const override { return rule_->needs(); }
  std::optional<Start> next_start(const ClusterView& view, Placer& placer) override {
    if (asks_left_-- == 0) throw PolicyError("enough");
    return rule_->next_start(view, placer);
  }
  std::int64_t key(const ClusterView& view, JobId job) const override { return rule_->key(view, job); }
  void queued(const ClusterView& view, JobId job) override { rule_->queued(view, job); }
  void ended(const ClusterView& view, JobId job) override { rule_->ended(view, job); }
  std::optional<SimTime> wake_at(const ClusterView& view) const override { return rule_->wake_at(view); }

 private:
  std::unique_ptr<SchedulingPolicy> rule_;
  std::uint64_t asks_left_;
};

// One run of a series: everything of it is drawn, and gone once it is over.
struct RandomRun {
  std::unique_ptr<const Workload> workload;
  std::optional<Cluster> cluster;
  const SchedulingEntry* scheduling = nullptr;
  const PlacementEntry* placement = nullptr;
  Given scheduling_params;
  std::uint64_t fails_after = ~std::uint64_t{0};
  EngineOptions engine;
  RecorderOptions recorder;

  std::unique_ptr<SchedulingPolicy> scheduler() const {
    return std::make_unique<Failing>(scheduling->make(params_of(*scheduling, scheduling_params), {7}), fails_after);
  }
  std::unique_ptr<PlacementPolicy> placer() const { return placement->make(params_of(*placement, {}), {7}); }
};

bool has_param(const SchedulingEntry& entry, std::string_view name) {
  return std::any_of(entry.params.begin(), entry.params.end(), [&](const ParamSpec& spec) { return spec.name == name; });
}

Cluster random_cluster(Stream& random) {
  switch (random.below(4)) {
    case 0:
      return mixed_cluster();
    case 1:
      return one_machine(static_cast<double>(16 + random.below(64)));
    case 2:
      return gpu_nodes(1 + static_cast<std::uint32_t>(random.below(30)), 1 + static_cast<std::int32_t>(random.below(8)));
    default:
      return gpu_nodes(200, 2);
  }
}

RandomRun random_run(std::uint64_t seed) {
  Stream random(seed, "property/reused context");
  RandomRun run;
  const int jobs = random.below(8) == 0 ? static_cast<int>(random.below(3)) : static_cast<int>(random.below(300));
  const bool published = random.below(3) == 0;  // the rule with the most books of its own
  run.workload = published || random.below(3) == 0 ? cpu_jobs(seed, jobs) : random_jobs(seed, jobs);
  run.cluster.emplace(published && random.below(8) != 0 ? one_machine(20) : random_cluster(random));
  run.scheduling = published ? find_entry(scheduling::entries(), "easy_backfill") : scheduling::entries()[random.below(scheduling::entries().size())];
  run.placement = placement::entries()[random.below(placement::entries().size())];
  const char* estimates[] = {"requested", "perfect", "factor", "user_history"};
  if (has_param(*run.scheduling, "estimates")) run.scheduling_params["estimates"] = std::string(estimates[random.below(4)]);
  if (has_param(*run.scheduling, "correction") && random.below(2) == 0) run.scheduling_params["correction"] = std::string("steps");
  if (published) run.scheduling_params["semantics"] = std::string("published");
  if (random.below(6) == 0) run.fails_after = random.below(200);
  run.engine.kill_at_limit = random.below(3) != 0;
  run.engine.check_invariants = random.below(2) == 0;
  if (random.below(5) == 0) run.engine.max_queued_jobs = static_cast<std::uint32_t>(random.below(10));
  if (random.below(5) == 0) run.engine.limits.events = 1 + random.below(300);
  run.recorder.placements = random.below(4) != 0;
  run.recorder.steady_state.batches = random.below(3);
  run.recorder.fragmentation = random.below(3) == 0;
  if (random.below(3) == 0) run.recorder.timeline_interval = seconds(5 + static_cast<double>(random.below(50)));
  if (random.below(3) == 0) run.recorder.measure_from = SimTime(seconds(static_cast<double>(random.below(500))));
  if (random.below(3) == 0) run.recorder.measure_until = SimTime(seconds(static_cast<double>(random.below(900))));
  return run;
}

// What a run came to: a result, or the message of an error.
struct Came {
  RunResult result;
  RunOutcome outcome;
  std::string error;
};

Came run_in(RunContext& context, const RandomRun& run) {
  const auto scheduler = run.scheduler();
  const auto placer = run.placer();
  try {
    const RunResult& result = context.run(*run.workload, *run.cluster, *scheduler, *placer, run.engine, run.recorder);
    return {result, context.outcome(), {}};
  } catch (const std::exception& error) {
    return {{}, {}, error.what()};
  }
}

}  // namespace

TEST_CASE("a used context gives what a new one gives, after any series of runs") {
  RunContext used;
  std::size_t results = 0, errors = 0, cut = 0;
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    CAPTURE(seed);
    const RandomRun run = random_run(seed);
    CAPTURE(std::string(run.scheduling->name));
    CAPTURE(std::string(run.placement->name));
    const Came in_used = run_in(used, run);
    RunContext alone;
    const Came in_new = run_in(alone, run);
    CHECK(in_used.error == in_new.error);
    CHECK(differences(in_used.result, in_new.result) == "");
    CHECK(in_used.outcome.end == in_new.outcome.end);
    CHECK(in_used.outcome.events == in_new.outcome.events);
    CHECK(in_used.outcome.asks == in_new.outcome.asks);
    CHECK(in_used.outcome.limit == in_new.outcome.limit);
    (in_new.error.empty() ? results : errors) += 1;
    cut += in_new.outcome.limit.empty() ? 0 : 1;
  }
  CHECK(results > 500);  // the series holds what it should
  CHECK(errors > 100);
  CHECK(cut > 50);
}

}  // namespace suanli::test
