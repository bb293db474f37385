// automatic_searcher.cpp -- counts plans and decides.
#include "cuda/automatic_searcher.h"

#include <utility>

namespace suanli {
namespace {

std::uint64_t plans_of(const SearchBatch& batch) {
  std::uint64_t plans = 0;
  for (const SearchItem& item : batch.items) plans += batch.spaces[item.space].size();
  return plans;
}

CudaSearcher::Notice of_present_gpus(CudaSearcher::Notice notice) {
  return [notice = std::move(notice)](const GpuProblem& problem) {
    const bool absent =
        problem.failure == GpuFailure::not_built || problem.failure == GpuFailure::no_driver || problem.failure == GpuFailure::no_device;
    if (!absent && notice) notice(problem);
  };
}

}  // namespace

AutomaticSearcher::AutomaticSearcher(std::unique_ptr<PlanSearcher> host, BreakEven break_even, CudaSearcher::Notice notice, OpenedGpu (*open)())
    : host_(std::move(host)), cuda_(*host_, of_present_gpus(std::move(notice)), open), break_even_(break_even) {}

SearchAnswers AutomaticSearcher::search(const SearchBatch& batch) {
  const bool worth_it = plans_of(batch) >= (cuda_.opened() ? break_even_.launch : break_even_.open);
  return worth_it ? cuda_.search(batch) : host_->search(batch);
}

}  // namespace suanli
