// plan_validation_test.cpp -- tables of predictions: summaries, rows, and what is said of several broken files.
#include "tools/suanli/plan_validation.h"

#include <doctest/doctest.h>

#include "sim/base/check.h"

namespace suanli::cli {
namespace {

std::vector<ValidatedTable> small_tables() {
  MeasuredTable table;
  table.name = "mine";
  table.title = "Two runs";
  table.goal_percent = 5;
  table.rows.resize(2);
  table.rows[0].name = "a";
  table.rows[0].set = RowSet::fit;
  table.rows[1].name = "b, larger";
  std::vector<Prediction> predictions{{.name = "a", .set = RowSet::fit, .measured_s = 10, .predicted_s = 11},
                                      {.name = "b, larger", .measured_s = 4, .predicted_s = 3, .reason = Infeasible::memory}};
  return {{table, predictions}};
}

}  // namespace

// +10 % fitted, -25 % held out: 17.5 % on average, bias -7.5 %.
TEST_CASE("the summary keeps fit and held-out rows apart") {
  const std::vector<ValidatedTable> tables = small_tables();
  const std::string csv = validation_summary(tables).text(OutputFormat::csv);
  CHECK(csv.find("mine,Two runs,2,1,10.000000000000009,1,25,17.500000000000004,-7.499999999999996,-25,\"b, larger\",5,,\n") !=
        std::string::npos);
  const std::string shown = validation_text(tables, false, OutputFormat::table, Terminal());
  CHECK(shown.find("mine      2  10.00       25.00   -7.50       5             -\n") != std::string::npos);
}

TEST_CASE("rows are told with their doubts") {
  const std::vector<ValidatedTable> tables = small_tables();
  const std::string shown = validation_text(tables, true, OutputFormat::table, Terminal());
  CHECK(shown.find("mine: Two runs\n") != std::string::npos);
  CHECK(shown.find("   -25.0\n    it needs more memory") != std::string::npos);
  const std::string csv = validation_text(tables, true, OutputFormat::csv, Terminal());
  CHECK(csv.find("mine,\"b, larger\",held_out,training,,1,1,1,1,1,1,4,3,-25,it needs more memory") != std::string::npos);
  CHECK(validation_text(tables, true, OutputFormat::json, Terminal()).find("\"error_percent\": -25") != std::string::npos);
}

TEST_CASE("without names all built-in tables are validated, and each says how far it is off") {
  const std::vector<ValidatedTable> tables = validated_tables({});
  CHECK(tables.size() == built_in_measured_tables().size());
  for (const ValidatedTable& one : tables) CHECK(summary_of(one.predictions).mean_absolute > 0);
}

TEST_CASE("a user can ask for the columns") {
  CHECK(validation_columns(OutputFormat::csv).find("recompute,,none|selective|full,,of activations\n") != std::string::npos);
  const std::string shown = validation_columns(OutputFormat::table);
  CHECK(shown.find("recompute                   of activations: none|selective|full\n") != std::string::npos);
  CHECK(shown.find("device                      a device that the cost model has rates of; required\n") != std::string::npos);
}

TEST_CASE("several names that are wrong are told at once") {
  const std::vector<std::string> names{"nowhere", "mtnlg_530b", "./missing.csv"};
  try {
    validated_tables(names);
    FAIL("no error");
  } catch (const InputError& error) {
    CHECK(error.problems().size() == 2);
  }
}

}  // namespace suanli::cli
