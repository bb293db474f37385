// search_hash.h -- one hash over the answers of many random searches.
#pragma once

#include "sim/cost/search/searcher.h"
#include "tests/sim/cost/cost_hash.h"
#include "tests/sim/cost/search/random_searches.h"

namespace suanli::test {

inline void hash_answers(std::uint64_t& hash, const SearchAnswers& answers) {
  for (std::size_t item = 0; item < answers.found.size(); ++item) {
    for (const FoundPlan& plan : answers.best_of(item)) {
      hash_number(hash, plan.score);
      hash_number(hash, static_cast<double>(plan.index));
    }
    for (const std::uint64_t count : answers.counts[item]) hash_number(hash, static_cast<double>(count));
  }
}

// Of 60 batches; `search` answers one.
template <class Search>
std::uint64_t hash_of_random_searches(Search search) {
  std::uint64_t hash = fnv1a("search");
  for (std::uint64_t i = 0; i < 60; ++i) {
    Stream random(37, "search bits", i);
    hash_answers(hash, search(random_batch(random)));
  }
  return hash;
}

}  // namespace suanli::test
