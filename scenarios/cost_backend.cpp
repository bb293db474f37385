// cost_backend.cpp -- makes the searcher of each backend.
#include "scenarios/cost_backend.h"

#include <utility>

#include "cuda/automatic_searcher.h"
#include "sim/cost/search/host_searcher.h"

namespace suanli {
namespace {

// The GPU whenever there is one, whatever the size.
class CudaOrHost final : public PlanSearcher {
 public:
  CudaOrHost(std::unique_ptr<PlanSearcher> host, CudaSearcher::Notice notice) : host_(std::move(host)), cuda_(*host_, std::move(notice)) {}

  std::string_view name() const override { return cuda_.name(); }
  SearchAnswers search(const SearchBatch& batch) override { return cuda_.search(batch); }

 private:
  std::unique_ptr<PlanSearcher> host_;
  CudaSearcher cuda_;
};

}  // namespace

std::optional<CostBackend> cost_backend_named(std::string_view name) {
  if (name == "auto") return CostBackend::automatic;
  if (name == "cpu") return CostBackend::cpu;
  if (name == "cuda") return CostBackend::cuda;
  return std::nullopt;
}

std::unique_ptr<PlanSearcher> plan_searcher(CostBackend backend, unsigned threads, GpuNotice notice) {
  std::unique_ptr<PlanSearcher> host = host_searcher(threads);
  const auto told = [notice = std::move(notice)](const GpuProblem& problem) {
    if (notice) notice(problem.what);
  };
  switch (backend) {
    case CostBackend::automatic: return std::make_unique<AutomaticSearcher>(std::move(host), break_even(threads), told);
    case CostBackend::cpu: return host;
    case CostBackend::cuda: return std::make_unique<CudaOrHost>(std::move(host), told);
  }
  return host;
}

}  // namespace suanli
