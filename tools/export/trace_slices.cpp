// trace_slices.cpp -- from places to slices, and from slices to lanes.
#include "tools/export/trace_slices.h"

#include <algorithm>
#include <array>
#include <bit>
#include <tuple>

#include "tools/export/lanes.h"

namespace suanli::exports {

void append_slices(std::vector<TraceSlice>& slices, const JobRow& job, std::uint32_t index, Duration end) {
  for (const Place& place : job.places) {
    TraceSlice slice{*job.start, std::max(*job.start, job.end.value_or(end)), index, static_cast<std::uint32_t>(place.node)};
    const std::array<std::uint64_t, 3> masks{place.devices.gpus == 0 && place.devices.fpgas == 0 ? 1U : 0U, place.devices.gpus,
                                             place.devices.fpgas};
    for (const DeviceKind kind : device_kinds) {
      const auto at = static_cast<std::size_t>(kind);
      slice.kind = kind;
      slice.held_milli = job.milli[at] * place.tasks / std::max(1, std::popcount(masks[at]));
      for (std::uint64_t left = masks[at]; left != 0; left &= left - 1) {
        slice.device = static_cast<std::uint8_t>(std::countr_zero(left));
        slices.push_back(slice);
      }
    }
  }
}

void arrange(std::vector<TraceSlice>& slices) {
  const auto before = [](const TraceSlice& a, const TraceSlice& b) {
    return std::tie(a.node, a.start, a.end) < std::tie(b.node, b.start, b.end);
  };
  std::stable_sort(slices.begin(), slices.end(), before);
  PerKind<std::array<Lanes, 64>> lanes;
  for (std::size_t i = 0; i < slices.size(); ++i) {
    TraceSlice& slice = slices[i];
    if (i > 0 && slices[i - 1].node != slice.node) lanes = {};
    slice.lane = static_cast<std::uint32_t>(lanes[static_cast<std::size_t>(slice.kind)][slice.device].take(slice.start, slice.end));
  }
}

PerKind<DeviceLanes> lanes_of_node(const NodeRow& node, const TraceSlice* first, const TraceSlice* last) {
  PerKind<DeviceLanes> lanes;
  for (const DeviceKind kind : device_kinds) {
    const auto at = static_cast<std::size_t>(kind);
    if (kind == DeviceKind::cpu) lanes[at].assign(1, 0);
    else lanes[at].assign(static_cast<std::size_t>(node.milli[at] / milli), 1);
  }
  for (; first != last; ++first) {
    DeviceLanes& of_kind = lanes[static_cast<std::size_t>(first->kind)];
    of_kind.resize(std::max(of_kind.size(), std::size_t{first->device} + 1), 1);
    of_kind[first->device] = std::max(of_kind[first->device], first->lane + 1);
  }
  return lanes;
}

}  // namespace suanli::exports
