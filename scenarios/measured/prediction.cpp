// prediction.cpp -- from a measured row to the plan that the cost model is asked about.
#include "scenarios/measured/prediction.h"

#include <cmath>

namespace suanli {
namespace {

StepCost training_cost(const MeasuredRow& row, const MeasuredPlace& place) {
  return training_step(row, place.device, place.fabric, row);
}

double serving_time(const MeasuredRow& row, const MeasuredPlace& place) {
  const ServingPlan plan{.tp = row.tp, .pp = row.pp, .weights = row.type};
  const RequestBatch batch = row.step == MeasuredStep::prefill
                                 ? RequestBatch{row.batch, row.prompt_tokens, 0}
                                 : RequestBatch{row.batch, 1, row.prompt_tokens + row.output_tokens / 2};
  return serving_step(row, place.device, place.fabric, plan, place.engine, batch);
}

ErrorSummary summary_where(std::span<const Prediction> predictions, const RowSet* only) {
  ErrorSummary summary;
  for (const Prediction& row : predictions) {
    if (only != nullptr && row.set != *only) continue;
    const double error = row.error_percent();
    ++summary.rows;
    summary.mean_absolute += std::abs(error);
    summary.bias += error;
    if (summary.rows > 1 && std::abs(error) <= std::abs(summary.worst)) continue;
    summary.worst = error;
    summary.worst_row = row.name;
  }
  const double rows = summary.rows > 0 ? static_cast<double>(summary.rows) : 1;
  summary.mean_absolute /= rows;
  summary.bias /= rows;
  return summary;
}

}  // namespace

MeasuredPlace MeasuredPlaces::of(const MeasuredRow& row) {
  const std::string key = row.device + '\n' + row.network;
  auto found = known_.find(key);
  if (found == known_.end()) {
    const MeasuredPlace place{device_rates(row.device), fabric_between(row.device, row.network), serving_engine(row.device)};
    found = known_.emplace(key, place).first;
  }
  MeasuredPlace place = found->second;
  if (row.devices_per_node > 0) place.fabric.devices_per_node = row.devices_per_node;
  if (row.network_gb_per_s > 0) place.fabric.network_rate = row.network_gb_per_s * 1e9;
  return place;
}

Prediction predict(const MeasuredRow& row, const MeasuredPlace& place) {
  Prediction prediction{.name = row.name, .set = row.set, .measured_s = row.measured_s};
  if (row.step != MeasuredStep::training) {
    prediction.predicted_s = serving_time(row, place);
    return prediction;
  }
  const StepCost cost = training_cost(row, place);
  prediction.predicted_s = cost.step_s;
  prediction.reason = cost.reason;
  if (row.measured_tflops_per_device > 0) {
    prediction.measured_s = cost.hardware_flops / (row.measured_tflops_per_device * 1e12 * row.devices);
  }
  return prediction;
}

std::vector<Prediction> predict(const MeasuredTable& table) {
  MeasuredPlaces places;
  std::vector<Prediction> predictions;
  for (const MeasuredRow& row : table.rows) predictions.push_back(predict(row, places.of(row)));
  return predictions;
}

ErrorSummary summary_of(std::span<const Prediction> predictions) {
  return summary_where(predictions, nullptr);
}

ErrorSummary summary_of(std::span<const Prediction> predictions, RowSet set) {
  return summary_where(predictions, &set);
}

}  // namespace suanli
