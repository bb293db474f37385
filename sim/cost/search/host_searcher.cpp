// host_searcher.cpp -- divides a batch among threads and puts their findings together.
#include "sim/cost/search/host_searcher.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "sim/cost/search/best_plans.h"
#include "sim/cost/search/item_search.h"

namespace suanli {
namespace {

// About half a millisecond of work, measured. On a busy machine a new thread waits longer than that for its turn.
constexpr std::uint64_t plans_per_thread = std::uint64_t{1} << 20;

// What one thread takes on at a time: a whole item, or one group of its degrees when there are few items.
struct Task {
  std::size_t item = 0;
  std::size_t group = 0;
};

std::uint64_t plans_of(const SearchBatch& batch) {
  std::uint64_t plans = 0;
  for (const SearchItem& item : batch.items) plans += batch.spaces[item.space].size();
  return plans;
}

DegreeGroups groups_of(const SearchBatch& batch, const SearchItem& item) {
  const PlanSpace& space = batch.spaces[item.space];
  return DegreeGroups({batch.degrees.data() + space.first_degrees, space.degrees_count});
}

SearchAnswers empty_answers(std::size_t items, std::uint32_t top) {
  SearchAnswers answers;
  answers.top = top;
  answers.plans.resize(items * top);
  answers.found.resize(items);
  answers.counts.resize(items);
  return answers;
}

// Calls `work(search, i)` for every i below `count`; the caller is one of the threads.
template <class Work>
void divide(std::size_t count, std::uint64_t threads, LaneSearch lanes, const Work& work) {
  std::atomic<std::size_t> next{0};
  const auto run = [&] {
    ItemSearch search(lanes);
    for (std::size_t i = next++; i < count; i = next++) work(search, i);
  };
  std::vector<std::thread> others;
  for (std::uint64_t i = 1; i < threads; ++i) others.emplace_back(run);
  run();
  for (std::thread& other : others) other.join();
}

class HostSearcher final : public PlanSearcher {
 public:
  HostSearcher(unsigned threads, SearchLevel level) : threads_(std::max(1U, threads)), level_(level) {}

  std::string_view name() const override {
    return level_name(level_);
  }

  SearchAnswers search(const SearchBatch& batch) override {
    const std::uint64_t threads = std::clamp<std::uint64_t>(plans_of(batch) / plans_per_thread, 1, threads_);
    if (threads == 1 || batch.items.size() >= 8 * threads) return by_items(batch, threads);
    return by_groups(batch, threads);
  }

 private:
  SearchAnswers by_items(const SearchBatch& batch, std::uint64_t threads) const {
    SearchAnswers answers = empty_answers(batch.items.size(), batch.top);
    divide(batch.items.size(), std::min<std::uint64_t>(threads, batch.items.size()), lane_search(level_),
           [&](ItemSearch& search, std::size_t i) {
             const DegreeGroups groups = groups_of(batch, batch.items[i]);
             LaneFindings findings{&answers.plans[i * batch.top], batch.top};
             search.start(batch, batch.items[i]);
             for (std::size_t group = 0; group < groups.size(); ++group) {
               search.search(groups[group], findings, answers.counts[i]);
             }
             answers.found[i] = findings.found;
           });
    return answers;
  }

  SearchAnswers by_groups(const SearchBatch& batch, std::uint64_t threads) const {
    std::vector<DegreeGroups> groups;
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < batch.items.size(); ++i) {
      groups.push_back(groups_of(batch, batch.items[i]));
      for (std::size_t group = 0; group < groups[i].size(); ++group) tasks.push_back({i, group});
    }
    SearchAnswers parts = empty_answers(tasks.size(), batch.top);
    divide(tasks.size(), std::min<std::uint64_t>(threads, tasks.size()), lane_search(level_),
           [&](ItemSearch& search, std::size_t i) {
             LaneFindings findings{&parts.plans[i * batch.top], batch.top};
             search.start(batch, batch.items[tasks[i].item]);
             search.search(groups[tasks[i].item][tasks[i].group], findings, parts.counts[i]);
             parts.found[i] = findings.found;
           });
    return put_together(batch, tasks, parts);
  }

  static SearchAnswers put_together(const SearchBatch& batch, const std::vector<Task>& tasks, const SearchAnswers& parts) {
    SearchAnswers answers = empty_answers(batch.items.size(), batch.top);
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      const std::size_t item = tasks[i].item;
      for (const FoundPlan& plan : parts.best_of(i)) {
        keep_best(&answers.plans[item * batch.top], batch.top, answers.found[item], plan);
      }
      for (std::size_t reason = 0; reason < parts.counts[i].size(); ++reason) {
        answers.counts[item][reason] += parts.counts[i][reason];
      }
    }
    return answers;
  }

  unsigned threads_;
  SearchLevel level_;
};

}  // namespace

std::unique_ptr<PlanSearcher> host_searcher(unsigned threads, SearchLevel level) {
  return std::make_unique<HostSearcher>(threads, level);
}

std::unique_ptr<PlanSearcher> host_searcher(unsigned threads) {
  return host_searcher(threads, search_levels().back());
}

}  // namespace suanli
