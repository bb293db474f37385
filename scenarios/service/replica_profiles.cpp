// replica_profiles.cpp -- one profile a form of answer.
#include "scenarios/service/replica_profiles.h"

#include <algorithm>
#include <cmath>

#include "scenarios/service/step_tables.h"
#include "sim/engine/serving/pico_time.h"

namespace suanli {
namespace {

StepTimes steps_by_hand(const ServiceSteps& by, std::size_t most_requests) {
  StepTimes steps;
  steps.add_prefill({.base_s = by.prefill_s, .per_token_s = by.prefill_s_per_token, .per_pair_s = by.prefill_s_per_pair});
  const std::size_t rows = by.decode_s_per_request > 0 ? most_requests : 1;
  for (std::size_t n = 1; n <= rows; ++n) {
    steps.add_decode(
        {{whole_ps(by.decode_s + by.decode_s_per_request * static_cast<double>(n)), whole_ps(by.decode_s_per_context_token)}});
  }
  steps.set_mixed_factor(by.mixed_factor);
  return steps;
}

// A device of which the replica has a part does that part of its work; several share the samples evenly.
double batch_s(const SampleWork& sample, double samples, const ReplicaPlace& place) {
  DeviceRates part = place.rates;
  const bool cpu = place.kind == DeviceKind::cpu;
  const double share = cpu ? place.devices : std::min(1.0, place.devices);
  for (double& peak : part.peak) peak *= share;
  part.memory_rate *= share;
  part.host_link_rate = cpu ? part.memory_rate : part.host_link_rate * share;
  const double devices = cpu ? 1 : std::max(1.0, place.devices);
  return samples_time(sample, shares(samples, devices), part, {part.memory_rate, 1});
}

// Points a sixteenth apart, but for those that a straight line meets within a thousandth; the last two tell how it goes on.
template <class Time>
BatchTimes batch_times(const Time& time_s) {
  constexpr double most_samples = 1 << 20;
  BatchTimes times;
  times.add(1, whole_ps(time_s(1)));
  double first = 1;
  double last = 2;
  for (double next = 3;; next = std::ceil(next * 17 / 16)) {
    const bool end = next > most_samples;
    const double middle = std::floor((first + next) / 2);
    const auto on_line = [&](double at) {
      const double line = time_s(first) + (time_s(next) - time_s(first)) * (at - first) / (next - first);
      return std::abs(line - time_s(at)) <= 1e-3 * time_s(at);
    };
    if (end || !on_line(last) || !on_line(middle)) {
      times.add(static_cast<std::uint64_t>(last), whole_ps(time_s(last)));
      first = last;
    }
    if (end) return times;
    last = next;
  }
}

}  // namespace

bool has_rates(const AnswerForm& form, const ReplicaPlace& place) {
  if (std::holds_alternative<DurationsAnswer>(form) || std::holds_alternative<StepsAnswer>(form)) return true;
  if (place.figures == nullptr) return false;
  if (std::holds_alternative<KernelAnswer>(form)) return true;
  const auto* samples = std::get_if<SamplesAnswer>(&form);
  const DataType type = samples != nullptr ? samples->sample.type : std::get<ModelAnswer>(form).plan.weights;
  if (samples != nullptr && samples->sample.input_bytes > 0 && place.kind != DeviceKind::cpu && place.rates.host_link_rate <= 0)
    return false;
  return product_rate(place.rates, type) > 0 && place.rates.memory_rate > 0;
}

double memory_share(const ScenarioService& service) {
  if (service.serving) {
    const auto share = service.serving->parameters.find("kv_utilisation");
    if (share != service.serving->parameters.end()) {
      if (const auto* number = std::get_if<double>(&share->second)) return *number;
      if (const auto* whole = std::get_if<std::int64_t>(&share->second)) return static_cast<double>(*whole);
    }
  }
  return service.model ? 0.9 : 1;
}

bool fits_memory(const ScenarioService& service, const AnswerForm& form, const ReplicaPlace& place) {
  const ReplicaMemory memory = replica_memory(form, place);
  return memory.has_bytes == 0 || memory.needs_bytes < memory.has_bytes * memory_share(service);
}

ReplicaProfile replica_profile(const AnswerForm& form, const ReplicaPlace& place, double speed, std::size_t most_requests) {
  ReplicaProfile profile;
  profile.speed = speed;
  if (place.figures != nullptr) {
    profile.host_link_rate = place.devices * place.rates.host_link_rate;
    profile.power_idle_w = place.devices * place.rates.idle_w;
    profile.power_busy_w = place.devices * place.rates.peak_w;
  }
  if (const auto* model = std::get_if<ModelAnswer>(&form)) {
    profile.steps = step_times({model->model, place.rates, place.fabric, model->plan, place.engine}, most_requests);
    profile.memory_bytes = place.devices * place.rates.memory_bytes;
    profile.model_bytes = weight_bytes(form);
    profile.cache_bytes_per_token = cache_bytes_per_token(model->model, model->plan) * model->plan.tp * model->plan.pp;
  } else if (const auto* steps = std::get_if<StepsAnswer>(&form)) {
    profile.steps = steps_by_hand(steps->steps, most_requests);
    profile.cache_blocks = steps->steps.cache_blocks;
    profile.cache_bytes_per_token = steps->steps.cache_blocks > 0 ? steps->steps.cache_bytes_per_token : 0;
  } else if (const auto* samples = std::get_if<SamplesAnswer>(&form)) {
    profile.batches = batch_times([&](double count) { return batch_s(samples->sample, count, place); });
  } else if (const auto* kernel = std::get_if<KernelAnswer>(&form)) {
    FpgaKernel all = kernel->kernel;
    all.copies *= place.devices;
    profile.batches =
        batch_times([&](double count) { return fpga_time(all, count, place.devices * place.rates.memory_rate, true); });
    profile.batches.reconfigure_ps = whole_ps(place.figures->reconfigure_s);
  }
  return profile;
}

double reference_rate(const ReplicaProfile& profile) {
  constexpr std::uint64_t batch = 32;
  if (!profile.steps.empty()) {
    const auto prefill = static_cast<double>(batch) * static_cast<double>(profile.steps.prefill_ps(1024, 0));
    const auto decode = 256 * static_cast<double>(profile.steps.decode_ps(batch, batch * (1024 + 128)));
    return prefill + decode > 0 ? batch * 1e12 / (prefill + decode) : 1;
  }
  if (profile.batches.empty()) return profile.speed;
  const auto ps = static_cast<double>(profile.batches.ps(batch));
  return ps > 0 ? batch * 1e12 / ps : 1;
}

}  // namespace suanli
