// search_in_parts.h -- a batch searched a few items at a time, so that someone can be told how far it is.
#pragma once

#include "scenarios/plan/find_plans.h"

namespace suanli {

// Counts plans over several batches.
class PlanCounter {
 public:
  PlanCounter(const SearchProgress& progress, std::uint64_t total) : progress_(progress), total_(total) {}
  void add(std::uint64_t plans) {
    done_ += plans;
    if (progress_) progress_(done_, total_);
  }
  std::uint64_t done() const { return done_; }

 private:
  const SearchProgress& progress_;
  std::uint64_t total_;
  std::uint64_t done_ = 0;
};

std::uint64_t plans_of(const SearchBatch& batch);

// As searcher.search(batch).
SearchAnswers search_in_parts(const SearchBatch& batch, PlanSearcher& searcher, PlanCounter& counter);

}  // namespace suanli
