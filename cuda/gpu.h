// gpu.h -- the little that a search needs of a GPU, and what can be wrong with one.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "cuda/search_launch.h"

namespace suanli {

enum class GpuFailure : unsigned char {
  not_built,      // the program was built without the CUDA toolkit
  no_driver,
  no_device,
  no_kernel,      // built for other devices
  too_large,      // the question itself does not fit
  out_of_memory,
  lost,           // anything else: the device can't be used again in this process
};

struct GpuProblem {
  GpuFailure failure = GpuFailure::lost;
  std::string what;  // for a person: "no NVIDIA driver"
};

// One device, used by one thread. A function that gives a problem has done nothing that counts.
class Gpu {
 public:
  virtual ~Gpu() = default;

  virtual std::string name() const = 0;
  // Seconds that kernels took so far, by the device's own clock, up to the last fetch().
  virtual double kernels_s() const = 0;
  // Bytes that reserve() may be asked for now.
  virtual std::uint64_t room() = 0;
  // Memory of at least so many bytes, aligned to 256, until the next call. Null when that is too much.
  virtual std::byte* reserve(std::uint64_t bytes) = 0;
  virtual std::optional<GpuProblem> send(std::byte* to, const void* from, std::uint64_t bytes) = 0;
  // Searches all tiles, then merges them item by item; fetch() waits for it.
  virtual std::optional<GpuProblem> search(const SearchLaunch& launch) = 0;
  virtual std::optional<GpuProblem> fetch(void* to, const std::byte* from, std::uint64_t bytes) = 0;
};

using OpenedGpu = std::variant<std::unique_ptr<Gpu>, GpuProblem>;

// The first device of this machine, tried out. Takes a few tenths of a second where there is one.
OpenedGpu open_gpu();

}  // namespace suanli
