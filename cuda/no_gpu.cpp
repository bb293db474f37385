// no_gpu.cpp -- the twin of cuda_gpu.cpp in a build without the CUDA toolkit.
#include "cuda/gpu.h"

namespace suanli {

OpenedGpu open_gpu() {
  return GpuProblem{GpuFailure::not_built, "this program was built without the CUDA toolkit"};
}

}  // namespace suanli
