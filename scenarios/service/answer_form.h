// answer_form.h -- how a service answers, with its names looked up: a language model, samples, a kernel, step times by hand or
// durations.
#pragma once

#include <variant>

#include "scenarios/cost_names.h"
#include "scenarios/service/replica_places.h"
#include "scenarios/service/service.h"
#include "sim/cost/cost_formula.h"

namespace suanli {

struct DurationsAnswer {};
struct ModelAnswer {
  ModelShape model;
  ServingPlan plan;
};
struct SamplesAnswer {
  SampleWork sample;
  double parameters = 0;
};
struct KernelAnswer {
  FpgaKernel kernel;
};
struct StepsAnswer {
  ServiceSteps steps;
};
using AnswerForm = std::variant<DurationsAnswer, ModelAnswer, SamplesAnswer, KernelAnswer, StepsAnswer>;

DataType data_type(ServingNumbers numbers);

// Sizes that the object leaves out follow from the rest. Null when nobody knows the name.
std::optional<ModelShape> model_shape(const ModelChoice& choice, const CostNames& names);

// GPUs of a replica.
double gpus_of_replica(const ScenarioService& service);

// REQUIRES a service without problems; what is contradictory or unknown is left out.
AnswerForm answer_form(const ScenarioService& service, const CostNames& names);

// Bytes of a replica's parameters; those of step times by hand and of recorded durations are not known: 0.
double weight_bytes(const AnswerForm& form);

// Device memory that a replica must have beside what its cache takes, and that it has there; 0 of both where nothing is known.
struct ReplicaMemory {
  double needs_bytes = 0;
  double has_bytes = 0;
};
ReplicaMemory replica_memory(const AnswerForm& form, const ReplicaPlace& place);

}  // namespace suanli
