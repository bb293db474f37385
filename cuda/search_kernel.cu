// search_kernel.cu -- the blocks of search_kernel_body.h on a device: a barrier after each step.
#include "cuda/search_kernel.h"
#include "cuda/search_kernel_body.h"

namespace suanli {
namespace {

struct DeviceBlock {
  std::uint32_t threads;

  template <class Step>
  __device__ void each(const Step& step) {
    step(threadIdx.x);
    __syncthreads();
  }
};

extern __shared__ uint4 shared_words[];

__device__ BlockMemory shared_memory(const SearchLaunch& launch) {
  return block_memory(reinterpret_cast<unsigned char*>(shared_words), blockDim.x, launch.top);
}

__global__ void __launch_bounds__(most_threads) search_tiles(const SearchLaunch launch) {
  DeviceBlock block{blockDim.x};
  search_tile(block, shared_memory(launch), launch, blockIdx.x);
}

__global__ void __launch_bounds__(most_threads) merge_items(const SearchLaunch launch) {
  DeviceBlock block{blockDim.x};
  merge_item(block, shared_memory(launch), launch, blockIdx.x);
}

}  // namespace

cudaError_t probe_kernels() {
  cudaFuncAttributes attributes{};
  const cudaError_t error = cudaFuncGetAttributes(&attributes, search_tiles);
  return error == cudaSuccess ? cudaFuncGetAttributes(&attributes, merge_items) : error;
}

cudaError_t start_kernels(const SearchLaunch& launch) {
  const std::size_t bytes = block_bytes(launch.shape, launch.top);
  if (launch.tile_count > 0) search_tiles<<<launch.tile_count, launch.shape.threads, bytes>>>(launch);
  const cudaError_t error = cudaGetLastError();
  if (error != cudaSuccess || launch.item_count == 0) return error;
  const std::uint32_t merging = launch.shape.threads < 32 ? launch.shape.threads : 32;
  merge_items<<<launch.item_count, merging, bytes>>>(launch);
  return cudaGetLastError();
}

}  // namespace suanli
