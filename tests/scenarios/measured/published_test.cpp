// published_test.cpp -- the tables that come with the program say what the published ones say, cell by cell.
#include <doctest/doctest.h>

#include <map>

#include "scenarios/measured/prediction.h"
#include "tests/sim/cost/published_table.h"

namespace suanli::test {
namespace {

// Columns of the published table by members of a row. The rows are the same, in the same order.
using Columns = std::vector<std::pair<std::string, double (*)(const MeasuredRow&)>>;

const Columns plan_columns{
    {"layers", [](const MeasuredRow& row) { return row.layers; }},
    {"hidden", [](const MeasuredRow& row) { return row.hidden; }},
    {"heads", [](const MeasuredRow& row) { return row.heads; }},
    {"seq_len", [](const MeasuredRow& row) { return row.sequence; }},
    {"gpus", [](const MeasuredRow& row) { return row.devices; }},
    {"global_batch", [](const MeasuredRow& row) { return row.batch; }},
    {"tensor_parallel", [](const MeasuredRow& row) { return row.tp; }},
    {"pipeline_parallel", [](const MeasuredRow& row) { return row.pp; }},
    {"data_parallel", [](const MeasuredRow& row) { return row.dp; }},
};

Columns with(Columns more) {
  more.insert(more.begin(), plan_columns.begin(), plan_columns.end());
  return more;
}

void check_cells(const MeasuredTable& table, const PublishedTable& published, const Columns& columns) {
  REQUIRE(table.rows.size() == published.size());
  for (std::size_t row = 0; row < published.size(); ++row) {
    for (const auto& [column, value] : columns) {
      CAPTURE(column);
      CAPTURE(row);
      CHECK(value(table.rows[row]) == doctest::Approx(published.number(row, column)).epsilon(1e-9));
    }
  }
}

void check_source(const std::string& name, const Columns& columns) {
  check_cells(read_measured_table(name), PublishedTable("measured/" + name + ".csv"), columns);
}

}  // namespace

TEST_CASE("Korthikanti et al., table 5") {
  SUANLI_NEEDS_SHARED("measured/korthikanti_table5.csv");
  check_source("korthikanti_table5", with({{"interleave", [](const MeasuredRow& row) { return row.interleave; }},
                                           {"micro_batch", [](const MeasuredRow& row) { return row.microbatch; }},
                                           {"iteration_s", [](const MeasuredRow& row) { return row.measured_s; }}}));
  const PublishedTable published("measured/korthikanti_table5.csv");
  const MeasuredTable table = read_measured_table("korthikanti_table5");
  for (std::size_t row = 0; row < published.size(); ++row) {
    const bool full = published.text(row, "technique") == "full recompute";
    CHECK((table.rows[row].recompute == Recompute::full) == full);
    CHECK(table.rows[row].sequence_parallel == !full);
  }
}

TEST_CASE("SC'21, table 1: the rate, and the iteration that follows from it") {
  SUANLI_NEEDS_SHARED("measured/megatron_sc21_table1.csv");
  check_source("megatron_sc21_table1",
               with({{"vocab", [](const MeasuredRow& row) { return row.vocab; }},
                     {"tflops_per_gpu", [](const MeasuredRow& row) { return row.measured_tflops_per_device; }}}));
  const PublishedTable published("measured/megatron_sc21_table1.csv");
  const std::vector<Prediction> rows = predict(read_measured_table("megatron_sc21_table1"));
  for (std::size_t row = 0; row < published.size(); ++row) {
    CHECK(rows[row].measured_s == doctest::Approx(published.number(row, "iteration_s_derived")).epsilon(1e-3));
  }
}

TEST_CASE("SC'21, table 2, in two tables") {
  SUANLI_NEEDS_SHARED("measured/megatron_sc21_table2.csv");
  const PublishedTable published("measured/megatron_sc21_table2.csv");
  std::vector<MeasuredRow> rows = read_measured_table("megatron_sc21_zero3").rows;
  const std::vector<MeasuredRow> pipelines = read_measured_table("megatron_sc21_pipelines").rows;
  rows.insert(rows.end(), pipelines.begin(), pipelines.end());
  REQUIRE(rows.size() == published.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    CHECK((rows[row].zero == 3) == (published.text(row, "scheme") == "ZeRO-3"));
    CHECK(rows[row].devices == published.number(row, "gpus"));
    CHECK(rows[row].batch == published.number(row, "global_batch"));
    CHECK(rows[row].microbatch == published.number(row, "micro_batch"));
    CHECK(rows[row].tp * rows[row].pp == published.number(row, "model_parallel"));
    CHECK(rows[row].measured_tflops_per_device == published.number(row, "tflops_per_gpu"));
    CHECK(parameters(rows[row]) / 1e9 == doctest::Approx(published.number(row, "params_billion")).epsilon(0.002));
  }
}

TEST_CASE("MT-NLG") {
  SUANLI_NEEDS_SHARED("measured/mtnlg_530b.csv");
  check_source("mtnlg_530b", {{"gpus", [](const MeasuredRow& row) { return row.devices; }},
                              {"global_batch", [](const MeasuredRow& row) { return row.batch; }},
                              {"tensor_parallel", [](const MeasuredRow& row) { return row.tp; }},
                              {"pipeline_parallel", [](const MeasuredRow& row) { return row.pp; }},
                              {"iteration_s", [](const MeasuredRow& row) { return row.measured_s; }}});
}

TEST_CASE("vTrain, one node and several") {
  for (const std::string name : {"vtrain_multi_node", "vtrain_single_node"}) {
    SUANLI_NEEDS_SHARED("measured/" + name + ".csv");
    check_source(name, with({{"row", [](const MeasuredRow& row) { return std::stod(row.name); }},
                             {"micro_batch", [](const MeasuredRow& row) { return row.microbatch; }},
                             {"iteration_ms", [](const MeasuredRow& row) { return 1000 * row.measured_s; }}}));
  }
}

TEST_CASE("MLPerf: the systems that logged a step time") {
  SUANLI_NEEDS_SHARED("measured/mlperf_gpt3.csv");
  const PublishedTable published("measured/mlperf_gpt3.csv");
  const std::vector<MeasuredRow> rows = read_measured_table("mlperf_gpt3").rows;
  std::size_t seen = 0;
  for (std::size_t row = 0; row < published.size(); ++row) {
    if (published.text(row, "step_s").empty()) continue;
    REQUIRE(seen < rows.size());
    const MeasuredRow& ours = rows[seen++];
    CHECK(ours.name == published.text(row, "round") + " " + published.text(row, "system"));
    CHECK(ours.devices == published.number(row, "accelerators"));
    CHECK(ours.batch == published.number(row, "global_batch"));
    CHECK(ours.sequence == published.number(row, "seq_len"));
    CHECK(ours.batch / (ours.dp * ours.microbatch) == published.number(row, "grad_accumulation"));
    CHECK(ours.measured_s == published.number(row, "step_s"));
  }
  CHECK(seen == rows.size());
}

// Repetitions of a point are one row here: their median.
TEST_CASE("Splitwise: medians of all points but those under a power cap, and of 64 prompts over two devices") {
  SUANLI_NEEDS_SHARED("measured/splitwise_perf_model.csv.gz");
  const PublishedTable published("measured/splitwise_perf_model.csv.gz");
  for (const std::string step : {"prefill", "decode"}) {
    std::map<std::string, std::vector<double>> points;
    for (std::size_t row = 0; row < published.size(); ++row) {
      const auto cell = [&](const char* column) { return published.text(row, column); };
      if (cell("hardware") == "h100-80gb-pcap" || (cell("tensor_parallel") == "2" && cell("batch_size") == "64")) continue;
      const std::string name = cell("hardware").substr(0, 4) + "/" + cell("model") + " on " + cell("tensor_parallel") + ": " +
                               cell("batch_size") + " x " + cell("prompt_size") + " + " + cell("token_size");
      points[name].push_back(published.number(row, step == "prefill" ? "prompt_time" : "token_time") / 1000);
    }
    std::size_t seen = 0;
    for (const std::string device : {"a100", "h100"}) {
      for (const MeasuredRow& row : read_measured_table("splitwise_" + device + "_" + step).rows) {
        std::vector<double>& point = points[device + "/" + row.name];
        REQUIRE_MESSAGE(!point.empty(), row.name);
        std::sort(point.begin(), point.end());
        CHECK(row.measured_s == doctest::Approx(point[point.size() / 2]).epsilon(1e-4));
        ++seen;
      }
    }
    CHECK(seen == points.size());
  }
}

}  // namespace suanli::test
