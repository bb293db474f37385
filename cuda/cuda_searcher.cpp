// cuda_searcher.cpp -- the GPU first, then the host.
#include "cuda/cuda_searcher.h"

#include <utility>

namespace suanli {

CudaSearcher::CudaSearcher(PlanSearcher& host, Notice notice, OpenedGpu (*open)()) : host_(host), notice_(std::move(notice)), open_(open) {}

SearchAnswers CudaSearcher::search(const SearchBatch& batch) {
  auto answers = try_gpu(batch);
  return answers ? std::move(*answers) : host_.search(batch);
}

std::optional<SearchAnswers> CudaSearcher::try_gpu(const SearchBatch& batch) {
  if (given_up_) return std::nullopt;
  if (!gpu_) {
    OpenedGpu opened = open_();
    if (const auto* problem = std::get_if<GpuProblem>(&opened)) {
      given_up_ = true;
      failed(*problem);
      return std::nullopt;
    }
    gpu_ = std::get<std::unique_ptr<Gpu>>(std::move(opened));
  }
  GpuAnswers found = search_on(*gpu_, batch);
  if (auto* answers = std::get_if<SearchAnswers>(&found)) return std::move(*answers);
  const GpuProblem& problem = std::get<GpuProblem>(found);
  // One batch that does not fit says nothing about the next.
  if (problem.failure != GpuFailure::too_large && problem.failure != GpuFailure::out_of_memory) {
    given_up_ = true;
    gpu_.reset();
  }
  failed(problem);
  return std::nullopt;
}

void CudaSearcher::failed(const GpuProblem& problem) {
  if (notice_) std::exchange(notice_, {})(problem);
}

}  // namespace suanli
