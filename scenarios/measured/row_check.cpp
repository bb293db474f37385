// row_check.cpp -- names that are known, a shape and a time that are there, and a plan that can be.
#include "scenarios/measured/row_check.h"

#include <algorithm>
#include <cmath>

#include "sim/base/check.h"

namespace suanli {
namespace {

// Both say what was measured: one is wanted.
bool check_measure(const MeasuredRow& row, const RowCheck::Complain& complain) {
  const bool time = row.measured_s > 0;
  const bool rate = row.measured_tflops_per_device > 0;
  if (!time && !rate) complain("measured_s", "is missing", "or measured_tflops_per_device of a training step");
  if (time && rate) complain("measured_s", "and \"measured_tflops_per_device\" are both there", "one of them");
  if (rate && row.step != MeasuredStep::training) complain("measured_tflops_per_device", "is for training steps", "measured_s");
  return time != rate && !(rate && row.step != MeasuredStep::training);
}

bool check_shape(const MeasuredRow& row, const RowCheck::Complain& complain) {
  bool whole = true;
  const auto want = [&](double value, const std::string& column, const std::string& hint) {
    if (value > 0) return;
    complain(column, "is missing", hint);
    whole = false;
  };
  const std::string shape = "a column of its own, or \"model\" with a name of the catalog";
  want(row.layers, "layers", shape);
  want(row.hidden, "hidden", shape);
  want(row.heads, "heads", shape);
  want(row.vocab, "vocab", shape);
  if (row.step == MeasuredStep::training) want(row.sequence, "sequence", shape);
  if (row.step != MeasuredStep::training) want(row.prompt_tokens, "prompt_tokens", "of one request");
  return whole;
}

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

RowCheck::RowCheck() : models_(built_in_models()) {
  for (const DeviceFigures& device : built_in_device_figures()) devices_.push_back(device.device);
  for (const NetworkFigures& network : built_in_networks()) networks_.push_back(network.name);
}

const ModelShape* RowCheck::model_named(const std::string& name) const {
  const auto found =
      std::find_if(models_.begin(), models_.end(), [&](const CatalogModel& model) { return model.name == name; });
  return found == models_.end() ? nullptr : &*found;
}

std::string RowCheck::model_hint(const std::string& name) const {
  std::vector<std::string> names;
  for (const CatalogModel& model : models_) names.push_back(model.name);
  const std::string near = did_you_mean(name, names);
  return near.empty() ? "or give layers, hidden, heads, vocab and sequence" : near;
}

bool RowCheck::check_names(const MeasuredRow& row, const Complain& complain) const {
  bool known = true;
  const auto look_up = [&](const std::string& column, const std::string& name, const std::vector<std::string>& names) {
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    std::string hint = did_you_mean(name, names);
    if (hint.empty()) {
      for (const std::string& one : sorted(names)) hint.append(hint.empty() ? "known are " : ", ").append(one);
    }
    complain(column, "names none of the catalog: \"" + name + '"', hint);
    known = false;
  };
  look_up("device", row.device, devices_);
  look_up("network", row.network, networks_);
  return known;
}

void RowCheck::check(const MeasuredRow& row, const Complain& complain) {
  const bool known = check_names(row, complain);
  const bool measured = check_measure(row, complain);
  const bool shaped = check_shape(row, complain);
  if (!known || !measured || !shaped) return;
  const Prediction prediction = predict(row, places_.of(row));
  if (prediction.reason != Infeasible::no && prediction.reason != Infeasible::memory) {
    return complain("", "the plan can't be: " + words_for(prediction.reason), "");
  }
  if (std::isfinite(prediction.predicted_s) && prediction.predicted_s > 0) return;
  complain("network", "is wanted: the devices are on several nodes", "hdr-8, ndr-8, ..., or network_gb_per_s");
}

std::string words_for(Infeasible reason) {
  switch (reason) {
    case Infeasible::no:
      return "";
    case Infeasible::no_such_rate:
      return "the device offers no rate for its data type";
    case Infeasible::devices:
      return "tp x pp x cp x dp is not the number of devices";
    case Infeasible::batch:
      return "dp x microbatch does not divide the batch";
    case Infeasible::heads:
      return "tp does not divide the heads";
    case Infeasible::layers:
      return "there are more stages or chunks than layers, or chunks without stages";
    case Infeasible::experts:
      return "ep divides neither experts nor dp";
    case Infeasible::sequence:
      return "cp or tp does not divide the sequence";
    case Infeasible::memory:
      return "it needs more memory than the device has";
  }
  return "";
}

}  // namespace suanli
