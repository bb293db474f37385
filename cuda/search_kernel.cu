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

__global__ void __launch_bounds__(most_threads) make_layer_rows(const SearchLaunch launch) {
  const std::uint64_t place = std::uint64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (place < launch.counts.layer) make_layer_row(launch, place);
}

__global__ void __launch_bounds__(most_threads) make_stage_rows(const SearchLaunch launch) {
  const std::uint64_t place = std::uint64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (place < launch.counts.stage) make_stage_row(launch, place);
}

__global__ void __launch_bounds__(most_threads) search_tiles(const SearchLaunch launch) {
  DeviceBlock block{blockDim.x};
  search_tile(block, shared_memory(launch), launch, blockIdx.x);
}

__global__ void __launch_bounds__(32) merge_items(const SearchLaunch launch) {
  DeviceBlock block{blockDim.x};
  merge_item(block, shared_memory(launch), launch, blockIdx.x);
}

}  // namespace

cudaError_t probe_kernels() {
  cudaFuncAttributes attributes{};
  return cudaFuncGetAttributes(&attributes, search_tiles);
}

cudaError_t start_kernels(const SearchLaunch& launch) {
  if (launch.item_count == 0) return cudaSuccess;
  const auto blocks = [](std::uint64_t rows) { return static_cast<unsigned>((rows + most_threads - 1) / most_threads); };
  const std::size_t bytes = block_bytes(launch.shape, launch.top);
  const unsigned merging = launch.shape.threads < 32 ? launch.shape.threads : 32;
  make_layer_rows<<<blocks(launch.counts.layer), most_threads>>>(launch);
  make_stage_rows<<<blocks(launch.counts.stage), most_threads>>>(launch);
  search_tiles<<<static_cast<unsigned>(launch.counts.tile), launch.shape.threads, bytes>>>(launch);
  merge_items<<<launch.item_count, merging, bytes>>>(launch);
  return cudaGetLastError();
}

}  // namespace suanli
