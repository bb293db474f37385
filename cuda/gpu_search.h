// gpu_search.h -- carries a batch of searches out on a GPU.
#pragma once

#include <variant>

#include "cuda/gpu.h"
#include "cuda/search_chunks.h"

namespace suanli {

using GpuAnswers = std::variant<SearchAnswers, GpuProblem>;

// The answers of search_plainly, or why there are none. The second form cuts the work in a given way, as tests do.
GpuAnswers search_on(Gpu& gpu, const SearchBatch& batch);
GpuAnswers search_on(Gpu& gpu, const SearchBatch& batch, const GridShape& shape);

}  // namespace suanli
