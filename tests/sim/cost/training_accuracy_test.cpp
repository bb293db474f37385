// training_accuracy_test.cpp -- predicted against measured training steps: one set of constants for all tables.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "tests/sim/cost/told_errors.h"

namespace suanli::test {
namespace {

// Constants of the A100 and of hdr-8 were fitted to every second row, from the first, of the tables of Korthikanti et al.,
// SC'21 (1) and vTrain; the terms of the model were chosen with all rows of them in view. One constant each was set with all
// rows of its table: the sustained share of the H100 (MLPerf) and the rate of ZeRO-3's collectives (SC'21, 2). Nothing was
// fitted to MT-NLG and to the pipelines of SC'21's second table.
ErrorSummary told_table(const std::string& name) {
  const std::vector<Prediction> predictions = predict(read_measured_table(name));
  for (const Prediction& row : predictions) CHECK_MESSAGE(row.reason == Infeasible::no, row.name);
  return told(name, predictions);
}

// The goal holds for all rows, for those that were fitted and for those that were not; `reached` is kept.
ErrorSummary check_goal(const std::string& name, std::size_t rows, double goal, double reached) {
  const MeasuredTable table = read_measured_table(name);
  CHECK(table.goal_percent == goal);
  const ErrorSummary all = told_table(name);
  CHECK(all.rows == rows);
  CHECK(all.mean_absolute <= reached);
  const std::vector<Prediction> predictions = predict(table);
  CHECK(summary_of(predictions, RowSet::fit).mean_absolute <= goal);
  CHECK(summary_of(predictions, RowSet::held_out).mean_absolute <= goal);
  return all;
}

// The least step over microbatch and interleaving, for comparison with models that choose them.
Prediction best_of(MeasuredRow row, const MeasuredPlace& place) {
  Prediction best{.name = row.name, .set = row.set, .predicted_s = 1e300};
  for (const double microbatch : {1, 2, 4, 8, 16}) {
    for (double interleave = 1; interleave <= 8; interleave += 1) {
      row.microbatch = microbatch;
      row.interleave = interleave;
      const bool whole =
          divides(row.pp * interleave, row.layers) && (interleave == 1 || divides(row.pp, row.batch / (row.dp * microbatch)));
      const Prediction prediction = predict(row, place);
      if (!whole || prediction.reason != Infeasible::no) continue;
      best.measured_s = prediction.measured_s;
      best.predicted_s = std::min(best.predicted_s, prediction.predicted_s);
    }
  }
  return best;
}

}  // namespace

TEST_CASE("Korthikanti et al. 2022, table 5: within 3.5 % on average") {
  check_goal("korthikanti_table5", 8, 3.5, 1.0);
}

TEST_CASE("Narayanan et al. 2021, table 1: within 6 % on average, unbiased") {
  const ErrorSummary all = check_goal("megatron_sc21_table1", 10, 6, 2.8);
  CHECK(std::abs(all.bias) <= 2.5);
}

TEST_CASE("Narayanan et al. 2021, table 1, with microbatch and interleaving chosen: within 6 % as well") {
  const MeasuredTable table = read_measured_table("megatron_sc21_table1");
  MeasuredPlaces places;
  std::vector<Prediction> best;
  for (const MeasuredRow& row : table.rows) best.push_back(best_of(row, places.of(row)));
  CHECK(told("megatron_sc21_table1, best microbatch and interleaving", best).mean_absolute <= 6);
}

TEST_CASE("vTrain, several nodes: within 8 % on average") {
  check_goal("vtrain_multi_node", 55, 8, 7.0);
}

TEST_CASE("vTrain, one node: within 8 % on average, launches included") {
  check_goal("vtrain_single_node", 360, 8, 7.3);
}

TEST_CASE("Narayanan et al. 2021, table 2: pipelines against ZeRO-3 without model parallelism") {
  CHECK(told_table("megatron_sc21_pipelines").mean_absolute <= 2.6);
  CHECK(told_table("megatron_sc21_zero3").mean_absolute <= 13.6);
}

// Nothing was fitted here. The three runs lie on a line: with m microbatches 0.196 s x (m + 34) + 6.3 s a step, where the model
// says 0.179 s and 0.6 s. A slot of a stage took a tenth longer than in SC'21 (the same model at 163 TFLOP/s there, 113-126
// here), and 6 s a step depend on neither microbatches nor nodes, which no part of the published plan explains: other software
// on a cluster in production. The figure is pinned so that it cannot grow.
TEST_CASE("MT-NLG 530B is predicted too fast by a fifth, all runs alike") {
  const ErrorSummary all = told_table("mtnlg_530b");
  CHECK(all.mean_absolute <= 18.9);
  CHECK(std::abs(all.worst) - all.mean_absolute <= 2);
}

// Plans of the published configurations: tensor 4, pipeline 8, virtual 6, distributed optimizer, FP8; the microbatch follows
// from the logged accumulation.
TEST_CASE("MLPerf GPT-3 175B on H100: step times within 15 % on average") {
  check_goal("mlperf_gpt3", 9, 15, 11.5);
}

// The goals are worth something only if a wrong constant misses one of them.
TEST_CASE("a constant changed by a fifth misses a goal") {
  struct Change {
    const char* what;
    const char* table;
    void (*make)(MeasuredPlace& place);
  };
  const Change changes[] = {
      {"sustained share up", "korthikanti_table5", [](MeasuredPlace& place) { place.device.sustained[1] *= 1.2; }},
      {"sustained share down", "korthikanti_table5", [](MeasuredPlace& place) { place.device.sustained[1] /= 1.2; }},
      {"launches slower", "vtrain_single_node", [](MeasuredPlace& place) { place.device.launch_s *= 1.2; }},
      {"launches faster", "vtrain_single_node", [](MeasuredPlace& place) { place.device.launch_s /= 1.2; }},
  };
  for (const Change& change : changes) {
    const MeasuredTable table = read_measured_table(change.table);
    MeasuredPlaces places;
    std::vector<Prediction> predictions;
    for (const MeasuredRow& row : table.rows) {
      MeasuredPlace place = places.of(row);
      change.make(place);
      predictions.push_back(predict(row, place));
    }
    CHECK_MESSAGE(summary_of(predictions).mean_absolute > table.goal_percent.value(), change.what);
  }
}

}  // namespace suanli::test
