// cuda_gpu.cpp -- an NVIDIA GPU through the CUDA runtime.
#include <cuda_runtime_api.h>

#include <utility>

#include "cuda/gpu.h"
#include "cuda/search_kernel.h"

namespace suanli {
namespace {

GpuFailure kind_of(cudaError_t error) {
  if (error == cudaErrorMemoryAllocation) return GpuFailure::out_of_memory;
  if (error == cudaErrorInsufficientDriver || error == cudaErrorSystemDriverMismatch) return GpuFailure::no_driver;
  if (error == cudaErrorNoDevice) return GpuFailure::no_device;
  if (error == cudaErrorNoKernelImageForDevice || error == cudaErrorInvalidDeviceFunction || error == cudaErrorUnsupportedPtxVersion)
    return GpuFailure::no_kernel;
  return GpuFailure::lost;
}

std::string sentence(GpuFailure failure, cudaError_t error) {
  switch (failure) {
    case GpuFailure::no_driver: return "no NVIDIA driver, or one older than this program";
    case GpuFailure::no_device: return "no NVIDIA GPU";
    case GpuFailure::no_kernel: return "this program was built for other GPUs";
    case GpuFailure::out_of_memory: return "the GPU's memory is full";
    case GpuFailure::not_built:
    case GpuFailure::too_large:
    case GpuFailure::lost: break;
  }
  return std::string("the GPU failed: ") + cudaGetErrorString(error);
}

// Reads the runtime's last error too, so that the next call starts clean.
std::optional<GpuProblem> problem_of(cudaError_t error) {
  if (error == cudaSuccess) return std::nullopt;
  static_cast<void>(cudaGetLastError());
  const GpuFailure failure = kind_of(error);
  return GpuProblem{failure, sentence(failure, error)};
}

class CudaGpu final : public Gpu {
 public:
  CudaGpu(std::string name, cudaEvent_t begin, cudaEvent_t end) : name_(std::move(name)), begin_(begin), end_(end) {}
  ~CudaGpu() override {
    cudaFree(memory_);
    cudaEventDestroy(begin_);
    cudaEventDestroy(end_);
  }
  CudaGpu(const CudaGpu&) = delete;
  CudaGpu& operator=(const CudaGpu&) = delete;

  std::string name() const override { return name_; }
  double kernels_s() const override { return kernels_s_; }

  std::uint64_t room() override {
    std::size_t free = 0;
    std::size_t all = 0;
    if (cudaMemGetInfo(&free, &all) != cudaSuccess) return 0;
    return (free + reserved_) / 10 * 9;  // pages and other programs want the rest
  }

  std::byte* reserve(std::uint64_t bytes) override {
    if (bytes <= reserved_) return memory_;
    cudaFree(memory_);
    memory_ = nullptr;
    reserved_ = 0;
    void* got = nullptr;
    if (problem_of(cudaMalloc(&got, bytes))) return nullptr;
    memory_ = static_cast<std::byte*>(got);
    reserved_ = bytes;
    return memory_;
  }

  std::optional<GpuProblem> send(std::byte* to, const void* from, std::uint64_t bytes) override {
    return problem_of(cudaMemcpy(to, from, bytes, cudaMemcpyHostToDevice));
  }
  std::optional<GpuProblem> search(const SearchLaunch& launch) override {
    if (auto problem = problem_of(cudaEventRecord(begin_))) return problem;
    if (auto problem = problem_of(start_kernels(launch))) return problem;
    timing_ = true;
    return problem_of(cudaEventRecord(end_));
  }
  std::optional<GpuProblem> fetch(void* to, const std::byte* from, std::uint64_t bytes) override {
    if (auto problem = problem_of(cudaMemcpy(to, from, bytes, cudaMemcpyDeviceToHost))) return problem;
    float milliseconds = 0;
    if (std::exchange(timing_, false) && cudaEventElapsedTime(&milliseconds, begin_, end_) == cudaSuccess) {
      kernels_s_ += static_cast<double>(milliseconds) * 1e-3;
    }
    return std::nullopt;
  }

 private:
  std::string name_;
  cudaEvent_t begin_;
  cudaEvent_t end_;
  bool timing_ = false;  // the kernels between the events are not counted yet
  double kernels_s_ = 0;
  std::byte* memory_ = nullptr;
  std::uint64_t reserved_ = 0;
};

}  // namespace

OpenedGpu open_gpu() {
  int count = 0;
  if (auto problem = problem_of(cudaGetDeviceCount(&count))) return *problem;
  if (count == 0) return *problem_of(cudaErrorNoDevice);
  cudaDeviceProp facts{};
  if (auto problem = problem_of(cudaGetDeviceProperties(&facts, 0))) return *problem;
  if (auto problem = problem_of(cudaSetDevice(0))) return *problem;
  if (auto problem = problem_of(probe_kernels())) return *problem;
  cudaEvent_t begin = nullptr;
  cudaEvent_t end = nullptr;
  if (auto problem = problem_of(cudaEventCreate(&begin))) return *problem;
  if (auto problem = problem_of(cudaEventCreate(&end))) return *problem;
  return std::make_unique<CudaGpu>(facts.name, begin, end);
}

}  // namespace suanli
