// step_questions.cpp -- language models go through the searcher together, the rest through its formulas.
#include "sim/cost/work/step_questions.h"

#include <algorithm>

namespace suanli {
namespace {

template <class Thing>
std::uint32_t number_of(const Thing& thing, std::vector<Thing>& things, std::map<std::string, std::uint32_t>& index) {
  const auto [at, is_new] = index.try_emplace(thing.key, static_cast<std::uint32_t>(things.size()));
  if (is_new) things.push_back(thing);
  return at->second;
}

// Of the fullest device, as training_step counts it.
double memory_of(const ModelShape& model, const ParallelPlan& plan) {
  const StateBytes each = state_bytes(plan.gradient_bytes, plan.zero, plan.dp);
  const double state = device_parameters(model, plan) * (each.weights + each.gradients + each.optimizer * (1 - plan.offload));
  const double logits = plan.pp > 1 ? 0 : logits_bytes(model, plan);
  return state + kept_activations(model, plan, plan.batch / (plan.dp * plan.microbatch)) + passing_activations(model, plan) + logits;
}

}  // namespace

std::uint32_t StepQuestions::work(const StepWork& work) {
  return number_of(work, works_, work_index_);
}

std::uint32_t StepQuestions::site(const WorkSite& site) {
  return number_of(site, sites_, site_index_);
}

std::uint32_t StepQuestions::ask(std::uint32_t work, std::uint32_t site, const StepPlace& place) {
  const Key key{static_cast<double>(work), static_cast<double>(site), place.devices, place.per_node, place.parts};
  const auto [at, is_new] = index_.try_emplace(key, static_cast<std::uint32_t>(questions_.size()));
  if (is_new) questions_.push_back({work, site, place});
  return at->second;
}

std::size_t StepQuestions::searches() const {
  return static_cast<std::size_t>(std::count_if(questions_.begin(), questions_.end(), [&](const Question& one) { return is_search(one); }));
}

// Spaces depend on the work and the devices alone, so that places share them.
void StepQuestions::add_search(SearchBatch& batch, const Question& question, std::map<std::array<double, 2>, std::uint32_t>& spaces) const {
  const auto& step = std::get<LanguageModelStep>(works_[question.work].what);
  const auto [at, is_new] = spaces.try_emplace({static_cast<double>(question.work), question.place.devices}, 0);
  if (is_new) {
    ParallelPlan base = step.base;
    base.devices = question.place.devices;
    at->second = add_whole_space(batch, step.model, base, step.fixed);
  }
  batch.fabrics.push_back(fabric_of(sites_[question.site], question.place));
  batch.items.push_back({question.work, question.site, static_cast<std::uint32_t>(batch.fabrics.size() - 1), at->second});
}

// Why no plan fits: what most of them fail by, or how much memory the smallest lacks.
StepEstimate StepQuestions::refusal(const SearchBatch& batch, const SearchItem& item, const ReasonCounts& counts) const {
  StepEstimate estimate;
  const auto memory = static_cast<std::size_t>(Infeasible::memory);
  if (counts[memory] == 0) {
    const auto most = std::max_element(counts.begin() + 1, counts.end());
    estimate.reason = static_cast<Infeasible>(most - counts.begin());
    return estimate;
  }
  const PlanSpace& space = batch.spaces[item.space];
  const ModelShape& model = batch.models[item.model];
  const DeviceRates& device = batch.devices[item.device];
  double least = 0;
  for (std::uint64_t index = 0; index < space.size(); ++index) {
    const ParallelPlan plan = plan_at(space, batch.degrees.data(), index);
    if (plan_problem(model, device, plan) != Infeasible::no) continue;
    const double bytes = memory_of(model, plan);
    if (least == 0 || bytes < least) least = bytes;
  }
  estimate.reason = Infeasible::memory;
  estimate.memory_bytes = least;
  estimate.missing_bytes = least - device.memory_bytes * device.usable_memory;
  return estimate;
}

StepAnswers StepQuestions::answer(PlanSearcher& searcher) const {
  StepAnswers answers(questions_.size());
  SearchBatch batch;
  for (const StepWork& work : works_) {
    const auto* step = std::get_if<LanguageModelStep>(&work.what);
    batch.models.push_back(step == nullptr ? ModelShape{} : step->model);
  }
  for (const WorkSite& site : sites_) batch.devices.push_back(site.rates);
  std::map<std::array<double, 2>, std::uint32_t> spaces;
  std::vector<std::size_t> asked;
  for (std::size_t i = 0; i < questions_.size(); ++i) {
    const Question& question = questions_[i];
    if (!is_search(question)) {
      answers[i] = work_step(works_[question.work], sites_[question.site], question.place);
    } else if (!sites_[question.site].known) {
      answers[i].reason = Infeasible::no_such_rate;
    } else {
      add_search(batch, question, spaces);
      asked.push_back(i);
    }
  }
  if (asked.empty()) return answers;
  const SearchAnswers found = searcher.search(batch);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const SearchItem& item = batch.items[i];
    const auto best = found.best_of(i);
    if (best.empty()) {
      answers[asked[i]] = refusal(batch, item, found.counts[i]);
      continue;
    }
    const ParallelPlan plan = plan_at(batch.spaces[item.space], batch.degrees.data(), best.front().index);
    const StepCost cost = estimate_of(batch, item, best.front().index);
    answers[asked[i]] = training_estimate(cost, plan, batch.devices[item.device]);
  }
  return answers;
}

}  // namespace suanli
