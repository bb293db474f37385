// plain_search.cpp -- the search as its definition says it.
#include "sim/cost/search/best_plans.h"

namespace suanli {

StepCost estimate_of(const SearchBatch& batch, const SearchItem& item, std::uint64_t index) {
  const ParallelPlan plan = plan_at(batch.spaces[item.space], batch.degrees.data(), index);
  return training_step(batch.models[item.model], batch.devices[item.device], batch.fabrics[item.fabric], plan);
}

SearchAnswers search_plainly(const SearchBatch& batch) {
  SearchAnswers answers;
  answers.top = batch.top;
  answers.plans.resize(batch.items.size() * batch.top);
  answers.found.resize(batch.items.size());
  answers.counts.resize(batch.items.size());
  for (std::size_t i = 0; i < batch.items.size(); ++i) {
    const SearchItem& item = batch.items[i];
    const std::uint64_t plans = batch.spaces[item.space].size();
    for (std::uint64_t index = 0; index < plans; ++index) {
      const StepCost cost = estimate_of(batch, item, index);
      ++answers.counts[i][static_cast<std::size_t>(cost.reason)];
      if (cost.feasible) {
        keep_best(&answers.plans[i * batch.top], batch.top, answers.found[i], {score_of(cost, batch.objective), index});
      }
    }
  }
  return answers;
}

}  // namespace suanli
