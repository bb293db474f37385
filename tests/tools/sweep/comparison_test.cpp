// comparison_test.cpp -- means, paired differences, verdicts and ranks worked by hand, and the two joined tables.
#include "tools/sweep/comparison.h"

#include <doctest/doctest.h>

#include "tools/sweep/run_rows.h"

using namespace suanli;
using namespace suanli::sweep;

namespace {

// Rows of a point with one figure, by replication; an empty text is a figure that does not exist.
std::string rows_of_point(const SweepGrid& grid, std::size_t point, const std::vector<std::string>& values, const std::string& head = "wait_s,all,all,mean") {
  std::string rows;
  for (std::size_t r = 0; r < values.size(); ++r) append_rows(rows, row_prefix(grid, point, r), head + ',' + values[r] + ",s\n");
  return rows;
}

// Policies a, b, c with a as the baseline.
SweepManifest three(bool random) {
  SweepManifest manifest;
  manifest.sweep.axes = {{"/policies/scheduling", {"a", "b", "c"}}};
  manifest.sweep.baseline.values["/policies/scheduling"] = "a";
  manifest.sweep.metrics = {"wait_s"};
  manifest.points = 3;
  manifest.is_random.assign(3, random);
  return manifest;
}

std::vector<ComparedFigure> compared(const SweepManifest& manifest, const std::vector<std::vector<std::string>>& values) {
  const SweepGrid grid(manifest.sweep);
  const RowsOf rows = [&](std::size_t point) -> std::optional<std::string> {
    if (values[point].empty()) return std::nullopt;
    return rows_of_point(grid, point, values[point]);
  };
  std::vector<ComparedFigure> figures;
  compare_points(manifest, rows, [&](const ComparedPoint& point) { figures.insert(figures.end(), point.figures.begin(), point.figures.end()); });
  return figures;
}

}  // namespace

TEST_CASE("differences are paired by replication") {
  // b - a is 1, 2, 3: mean 2, s = 1, t(0.975, 2) = 4.302652729911275, half width 4.302652729911275/sqrt 3 = 2.484137711...
  // c - a is -10, -10.5, -9.5: mean -10, s = 0.5, half width 1.24206886: told apart from both.
  const auto figures = compared(three(true), {{"100", "50", "20"}, {"101", "52", "23"}, {"90", "39.5", "10.5"}});
  REQUIRE(figures.size() == 3);
  CHECK(figures[0].verdict == "baseline");
  CHECK(!figures[0].difference);
  CHECK(*figures[1].difference == doctest::Approx(2));
  CHECK(*figures[1].difference_low == doctest::Approx(2 - 2.484137711));
  CHECK(*figures[1].difference_high == doctest::Approx(2 + 2.484137711));
  CHECK(figures[1].verdict == "not_told_apart");
  CHECK(*figures[2].difference == doctest::Approx(-10));
  CHECK(figures[2].verdict == "better");
  CHECK(*figures[2].baseline_mean == doctest::Approx(170.0 / 3));
  CHECK(figures[2].rank == 1);
  CHECK(figures[0].rank == 2);
  CHECK(figures[1].rank == 2);
}

TEST_CASE("a replication that one of the two lacks drops the pair, and n says so") {
  const auto figures = compared(three(true), {{"1", "2", "3", "4"}, {"2", "", "4", "6"}, {"5", "5", "5", "5"}});
  CHECK(figures[0].n == 4);
  CHECK(figures[1].n == 3);
  CHECK(*figures[1].difference == doctest::Approx(4.0 / 3));
  CHECK(*figures[1].mean == doctest::Approx(4));
  CHECK(figures[2].n == 4);
}

TEST_CASE("a point without results leaves the others, and its own place out") {
  const auto figures = compared(three(true), {{}, {"2", "3"}, {"5", "5"}});
  REQUIRE(figures.size() == 2);
  CHECK(!figures[0].baseline_mean);
  CHECK(figures[0].verdict.empty());
}

TEST_CASE("without randomness values are compared exactly and have no interval") {
  const auto figures = compared(three(false), {{"0.1"}, {"0.1"}, {"0.30000000000000004"}});
  CHECK(figures[1].verdict == "same");
  CHECK(figures[2].verdict == "worse");
  for (const ComparedFigure& figure : figures) {
    CHECK(!figure.low);
    CHECK(!figure.difference_low);
  }
  CHECK(figures[0].rank == 1);
  CHECK(figures[1].rank == 1);
  CHECK(figures[2].rank == 3);
}

TEST_CASE("copies of one value have it as their mean to the last bit, and no interval") {
  const std::vector<std::string> copies(10, "0.1");
  const auto figures = compared(three(false), {copies, copies, copies});
  CHECK(*figures[0].mean == 0.1);
  for (const ComparedFigure& figure : figures) {
    CHECK(!figure.low);
    CHECK(!figure.difference_low);
  }
}

TEST_CASE("figures are found again whatever a tenant is called") {
  SweepManifest manifest = three(true);
  const SweepGrid grid(manifest.sweep);
  const std::string head = "wait_s,all,\"a,\"\"b\"\"\nc\",mean";
  const PointFigures figures = figures_of(rows_of_point(grid, 1, {"1", "", "3"}, head), grid, 1);
  REQUIRE(figures.figures.size() == 1);
  CHECK(figures.replications == 3);
  CHECK(figures.figures[0].name.tenant == "\"a,\"\"b\"\"\nc\"");
  CHECK(figures.figures[0].name.stat == "mean");
  CHECK(figures.figures[0].values == std::vector<std::optional<double>>{1, std::nullopt, 3});
}

TEST_CASE("a metric without stat and kind means its first stat over all kinds, or each kind where there is no such row") {
  const SweepGrid grid(three(true).sweep);
  PointFigures point = figures_of(rows_of_point(grid, 0, {"1"}) + rows_of_point(grid, 0, {"2"}, "wait_s,gpu,all,mean"), grid, 0);
  const auto means_it = [&](std::string_view key, const char* kind, const char* tenant, const char* stat) {
    return means(key, {"wait_s", kind, tenant, stat, "s", {}}, point);
  };
  CHECK(means_it("wait_s", "all", "all", "mean"));
  CHECK(means_it("wait_s.mean", "all", "all", "mean"));
  CHECK(!means_it("wait_s.mean", "gpu", "all", "mean"));
  CHECK(means_it("wait_s.mean.gpu", "gpu", "all", "mean"));
  CHECK(means_it("wait_s.mean.gpu.x.y", "gpu", "x.y", "mean"));
  CHECK(means_it("wait_s.mean.gpu:a.b", "gpu:a.b", "all", "mean"));
  CHECK(!means_it("wait_s", "all", "all", "max"));
  CHECK(!means_it("wait", "all", "all", "mean"));
  point = figures_of(rows_of_point(grid, 0, {"2"}, "utilisation,gpu,all,time_mean"), grid, 0);
  CHECK(means("utilisation", {"utilisation", "gpu", "all", "time_mean", "1", {}}, point));
  CHECK(!means("utilisation", {"utilisation", "gpu:a100", "all", "time_mean", "1", {}}, point));
}

TEST_CASE("compare.csv has a row per point and figure") {
  const SweepManifest manifest = three(false);
  const SweepGrid grid(manifest.sweep);
  std::string text;
  write_compare_table(manifest, [&](std::size_t point) { return rows_of_point(grid, point, {std::to_string(point + 1)}); },
                      [&](std::string_view piece) { text += piece; });
  CHECK(text ==
        "/policies/scheduling,metric,stat,n,mean,ci95_low,ci95_high,baseline_mean,paired_diff,paired_ci95_low,paired_ci95_high,device_kind,tenant,unit,"
        "rank,verdict\n"
        "a,wait_s,mean,1,1,,,1,,,,all,all,s,1,baseline\n"
        "b,wait_s,mean,1,2,,,1,1,,,all,all,s,2,worse\n"
        "c,wait_s,mean,1,3,,,1,2,,,all,all,s,3,worse\n");
}
