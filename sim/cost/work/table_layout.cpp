// table_layout.cpp -- lays out places and asks for each that a gang can get.
#include "sim/cost/work/table_layout.h"

#include <algorithm>
#include <span>
#include <string>

namespace suanli {
namespace {

DeviceKind deciding_kind(const TaskShape& task) {
  return task.gpu_milli > 0 ? DeviceKind::gpu : task.fpgas > 0 ? DeviceKind::fpga : DeviceKind::cpu;
}

// Devices of one task; the CPUs of a task are one device.
double devices_of(const TaskShape& task) {
  return task.gpu_milli > 0 ? task.whole_gpus() : task.fpgas > 0 ? task.fpgas : 1;
}

// Tasks that an empty node holds.
std::int64_t slots_of(const TaskShape& task, const NodeCapacity& has) {
  std::int64_t slots = task.gang;
  if (task.cpu_milli > 0) slots = std::min(slots, has.cpu_milli / task.cpu_milli);
  if (task.memory_kib > 0) slots = std::min(slots, has.memory_kib / task.memory_kib);
  if (task.gpu_milli > 0) slots = std::min<std::int64_t>(slots, has.gpus / task.whole_gpus());
  if (task.fpgas > 0) slots = std::min<std::int64_t>(slots, has.fpgas / task.fpgas);
  return slots;
}

// A task's CPUs as one device: their share of the model's cores and of its memory's rate, and the memory that the task asks for.
WorkSite cpu_device(const WorkSite& site, const TaskShape& task) {
  WorkSite device = site;
  const double cpus = static_cast<double>(task.cpu_milli) / milli;
  const double share = smaller(1, cpus / site.cores);
  device.key += " cpus " + std::to_string(task.cpu_milli) + " memory " + std::to_string(task.memory_kib);
  for (double& peak : device.rates.peak) peak *= cpus / site.cores;
  device.rates.memory_rate *= share;
  device.rates.memory_bytes = task.memory_kib > 0 ? 1024.0 * static_cast<double>(task.memory_kib) : 1e18;
  if (device.known) device.fabric.reduce_rate = device.fabric.gather_rate = device.fabric.peer_rate = device.rates.memory_rate / 2;  // read and written
  device.devices = site.devices / cpus;
  return device;
}

// A gang on one node has all its tasks there; on several at most half of them are on the node that has the fewest. Spreads that no gang can
// have take the answer of the nearest that one can.
void add_class(const TaskShape& task, const NodeClass& node, const WorkSite& site, std::uint32_t work, std::uint32_t least,
               std::span<std::uint32_t> entries, StepQuestions& questions) {
  const bool on_cpus = deciding_kind(task) == DeviceKind::cpu;
  const WorkSite device = on_cpus ? cpu_device(site, task) : site;
  const std::uint32_t number = questions.site(device);
  const auto slots = static_cast<std::uint32_t>(slots_of(task, node.capacity));
  const double each = devices_of(task);
  const double parts = on_cpus ? larger(1, whole_part(static_cast<double>(task.cpu_milli) / milli)) : 1;
  const std::uint32_t most = std::min(slots, std::max(1U, task.gang / 2));
  for (std::uint32_t spread = 1; spread <= entries.size(); ++spread) {
    const bool one_node = spread >= task.gang && slots >= task.gang;
    const std::uint32_t taken = one_node ? task.gang : std::clamp(spread, std::min(least, most), most);
    entries[spread - 1] = questions.ask(work, number, {each * task.gang, each * taken, parts});
  }
}

void add_row(EstimateLayout& layout, ShapeId shape, const TaskShape& task, const Cluster& cluster, const WorkInputs& inputs, StepQuestions& questions) {
  std::int64_t most = 1;
  std::int64_t room = 0;
  std::int64_t smallest = task.gang;
  for (const ClassId id : inputs.classes[shape]) {
    const NodeClass& node = cluster.node_class(id);
    const std::int64_t slots = slots_of(task, node.capacity);
    most = std::max(most, slots);
    smallest = std::min(smallest, slots);
    room += slots * static_cast<std::int64_t>(node.nodes.size());
  }
  layout.begin[shape] = static_cast<std::uint32_t>(layout.question.size());
  layout.spreads[shape] = static_cast<std::uint32_t>(most);
  layout.question.resize(layout.question.size() + layout.classes * static_cast<std::size_t>(most), EstimateLayout::no_question);
  const auto least = static_cast<std::uint32_t>(std::max<std::int64_t>(1, task.gang - (room - smallest)));
  const std::uint32_t work = questions.work(inputs.works[task.work]);
  for (const ClassId id : inputs.classes[shape]) {
    const WorkSite& site = inputs.sites[index_of(id) * device_kinds.size() + static_cast<std::size_t>(deciding_kind(task))];
    const auto entries = std::span(layout.question).subspan(layout.begin[shape] + index_of(id) * layout.spreads[shape], layout.spreads[shape]);
    add_class(task, cluster.node_class(id), site, work, least, entries, questions);
  }
}

}  // namespace

EstimateLayout lay_out(const Workload& workload, const Cluster& cluster, const WorkInputs& inputs, StepQuestions& questions) {
  EstimateLayout layout;
  layout.classes = cluster.classes().size();
  layout.begin.assign(workload.shapes.size(), 0);
  layout.spreads.assign(workload.shapes.size(), 0);
  for (const ShapeId shape : IdRange<ShapeId>(workload.shapes.size())) {
    if (workload.shapes[shape].work != WorkId{}) add_row(layout, shape, workload.shapes[shape], cluster, inputs, questions);
  }
  return layout;
}

}  // namespace suanli
