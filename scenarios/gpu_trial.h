// gpu_trial.h -- this machine's GPU on its own, for measuring: no break-even, no falling back.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "sim/cost/search/plan_search.h"

namespace suanli {

class GpuTrial {
 public:
  // Nothing when there is no usable GPU; `why` then says so.
  static std::optional<GpuTrial> open(std::string& why);
  ~GpuTrial();
  GpuTrial(GpuTrial&&) noexcept;
  GpuTrial& operator=(GpuTrial&&) noexcept;

  std::string name() const;
  // Nothing when the GPU failed; `why` then says so.
  std::optional<SearchAnswers> search(const SearchBatch& batch, std::string& why);
  // Of all searches so far, by the device's own clock: without transfers.
  double kernels_s() const;

 private:
  struct Opened;
  explicit GpuTrial(std::unique_ptr<Opened> opened);
  std::unique_ptr<Opened> opened_;
};

}  // namespace suanli
