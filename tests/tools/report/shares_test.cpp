// shares_test.cpp -- sums over tenants, pools and reasons that can be done by hand; names of runs; figures a sweep's page keeps.
#include "tools/report/shares.h"

#include <doctest/doctest.h>

#include "tools/report/report_page.h"
#include "tools/report/sweep_data.h"

namespace suanli::page {
namespace {

JobRow job(std::string_view tenant, double submit, std::optional<double> start, std::optional<double> end) {
  JobRow made;
  made.tenant = tenant;
  made.status = end ? "completed" : "unfinished";
  made.submit_s = submit;
  made.start_s = start;
  made.end_s = end;
  made.cpu_milli = 2000;
  made.gpu_milli = 500;
  if (start) made.wait_s = *start - submit;
  if (end) made.bounded_slowdown = 2;
  return made;
}

// a: two completed jobs with waits of 10 and 30 s, and one that runs on until the end at 7,200 s. b: one that never started.
TEST_CASE("a tenant's figures are of its completed jobs, its device hours of all") {
  RunResults run;
  run.document.end_s = run.document.until_s = 7200;
  run.jobs = {job("b", 0, {}, {}), job("a", 0, 10, 3610), job("a", 0, 30, 1830), job("a", 0, 3600, {})};
  const auto shares = tenant_shares(run);
  REQUIRE(shares.size() == 2);
  CHECK(shares[0].tenant == "a");
  CHECK(shares[0].jobs == 3);
  CHECK(shares[0].completed == 2);
  CHECK(shares[0].wait_mean_s == 20);
  CHECK(shares[0].wait_p95_s == 30);
  CHECK(shares[0].slowdown_mean == 2);
  CHECK(shares[0].cpu_h == doctest::Approx(2 * (1 + 0.5 + 1)));
  CHECK(shares[0].gpu_h == doctest::Approx(0.5 * (1 + 0.5 + 1)));
  CHECK(shares[1].completed == 0);
  CHECK_FALSE(shares[1].wait_mean_s);
}

TEST_CASE("jobs submitted outside the measured window do not count") {
  RunResults run;
  run.document.end_s = 100;
  run.document.from_s = 10;
  run.document.until_s = 50;
  for (const double submit : {9.0, 10.0, 49.0, 50.0}) run.jobs.push_back(job("a", submit, submit, submit + 1));
  CHECK(tenant_shares(run)[0].completed == 2);
  run.document.until_s = 100;  // a window that is open to the end has its last instant
  run.jobs.push_back(job("a", 100, 100, 100));
  CHECK(tenant_shares(run)[0].completed == 4);
}

TEST_CASE("pools add up their nodes by kind and model") {
  RunResults run;
  run.nodes = {{"n0", "p", "cpu", "c", 8000, 10, 12, 20, 1, {}, {}}, {"n0", "p", "gpu", "g", 2000, 1, 1, 1, 0, 5.0, {}},
               {"n1", "p", "cpu", "c", 8000, 5, 5, 25, 0, 7.0, 3.0}};
  const auto pools = pool_shares(run);
  REQUIRE(pools.size() == 2);
  CHECK(pools[0].nodes == 2);
  CHECK(pools[0].devices == 16);
  CHECK(pools[0].busy_s == 15);
  CHECK(pools[0].allocated_s == 17);
  CHECK(pools[0].idle_s == 45);
  CHECK(pools[0].down_s == 1);
  CHECK(pools[0].energy_j == 7);
  CHECK(pools[0].cost_usd == 3);
  CHECK(pools[1].energy_j == 5);
  CHECK_FALSE(pools[1].cost_usd);
}

TEST_CASE("reasons that held no job are left out") {
  RunResults run;
  run.summary = {{"wait_reason_s", "all", "all", "capacity", "s", 12.0}, {"wait_reason_s", "all", "all", "gang", "s", 0.0},
                 {"wait_reason_s", "all", "a", "zone", "s", 9.0}};
  run.jobs = {job("a", 0, 12, 13)};
  run.jobs[0].wait_reason = "capacity";
  const auto reasons = reason_shares(run);
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].reason == "capacity");
  CHECK(reasons[0].wait_s == 12);
  CHECK(reasons[0].jobs == 1);
}

TEST_CASE("runs are called by what tells them apart, in as few words as that takes") {
  using Labels = std::vector<std::string>;
  CHECK(run_labels({{"fcfs", "best_fit", "s", "x"}, {"sjf", "best_fit", "s", "y"}}) == Labels{"fcfs", "sjf"});
  CHECK(run_labels({{"fcfs", "best_fit", "s", "x"}, {"fcfs", "worst_fit", "s", "y"}}) == Labels{"best_fit", "worst_fit"});
  CHECK(run_labels({{"fcfs", "a", "s", "x"}, {"sjf", "a", "s", "y"}, {"sjf", "b", "s", "z"}}) == Labels{"fcfs, a", "sjf, a", "sjf, b"});
  CHECK(run_labels({{"fcfs", "a", "s", "x"}, {"fcfs", "a", "s", "y"}}) == Labels{"x", "y"});
  CHECK(run_labels({{"fcfs", "a", "s", "x"}, {"fcfs", "a", "s", "x"}}) == Labels{"run #1", "run #2"});
}

TEST_CASE("a sweep too large for its page keeps the whole workload's figures, or else those it is about") {
  SweepResults sweep;
  sweep.manifest.sweep.metrics = {"wait_s.mean"};
  sweep.figures = {{"wait_s", "mean", "all", "all", "s"}, {"wait_s", "max", "all", "all", "s"}, {"wait_s", "mean", "all", "ann", "s"}};
  for (std::size_t figure = 0; figure < 3; ++figure) sweep.rows.push_back({.point = 0, .figure = figure});
  CHECK(figure_choice(sweep, 3) == FigureChoice::all);
  CHECK(figure_choice(sweep, 2) == FigureChoice::whole_workload);
  CHECK(figure_choice(sweep, 1) == FigureChoice::headline);
  const auto& metrics = sweep.manifest.sweep.metrics;
  CHECK(is_chosen(sweep.figures[0], FigureChoice::headline, metrics));
  CHECK_FALSE(is_chosen(sweep.figures[1], FigureChoice::headline, metrics));
  CHECK_FALSE(is_chosen(sweep.figures[2], FigureChoice::whole_workload, metrics));
}

}  // namespace
}  // namespace suanli::page
