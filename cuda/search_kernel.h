// search_kernel.h -- starting the kernels of search_kernel.cu.
#pragma once

#include <cuda_runtime_api.h>

#include "cuda/search_launch.h"

namespace suanli {

// Whether this device has the kernels: an error when they were compiled for others.
cudaError_t probe_kernels();

// Puts all kernels in the default stream. An error of theirs may be told by a later call.
cudaError_t start_kernels(const SearchLaunch& launch);

}  // namespace suanli
