// estimate_table.cpp -- keeps answers by place.
#include "sim/cost/estimate_table.h"

#include <utility>

namespace suanli {

EstimateTable::EstimateTable(EstimateLayout layout, const StepAnswers& answers)
    : layout_(std::move(layout)), answers_(&answers), step_s_(layout_.question.size(), never) {
  for (std::size_t i = 0; i < step_s_.size(); ++i) {
    const std::uint32_t question = layout_.question[i];
    if (question != EstimateLayout::no_question && answers[question].possible()) step_s_[i] = answers[question].step_s;
  }
}

Duration EstimateTable::run_time(std::uint32_t entry, std::uint64_t steps) const {
  return to_duration(step_s_[entry] * static_cast<double>(steps)).value_or(Duration::max());
}

const StepEstimate* EstimateTable::refusal(ShapeId shape) const {
  const StepEstimate* told = nullptr;
  for (std::size_t i = 0; i < layout_.classes; ++i) {
    const std::uint32_t question = layout_.question[entry(shape, static_cast<ClassId>(i), 1)];
    if (question == EstimateLayout::no_question || (*answers_)[question].possible()) continue;
    const StepEstimate& estimate = (*answers_)[question];
    const bool nearer = told != nullptr && estimate.reason == Infeasible::memory &&
                        (told->reason != Infeasible::memory || estimate.missing_bytes < told->missing_bytes);
    if (told == nullptr || nearer) told = &estimate;
  }
  return told;
}

}  // namespace suanli
