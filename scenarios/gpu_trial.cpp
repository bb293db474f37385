// gpu_trial.cpp -- passes searches on to the device.
#include "scenarios/gpu_trial.h"

#include <utility>

#include "cuda/gpu_search.h"

namespace suanli {

struct GpuTrial::Opened {
  std::unique_ptr<Gpu> gpu;
};

std::optional<GpuTrial> GpuTrial::open(std::string& why) {
  OpenedGpu opened = open_gpu();
  if (const auto* problem = std::get_if<GpuProblem>(&opened)) {
    why = problem->what;
    return std::nullopt;
  }
  return GpuTrial(std::make_unique<Opened>(Opened{std::get<std::unique_ptr<Gpu>>(std::move(opened))}));
}

GpuTrial::GpuTrial(std::unique_ptr<Opened> opened) : opened_(std::move(opened)) {}
GpuTrial::~GpuTrial() = default;
GpuTrial::GpuTrial(GpuTrial&&) noexcept = default;
GpuTrial& GpuTrial::operator=(GpuTrial&&) noexcept = default;

std::string GpuTrial::name() const {
  return opened_->gpu->name();
}

std::optional<SearchAnswers> GpuTrial::search(const SearchBatch& batch, std::string& why) {
  GpuAnswers found = search_on(*opened_->gpu, batch);
  if (auto* answers = std::get_if<SearchAnswers>(&found)) return std::move(*answers);
  why = std::get<GpuProblem>(found).what;
  return std::nullopt;
}

double GpuTrial::kernels_s() const {
  return opened_->gpu->kernels_s();
}

}  // namespace suanli
