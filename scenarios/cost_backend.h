// cost_backend.h -- who searches plans: the processors of this machine or its GPU, as the user chooses.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sim/cost/search/searcher.h"

namespace suanli {

enum class CostBackend : unsigned char { automatic, cpu, cuda };

// Of "auto", "cpu" or "cuda".
std::optional<CostBackend> cost_backend_named(std::string_view name);

// Why a GPU that was wanted is not used, told at most once, for a person: "no NVIDIA GPU".
using GpuNotice = std::function<void(const std::string& why)>;

// Searches with up to `threads` threads of the host, or on the GPU: always, with the host where that is impossible, or (automatic) where the
// search is large enough. The answers are the same, bit by bit. A GPU is opened at the first search that wants it. `notice` may be empty.
std::unique_ptr<PlanSearcher> plan_searcher(CostBackend backend, unsigned threads, GpuNotice notice);

}  // namespace suanli
