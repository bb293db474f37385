// step_work.cpp -- steps of work that is no language model, by the formulas of work_cost.h.
#include "sim/cost/work/step_work.h"

#include <algorithm>

#include "sim/base/check.h"

namespace suanli {
namespace {

StepEstimate refused(Infeasible reason, double missing_bytes = 0) {
  StepEstimate estimate;
  estimate.reason = reason;
  estimate.missing_bytes = missing_bytes;
  return estimate;
}

bool offers(const WorkSite& site, DataType type) {
  return site.known && product_rate(site.rates, type) > 0 && site.rates.memory_rate > 0;
}

// Weights, gradients and optimizer state of mixed-precision Adam in every replica; activations are not counted.
constexpr double state_bytes_per_parameter = 16;

// What waits on the adapters: an all-reduce beside the backward pass, or pushes and pulls. A server has one node's network, a worker its
// share of its own node's.
double exchange_time(const SamplesStep& step, const WorkSite& site, const StepPlace& place) {
  if (place.devices <= 1 && step.servers == 0) return 0;
  const Fabric fabric = fabric_of(site, place);
  const double bytes = bytes_of(step.sample.type) * step.parameters;
  if (step.servers == 0) return all_reduce_time(group_of(place.devices, 1, fabric), bytes, fabric);
  const double server_rate = site.fabric.network_rate * fabric.message_share;
  return parameter_server_time(place.devices, step.servers, bytes, fabric.network_rate * fabric.message_share / fabric.devices_per_node, server_rate,
                               fabric.network_s);
}

StepEstimate samples_step(const SamplesStep& step, const WorkSite& site, const StepPlace& place) {
  if (!offers(site, step.sample.type)) return refused(Infeasible::no_such_rate);
  StepEstimate estimate;
  estimate.memory_bytes = state_bytes_per_parameter * step.parameters;
  const double room = site.rates.memory_bytes * site.rates.usable_memory;
  if (estimate.memory_bytes > room) return refused(Infeasible::memory, estimate.memory_bytes - room);
  const double samples = shares(step.batch, place.devices);
  SampleWork both = step.sample;
  both.flops *= step.training_factor;
  both.streamed_bytes *= step.training_factor;
  const double own = samples_time(both, samples, site.rates, {site.rates.memory_rate, 1});
  estimate[WorkPhase::forward] = own / step.training_factor;
  estimate[WorkPhase::backward] = own - own / step.training_factor;
  estimate[WorkPhase::optimizer] = site.rates.update_s + stream_time(site.rates, update_bytes * step.parameters);
  const double shown = exposed_time(exchange_time(step, site, place), estimate[WorkPhase::backward], site.fabric.network_overlap_cost);
  estimate[step.servers > 0 ? WorkPhase::exchange : WorkPhase::dp_exposed] = shown;
  const double nodes = shares(place.devices, place.per_node);
  const double together = own + estimate[WorkPhase::optimizer] + shown;
  estimate[WorkPhase::straggle] = site.fabric.straggle * doublings(nodes) * together;
  estimate.step_s = together + estimate[WorkPhase::straggle];
  estimate.model_flops = both.flops * step.batch;
  estimate.peak_flops = place.devices * product_rate(site.rates, step.sample.type);
  return estimate;
}

StepEstimate bag_step(const BagStep& step, const WorkSite& site, const StepPlace& place) {
  const bool by_rates = step.task.flops > 0 || step.task.streamed_bytes > 0;
  if (by_rates && !offers(site, step.task.type)) return refused(Infeasible::no_such_rate);
  StepEstimate estimate;
  DeviceRates slot = site.rates;
  for (double& peak : slot.peak) peak /= place.parts;
  slot.memory_rate /= place.parts;
  const double task_s = by_rates ? samples_time(step.task, 1, slot, {slot.memory_rate, 1}) : step.task_s;
  estimate.step_s = task_bag_time(step.tasks, place.devices * place.parts, task_s);
  estimate[WorkPhase::rounds] = estimate.step_s;
  estimate.model_flops = step.task.flops * step.tasks;
  if (site.known) estimate.peak_flops = place.devices * product_rate(site.rates, step.task.type);
  return estimate;
}

// What one stage adds to the first item's way and how long each further item takes.
struct StageTime {
  double first_s = 0;
  double each_s = 0;
};

StageTime stage_time(const WorkStage& stage, const PipelineStep& step, const WorkSite& site) {
  if (stage.item_s) return {*stage.item_s, *stage.item_s};
  if (!stage.clock_mhz) {
    const SampleWork work{.flops = stage.flops, .streamed_bytes = stage.bytes, .type = step.type};
    const double seconds = samples_time(work, 1, site.rates, {site.rates.memory_rate, 1});
    return {seconds, seconds};
  }
  const FpgaKernel kernel{*stage.clock_mhz * 1e6, stage.depth, stage.interval, stage.copies, stage.item_bytes, 0};
  const double one = fpga_time(kernel, 1, site.rates.memory_rate, true);
  const double memory = stage.item_bytes > 0 ? stage.item_bytes / site.rates.memory_rate : 0;
  return {one, larger(kernel.interval / kernel.copies / kernel.clock, memory)};
}

// Stages in a row on `devices` devices; several on one device take turns. A message between devices is a stage of its own.
struct PassTime {
  double first_s = 0;
  double slowest_s = 0;
};

PassTime pass_time(const PipelineStep& step, std::size_t begin, std::size_t end, std::size_t per_device, const WorkSite& site, const Fabric& fabric) {
  PassTime pass;
  const double devices = shares(static_cast<double>(end - begin), static_cast<double>(per_device));
  for (std::size_t at = begin; at < end; at += per_device) {
    const std::size_t last = std::min(at + per_device, end);
    double device_s = 0;
    for (std::size_t i = at; i < last; ++i) {
      const StageTime time = stage_time(step.stages[i], step, site);
      pass.first_s += time.first_s;
      device_s += time.each_s;
    }
    pass.slowest_s = larger(pass.slowest_s, device_s);
    const double bytes = step.stages[last - 1].output_bytes;
    if (last == end || bytes == 0) continue;
    const double message = message_time(1, devices, bytes, fabric);
    pass.first_s += message;
    pass.slowest_s = larger(pass.slowest_s, message - message_time(1, devices, 0, fabric));  // the wire, not the way
  }
  return pass;
}

// More devices than stages: several pipelines share the items. Fewer: neighbouring stages share a device; kernels of FPGAs do not, all items
// pass as many as there are devices before the next are loaded.
StepEstimate pipeline_step(const PipelineStep& step, const WorkSite& site, const StepPlace& place) {
  const auto given = [](const WorkStage& stage) { return stage.item_s.has_value(); };
  const bool kernels = std::any_of(step.stages.begin(), step.stages.end(), [](const WorkStage& stage) { return stage.clock_mhz.has_value(); });
  const bool rates = std::any_of(step.stages.begin(), step.stages.end(), [&](const WorkStage& stage) { return !given(stage) && !stage.clock_mhz; });
  if ((rates && !offers(site, step.type)) || (kernels && !(site.known && site.rates.memory_rate > 0))) return refused(Infeasible::no_such_rate);
  const std::size_t count = step.stages.size();
  const auto devices = static_cast<std::size_t>(place.devices);
  const double lines = larger(1, whole_part(place.devices / static_cast<double>(count)));
  const double items = shares(step.items, lines);
  const Fabric fabric = fabric_of(site, place);
  StepEstimate estimate;
  const std::size_t at_once = kernels ? std::min(devices, count) : count;
  const std::size_t per_device = kernels ? 1 : (count + devices - 1) / devices;
  for (std::size_t begin = 0; begin < count; begin += at_once) {
    const PassTime pass = pass_time(step, begin, std::min(begin + at_once, count), per_device, site, fabric);
    estimate[WorkPhase::fill] += pass.first_s;
    estimate[WorkPhase::steady] += pipeline_time(pass.first_s, pass.slowest_s, items) - pass.first_s;
    if (kernels) estimate[WorkPhase::reconfigure] += site.reconfigure_s;
  }
  estimate.step_s = estimate[WorkPhase::fill] + estimate[WorkPhase::steady] + estimate[WorkPhase::reconfigure];
  for (const WorkStage& stage : step.stages) estimate.model_flops += stage.flops * step.items;
  if (rates) estimate.peak_flops = place.devices * product_rate(site.rates, step.type);
  return estimate;
}

}  // namespace

Fabric fabric_of(const WorkSite& site, const StepPlace& place) {
  Fabric fabric = site.fabric;
  fabric.network_rate *= smaller(1, place.per_node / site.devices);
  fabric.devices_per_node = place.per_node;
  return fabric;
}

StepEstimate work_step(const StepWork& work, const WorkSite& site, const StepPlace& place) {
  if (const auto* samples = std::get_if<SamplesStep>(&work.what)) return samples_step(*samples, site, place);
  if (const auto* bag = std::get_if<BagStep>(&work.what)) return bag_step(*bag, site, place);
  const auto* pipeline = std::get_if<PipelineStep>(&work.what);
  SUANLI_ASSERT(pipeline != nullptr, "only steps that need no search are estimated here");
  return pipeline_step(*pipeline, site, place);
}

StepEstimate training_estimate(const StepCost& cost, const ParallelPlan& plan, const DeviceRates& rates) {
  StepEstimate estimate;
  estimate.step_s = cost.step_s;
  estimate.reason = cost.reason;
  estimate.missing_bytes = cost.missing_bytes;
  estimate.memory_bytes = cost.memory_bytes;
  estimate.planned = true;
  estimate.plan = plan;
  estimate.model_flops = cost.model_flops;
  estimate.peak_flops = plan.devices * product_rate(rates, plan.type);
  estimate[WorkPhase::forward] = cost.forward_s;
  estimate[WorkPhase::backward] = cost.backward_s;
  estimate[WorkPhase::recompute] = cost.recompute_s;
  estimate[WorkPhase::optimizer] = cost.optimizer_s;
  estimate[WorkPhase::bubble] = cost.bubble_s;
  estimate[WorkPhase::tp_exposed] = cost.tp_exposed_s;
  estimate[WorkPhase::pp_exposed] = cost.pp_exposed_s;
  estimate[WorkPhase::dp_exposed] = cost.dp_exposed_s;
  estimate[WorkPhase::ep_exposed] = cost.ep_exposed_s;
  estimate[WorkPhase::cp_exposed] = cost.cp_exposed_s;
  estimate[WorkPhase::offload] = cost.offload_s;
  estimate[WorkPhase::straggle] = cost.straggle_s;
  return estimate;
}

}  // namespace suanli
