// plan_relief.cpp -- asks again with one part changed.
#include "scenarios/plan/plan_relief.h"

#include <optional>

namespace suanli {
namespace {

std::string whole(double value) {
  return std::to_string(static_cast<std::int64_t>(value));
}

std::string quoted_pair(const std::string& key, const std::string& value) {
  return '"' + key + "\": " + value;
}

std::string degrees_text(const ParallelPlan& plan) {
  return quoted_pair("tp", whole(plan.tp)) + ", " + quoted_pair("pp", whole(plan.pp)) + ", " + quoted_pair("dp", whole(plan.dp));
}

std::string recompute_text(const ParallelPlan& plan) {
  constexpr const char* names[] = {"\"none\"", "\"selective\"", "\"full\""};
  return quoted_pair("recompute", names[static_cast<int>(plan.recompute)]);
}

class Search {
 public:
  Search(const PlanQuestion& question, PlanSearcher& searcher) : question_(question), searcher_(searcher) {}

  // Asks with `change` made; `say` puts the plan found into words.
  template <class Change, class Say>
  bool ask(Change change, Say say) {
    PlanQuestion other = question_;
    other.top = 1;
    change(other);
    const PlanAnswer answer = find_plans(other, searcher_);
    if (answer.plans.empty()) return false;
    const RankedPlan& best = answer.plans.front();
    found_.push_back({say(best.groups.front().plan), best});
    return true;
  }

  // A given part left out.
  template <class Part, class Say>
  void leave_out(std::optional<Part> FixedParts::*part, Say say) {
    if (question_.fixed.*part) ask([&](PlanQuestion& other) { (other.fixed.*part).reset(); }, say);
  }

  bool found_any() const { return !found_.empty(); }
  std::vector<Relief> take() { return std::move(found_); }

 private:
  const PlanQuestion& question_;
  PlanSearcher& searcher_;
  std::vector<Relief> found_;
};

void ask_for_single_changes(const PlanQuestion& question, Search& search) {
  search.leave_out(&FixedParts::recompute, recompute_text);
  search.leave_out(&FixedParts::zero, [](const ParallelPlan& plan) { return quoted_pair("zero", std::to_string(plan.zero)); });
  search.leave_out(&FixedParts::microbatch, [](const ParallelPlan& plan) { return quoted_pair("microbatch", whole(plan.microbatch)); });
  search.leave_out(&FixedParts::interleave, [](const ParallelPlan& plan) { return quoted_pair("interleave", whole(plan.interleave)); });
  search.leave_out(&FixedParts::ep, [](const ParallelPlan& plan) { return quoted_pair("ep", whole(plan.ep)); });
  search.leave_out(&FixedParts::cp, [](const ParallelPlan& plan) { return quoted_pair("cp", whole(plan.cp)); });
  search.leave_out(&FixedParts::sequence_parallel, [](const ParallelPlan& plan) {
    return quoted_pair("sequence_parallel", plan.sequence_parallel ? "true" : "false");
  });
  if (question.fused_attention == false) {
    search.ask([](PlanQuestion& other) { other.fused_attention = true; }, [](const ParallelPlan&) { return quoted_pair("fused_attention", "true"); });
  }
  if (question.fixed.tp || question.fixed.pp || question.fixed.dp) {
    search.ask(
        [](PlanQuestion& other) {
          other.fixed.tp.reset();
          other.fixed.pp.reset();
          other.fixed.dp.reset();
        },
        degrees_text);
  }
}

void ask_for_offload(const PlanQuestion& question, Search& search) {
  for (const PoolGroup& group : question.groups) {
    if (group.rates.host_link_rate <= 0 || question.base.offload >= 1) return;
  }
  search.ask([](PlanQuestion& other) { other.base.offload = 1; }, [](const ParallelPlan&) { return quoted_pair("offload", "1"); });
}

void set_free(PlanQuestion& other) {
  other.fixed = {};
  other.fused_attention.reset();
  other.scatter_gather.reset();
}

void ask_for_more_devices(const PlanQuestion& question, Search& search) {
  constexpr double most_devices = 1 << 20;
  for (double times = 2; times <= 1024 && !search.found_any(); times *= 2) {
    if (question.groups.front().counts.back() * times > most_devices) return;
    search.ask(
        [&](PlanQuestion& other) {
          set_free(other);
          for (PoolGroup& group : other.groups) group.counts = {group.counts.back() * times};
        },
        [&](const ParallelPlan& plan) { return quoted_pair("count", whole(plan.devices)); });
  }
}

}  // namespace

std::vector<Relief> find_reliefs(const PlanQuestion& question, PlanSearcher& searcher) {
  Search search(question, searcher);
  ask_for_single_changes(question, search);
  ask_for_offload(question, search);
  if (!search.found_any()) search.ask(set_free, [](const ParallelPlan&) { return std::string("another plan: \"plan\": {}"); });
  if (!search.found_any()) ask_for_more_devices(question, search);
  return search.take();
}

}  // namespace suanli
