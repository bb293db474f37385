// serving_accuracy_test.cpp -- predicted against measured prefill and decode times of language models.
#include <doctest/doctest.h>

#include "tests/sim/cost/told_errors.h"

namespace suanli::test {
namespace {

// Of all rows, of those that were fitted and of those that were not: prefill and decode within 10 %; `reached` is kept.
void check_goal(const std::string& name, double reached) {
  const MeasuredTable table = read_measured_table(name);
  const std::vector<Prediction> predictions = predict(table);
  CHECK(table.goal_percent == 10);
  const ErrorSummary all = told(name, predictions);
  CHECK(all.rows == 75);
  CHECK(all.mean_absolute <= reached);
  CHECK(summary_of(predictions, RowSet::fit).mean_absolute <= 10);
  CHECK(summary_of(predictions, RowSet::held_out).mean_absolute <= 10);
}

}  // namespace

// The constants of the engine are set with the rows of every second (model, devices, requests, prompt); which terms there are,
// with all in view. Launches of a layer, 0.55 and 0.37 ms, are those of eager kernels; 13 ms a prompt is near the 15.6 ms that
// other models of such an engine charge. Why tensors of more than 60 MB are reduced at 33 and 106 GB/s over 4 and 8 devices,
// where nccl-tests reach 222 and 445, is not known: it was so on those machines.
TEST_CASE("Splitwise: prefill and decode of Llama 2 70B and BLOOM 176B are within 10 %") {
  check_goal("splitwise_a100_prefill", 7.4);
  check_goal("splitwise_h100_prefill", 6.7);
  check_goal("splitwise_a100_decode", 3.5);
  check_goal("splitwise_h100_decode", 4.1);
}

// Each term earns its place: without it the mean error of a table grows by a tenth or more.
TEST_CASE("without a term of the serving engine a table gets worse") {
  struct Change {
    const char* what;
    const char* table;
    void (*make)(EngineOverhead& engine);
  };
  const Change changes[] = {
      {"launches", "splitwise_h100_decode", [](EngineOverhead& engine) { engine.floor_s = 0; }},
      {"launches of prompts", "splitwise_h100_prefill", [](EngineOverhead& engine) { engine.prompt_floor_s = 0; }},
      {"prompts", "splitwise_a100_prefill", [](EngineOverhead& engine) { engine.prompt_s = 0; }},
      {"requests", "splitwise_a100_decode", [](EngineOverhead& engine) { engine.request_s = 0; }},
      {"vocabulary", "splitwise_h100_decode", [](EngineOverhead& engine) { engine.vocab_s = 0; }},
      {"share", "splitwise_a100_decode", [](EngineOverhead& engine) { engine.device_share = 1; }},
      {"large tensors, A100", "splitwise_a100_prefill", [](EngineOverhead& engine) { engine.wide_rate = 0; }},
      {"large tensors, H100", "splitwise_h100_prefill", [](EngineOverhead& engine) { engine.wide_rate = 0; }},
  };
  for (const Change& change : changes) {
    const MeasuredTable table = read_measured_table(change.table);
    MeasuredPlaces places;
    std::vector<Prediction> predictions;
    for (const MeasuredRow& row : table.rows) {
      MeasuredPlace place = places.of(row);
      change.make(place.engine);
      predictions.push_back(predict(row, place));
    }
    CHECK_MESSAGE(summary_of(predictions).mean_absolute >= 1.1 * summary_of(predict(table)).mean_absolute, change.what);
  }
}

}  // namespace suanli::test
