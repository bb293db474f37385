// trace_slices.h -- the rectangles of a timeline picture: which job was on which device of which node, and when.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/export/job_rows.h"

namespace suanli::exports {

// What a person reads of a job, as JSON.
struct JobText {
  std::string name;  // a JSON string
  std::string args;  // members of a JSON object
};

// A job on one slot of a node: a GPU, an FPGA, or a lane of jobs that use CPUs only.
struct TraceSlice {
  Duration start{};
  Duration end{};
  std::uint32_t job = 0;   // in the list of JobText
  std::uint32_t node = 0;  // in the NodeList
  DeviceKind kind{};
  std::uint8_t device = 0;  // of its kind in the node; 0 for CPUs
  std::uint32_t lane = 0;   // among the slices of the device
  std::int64_t held_milli = 0;  // of the device: 1000, the share, or the cores; of shares of several devices the mean
};

// Appends the slices of a job that started; `end` is that of the run, for jobs that had not ended then. Lanes stay 0.
void append_slices(std::vector<TraceSlice>& slices, const JobRow& job, std::uint32_t index, Duration end);

// Sorts by node, then start, then end, then the order they were appended in, and gives each a lane of its device.
void arrange(std::vector<TraceSlice>& slices);

// The tracks of one node: how many lanes each device needs, at least one for each it has; CPUs only as many as were used.
using DeviceLanes = std::vector<std::uint32_t>;  // by device
PerKind<DeviceLanes> lanes_of_node(const NodeRow& node, const TraceSlice* first, const TraceSlice* last);

}  // namespace suanli::exports
