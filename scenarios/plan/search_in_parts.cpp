// search_in_parts.cpp -- cuts the list of items, not the spaces.
#include "scenarios/plan/search_in_parts.h"

namespace suanli {
namespace {

// Enough for a processor to be busy for a tenth of a second, and a GPU not to idle between parts.
constexpr std::uint64_t plans_of_part = std::uint64_t{1} << 25;

void append(SearchAnswers& all, const SearchAnswers& part) {
  all.plans.insert(all.plans.end(), part.plans.begin(), part.plans.end());
  all.found.insert(all.found.end(), part.found.begin(), part.found.end());
  all.counts.insert(all.counts.end(), part.counts.begin(), part.counts.end());
}

}  // namespace

std::uint64_t plans_of(const SearchBatch& batch) {
  std::uint64_t plans = 0;
  for (const SearchItem& item : batch.items) plans += batch.spaces[item.space].size();
  return plans;
}

SearchAnswers search_in_parts(const SearchBatch& batch, PlanSearcher& searcher, PlanCounter& counter) {
  SearchAnswers all;
  all.top = batch.top;
  SearchBatch part = batch;
  part.items.clear();
  std::uint64_t plans = 0;
  const auto search = [&] {
    append(all, searcher.search(part));
    counter.add(plans);
    part.items.clear();
    plans = 0;
  };
  for (const SearchItem& item : batch.items) {
    part.items.push_back(item);
    plans += batch.spaces[item.space].size();
    if (plans >= plans_of_part) search();
  }
  if (!part.items.empty()) search();
  return all;
}

}  // namespace suanli
