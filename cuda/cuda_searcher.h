// cuda_searcher.h -- a plan searcher on a GPU that falls back to another one.
#pragma once

#include <functional>

#include "cuda/gpu_search.h"
#include "sim/cost/search/searcher.h"

namespace suanli {

// Searches on the first GPU, opened at the first search. What a GPU can't do the host does, with the same answers; `notice` is told why,
// once. A GPU that is absent or was lost is not tried again.
class CudaSearcher final : public PlanSearcher {
 public:
  using Notice = std::function<void(const GpuProblem&)>;

  // `host` outlives this. `open` is open_gpu but in tests; `notice` may be empty.
  CudaSearcher(PlanSearcher& host, Notice notice, OpenedGpu (*open)() = open_gpu);

  std::string_view name() const override { return "cuda"; }
  SearchAnswers search(const SearchBatch& batch) override;

  // Whether a GPU is at hand now, so that a search need not wait for it.
  bool opened() const { return gpu_ != nullptr; }

 private:
  std::optional<SearchAnswers> try_gpu(const SearchBatch& batch);
  void failed(const GpuProblem& problem);

  PlanSearcher& host_;
  Notice notice_;
  OpenedGpu (*open_)();
  std::unique_ptr<Gpu> gpu_;
  bool given_up_ = false;
};

}  // namespace suanli
