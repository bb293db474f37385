// answer_form.cpp -- looks models and works up.
#include "scenarios/service/answer_form.h"

namespace suanli {
namespace {

SamplesAnswer samples_answer(const ServiceWork& work, const CostNames& names) {
  const DataType type = data_type(work.dtype);
  const CatalogWork* of = work.name.empty() ? nullptr : names.work(work.name);
  if (of == nullptr)
    return {{work.flops, work.bytes, work.lookup_bytes, work.input_bytes, type}, work.parameters_million * 1e6};
  return {{of->flops, of->streamed_bytes, of->lookup_bytes, of->input_bytes, type}, of->parameters_million * 1e6};
}

}  // namespace

DataType data_type(ServingNumbers numbers) {
  switch (numbers) {
    case ServingNumbers::bf16:
    case ServingNumbers::fp16:
      return DataType::bf16;
    case ServingNumbers::fp8:
      return DataType::fp8;
    case ServingNumbers::int8:
      return DataType::int8;
    case ServingNumbers::fp32:
      return DataType::fp32;
  }
  return DataType::bf16;
}

std::optional<ModelShape> model_shape(const ModelChoice& choice, const CostNames& names) {
  if (choice.model) {
    ModelShape shape = *choice.model;
    if (shape.kv_heads == 0) shape.kv_heads = shape.heads;
    if (shape.ffn == 0) shape.ffn = 4 * shape.hidden;
    return shape;
  }
  const CatalogModel* model = names.model(choice.name);
  return model == nullptr ? std::nullopt : std::optional<ModelShape>(*model);
}

double gpus_of_replica(const ScenarioService& service) {
  return service.demand.tasks * service.demand.gpus;
}

AnswerForm answer_form(const ScenarioService& service, const CostNames& names) {
  if (service.steps) return StepsAnswer{*service.steps};
  if (service.work) {
    const ServiceWork& work = *service.work;
    if (work.clock_mhz == 0) return samples_answer(work, names);
    return KernelAnswer{{work.clock_mhz * 1e6, work.depth, work.interval, work.copies, work.bytes, 0}};
  }
  const std::optional<ModelShape> model = service.model ? model_shape(*service.model, names) : std::nullopt;
  if (!model) return DurationsAnswer{};
  const ServicePlan plan = service.plan.value_or(ServicePlan{});
  const auto pp = static_cast<double>(plan.pp);
  ServingPlan how{.tp = plan.tp ? static_cast<double>(*plan.tp) : gpus_of_replica(service) / pp,
                  .pp = pp,
                  .weights = data_type(plan.dtype)};
  how.cache = plan.cache_dtype ? data_type(*plan.cache_dtype) : how.weights;
  return ModelAnswer{*model, how};
}

double weight_bytes(const AnswerForm& form) {
  if (const auto* answer = std::get_if<ModelAnswer>(&form)) {
    return weight_bytes_per_device(answer->model, answer->plan) * answer->plan.tp * answer->plan.pp;
  }
  if (const auto* answer = std::get_if<SamplesAnswer>(&form)) return answer->parameters * bytes_of(answer->sample.type);
  return 0;
}

ReplicaMemory replica_memory(const AnswerForm& form, const ReplicaPlace& place) {
  if (place.figures == nullptr || place.figures->memory_gb == 0) return {};
  const double has = place.devices * place.rates.memory_bytes;
  if (std::holds_alternative<ModelAnswer>(form)) return {weight_bytes(form), has};
  // Every device of a replica holds the whole model.
  if (std::holds_alternative<SamplesAnswer>(form)) return {weight_bytes(form) * larger(1, place.devices), has};
  return {};
}

}  // namespace suanli
