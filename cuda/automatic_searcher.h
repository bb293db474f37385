// automatic_searcher.h -- the host for small searches, a GPU for those that are worth it.
#pragma once

#include "cuda/cuda_searcher.h"

namespace suanli {

// From how many plans on a GPU is sooner done with a batch than the host. Estimated, not measured.
struct BreakEven {
  std::uint64_t open = 0;    // by a GPU that has to be opened first
  std::uint64_t launch = 0;  // by one that is at hand
};

// Opening takes about 0.3 s, in which a thread of the host searches 120 million plans at 400 million a second. A launch with its transfers is
// even with 16 threads at about 140,000 plans (with two at 17,000). Estimated, not measured: no device was at hand.
inline constexpr std::uint64_t plans_worth_opening = 120'000'000;  // for each thread of the host
inline constexpr std::uint64_t plans_worth_a_launch = 140'000;

constexpr BreakEven break_even(unsigned threads) {
  return {(threads > 0 ? threads : 1) * plans_worth_opening, plans_worth_a_launch};
}

class AutomaticSearcher final : public PlanSearcher {
 public:
  // `notice` is told, once, of a GPU that is there and can't be used; that there is none is no news.
  AutomaticSearcher(std::unique_ptr<PlanSearcher> host, BreakEven break_even, CudaSearcher::Notice notice, OpenedGpu (*open)() = open_gpu);

  std::string_view name() const override { return "auto"; }
  SearchAnswers search(const SearchBatch& batch) override;

 private:
  std::unique_ptr<PlanSearcher> host_;
  CudaSearcher cuda_;
  BreakEven break_even_;
};

}  // namespace suanli
