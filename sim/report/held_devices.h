// held_devices.h -- which devices of its node each placement of a run holds, in as few bytes as the largest node needs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/model/cluster.h"

namespace suanli {

// A bit per device index of the node.
struct DeviceMasks {
  std::uint64_t gpus = 0;
  std::uint64_t fpgas = 0;
  bool operator==(const DeviceMasks&) const = default;
};

// "g0-3+g5+f1": GPUs before FPGAs, each rising, neighbours as a range. Nothing when there are none.
void append_devices(std::string& out, const DeviceMasks& masks);

// Rows in the order of the placements. On a cluster of at most 8 GPUs a node and no FPGAs a row is one byte; without devices none.
class HeldDevices {
 public:
  HeldDevices() = default;  // keeps nothing
  explicit HeldDevices(const NodeCapacity& largest) { reset(largest); }
  // Empties it, for a cluster with that Cluster::largest_node; in the memory it has.
  void reset(const NodeCapacity& largest);

  bool kept() const { return stride() > 0; }
  void reserve(std::size_t rows) { bytes_.reserve(rows * stride()); }
  void append(const DeviceMasks& masks);
  // Into the last row. REQUIRES one.
  void add_to_last(const DeviceMasks& masks);
  // No devices where none are kept.
  DeviceMasks operator[](std::size_t row) const;
  bool operator==(const HeldDevices&) const = default;

 private:
  std::size_t stride() const { return gpu_bytes_ + fpga_bytes_; }

  std::size_t gpu_bytes_ = 0;
  std::size_t fpga_bytes_ = 0;
  std::vector<std::uint8_t> bytes_;  // [rows x stride], GPUs before FPGAs, low byte first
};

}  // namespace suanli
