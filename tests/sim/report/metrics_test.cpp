// metrics_test.cpp -- all rows of a worked run, identities of random runs, and how a figure is named.
#include "sim/report/metrics.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "sim/base/check.h"
#include "sim/report/result_tables.h"
#include "tests/sim/report/worked_run.h"
#include "tests/support/written_text.h"

using namespace suanli;
using namespace suanli::test;
using namespace std::chrono_literals;

namespace {

struct Worked {
  std::unique_ptr<const Workload> workload = worked_workload();
  Cluster cluster = worked_cluster();
  RunResult run = worked_run(*workload, cluster);
  std::vector<MetricRow> rows = compute_metrics(run, *workload, cluster);

  // The cell of a figure as it stands in summary.csv.
  std::string cell(std::string_view key) const {
    std::string text;
    if (const auto value = find_metric(rows, key)) value->append_text(text);
    return text;
  }
};

std::string summary(std::span<const MetricRow> rows) {
  return text_of([&](const TextSink& sink) { write_summary_table(rows, sink); });
}

std::string error_of(std::span<const MetricRow> rows, std::string_view key) {
  try {
    find_metric(rows, key);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

double number(std::span<const MetricRow> rows, std::string_view key) {
  return find_metric(rows, key).value().number();
}

}  // namespace

TEST_CASE("the figures of the worked run are those worked by hand") {
  const Worked worked;
  // Completed: jobs 1, 2 and 3, with waits 0, 9, 0 and runs 10, 10, 2 s.
  CHECK(worked.cell("jobs") == "5");
  CHECK(worked.cell("jobs.completed") == "3");
  CHECK(worked.cell("jobs.killed.all.blue") == "1");
  CHECK(worked.cell("jobs.rejected.gpu") == "1");
  CHECK(worked.cell("wait_s") == "3");
  CHECK(worked.cell("wait_s.p50") == "0");
  CHECK(worked.cell("wait_s.p95") == "9");
  CHECK(worked.cell("wait_s.p99_9").empty());
  CHECK(worked.cell("wait_s.max.all.red") == "0");
  CHECK(worked.cell("queued_s.total") == "9");
  CHECK(worked.cell("wait_reason_s") == "7");
  CHECK(worked.cell("wait_reason_s.gang.all.blue") == "2");
  CHECK(worked.cell("run_s.max") == "10");
  CHECK(worked.cell("service_s.total") == "22");
  CHECK(worked.cell("turnaround_s.total") == "31");
  CHECK(worked.cell("bounded_slowdown.max") == "1.9");
  CHECK(worked.cell("slowdown") == "1.3");
  CHECK(worked.cell("makespan_s") == "30");
  CHECK(worked.cell("makespan_bound_s") == "23");  // job 5: submitted at 3, 20 s to its kill
  CHECK(worked.cell("throughput_jobs_per_h") == "360");
  CHECK(worked.cell("deadline_met") == "1");
  CHECK(worked.cell("lateness_s.max") == "0");
  CHECK(worked.cell("starvation_s") == "9");
  CHECK(worked.cell("queued_jobs") == "0.5333333333333333");
  CHECK(worked.cell("running_jobs.max") == "2");
  CHECK(worked.cell("device_time_s.busy.gpu") == "60");
  CHECK(worked.cell("device_time_s.total.gpu") == "120");
  CHECK(worked.cell("device_time_s.idle.cpu") == "416");
  CHECK(worked.cell("utilisation.time_mean.gpu") == "0.5");
  CHECK(worked.cell("allocation.time_mean.gpu") == "0.5");
  CHECK(worked.cell("utilisation.time_mean.fpga").empty());
  CHECK(worked.cell("utilisation.time_mean.cpu@c") == "0.016666666666666666");
  CHECK(worked.cell("load_balance.time_mean.gpu") == "0.3333333333333333");  // shares 2/3 and 1/3: deviation 1/6 over mean 1/2
  // GPU time got / asked: red 1, blue 1, "a,b" 0 of something.
  CHECK(number(worked.rows, "jain.mean.gpu") == doctest::Approx(4.0 / 6));
}

TEST_CASE("rows are ordered by metric, device kind, tenant and stat, and no key comes twice") {
  const Worked worked;
  const std::string text = summary(worked.rows);
  CHECK(text.starts_with(
      "metric,device_kind,tenant,stat,value,unit\n"
      "jobs,cpu,all,submitted,1,1\njobs,cpu,all,completed,1,1\njobs,cpu,all,failed,0,1\njobs,cpu,all,killed,0,1\n"
      "jobs,cpu,all,rejected,0,1\njobs,cpu,all,unfinished,0,1\n"
      "jobs,gpu,all,submitted,4,1\n"));
  CHECK(text.find("wait_s,all,\"a,b\",mean,,s\n") != std::string::npos);
  std::set<std::string> keys;
  int last_order = 0;
  std::size_t last_place = 0;
  const auto specs = metric_specs();
  for (const MetricRow& row : worked.rows) {
    CHECK(keys.insert(std::string(row.metric) + '/' + row.device_kind + '/' + row.tenant + '/' + std::string(row.stat)).second);
    const auto spec = std::find_if(specs.begin(), specs.end(), [&](const MetricSpec* one) { return one->name == row.metric; });
    REQUIRE(spec != specs.end());
    CHECK((*spec)->order >= last_order);
    const std::string listed = ", " + std::string((*spec)->stats) + ',';
    const std::size_t place = listed.find(", " + std::string(row.stat) + ',');
    CHECK(place != std::string::npos);
    CHECK((place > last_place || place == 0));
    last_order = (*spec)->order;
    last_place = place;
  }
}

TEST_CASE("every metric has its own place in the order and says what it is") {
  int last = 0;
  for (const MetricSpec* spec : metric_specs()) {
    CAPTURE(spec->name);
    CHECK(spec->order > last);
    CHECK_FALSE(spec->unit.empty());
    CHECK_FALSE(spec->help.empty());
    last = spec->order;
  }
}

TEST_CASE("a wrong name is told with what was probably meant") {
  const Worked worked;
  CHECK(error_of(worked.rows, "wiat_s") == "no metric named \"wiat_s\" (did you mean \"wait_s\"?)");
  CHECK(error_of(worked.rows, "zzzzzzzzzzzz") == "no metric named \"zzzzzzzzzzzz\" (suanli list metrics names them)");
  CHECK(error_of(worked.rows, "wait_s.p96") == "\"wait_s.p96\" is not one figure of this run (did you mean \"wait_s.p95\"?)");
  CHECK(error_of(worked.rows, "utilisation").find("one of utilisation.time_mean.cpu, utilisation.time_mean.cpu@g,") != std::string::npos);
  CHECK(error_of(worked.rows, "wait_s.mean.all.green").find("is not one figure") != std::string::npos);
  CHECK(error_of(worked.rows, "wait_s.mean.all.a,b") == "no error");
}

TEST_CASE("a metric by kind is taken at the only kind there is") {
  const auto workload = workload_of({job_record("1", 0s, 10s)});
  const Cluster cluster = cluster_of({pool("c", 1, 4, 0)});
  const auto rows = compute_metrics(run_of(*workload, cluster), *workload, cluster);
  CHECK(find_metric(rows, "utilisation")->number() == 0.25);
  CHECK(find_metric(rows, "jain.mean")->number() == 1);
  CHECK_FALSE(find_metric(rows, "utilisation.time_mean.gpu").has_value());
}

TEST_CASE("a run without jobs has counts of 0 and no other figure") {
  const auto workload = workload_of({});
  const Cluster cluster = cluster_of({pool("c", 1, 4, 2)});
  const auto rows = compute_metrics(run_of(*workload, cluster), *workload, cluster);
  CHECK(find_metric(rows, "jobs")->number() == 0);
  CHECK_FALSE(find_metric(rows, "wait_s").has_value());
  CHECK_FALSE(find_metric(rows, "makespan_s").has_value());
  CHECK_FALSE(find_metric(rows, "throughput_jobs_per_h").has_value());
  CHECK_FALSE(find_metric(rows, "utilisation.time_mean.gpu").has_value());
  CHECK_FALSE(find_metric(rows, "starvation_s").has_value());
}

TEST_CASE("the window counts the jobs submitted in it") {
  const auto workload = worked_workload();
  const Cluster cluster = worked_cluster();
  RecorderOptions options;
  options.measure_from = at(1s);
  options.measure_until = at(3s);
  const auto rows = compute_metrics(worked_run(*workload, cluster, options), *workload, cluster);
  CHECK(number(rows, "jobs") == 3);
  CHECK(number(rows, "jobs.completed") == 2);
  CHECK(number(rows, "turnaround_s.max") == 19);
  CHECK(number(rows, "device_time_s.total.gpu") == 8);
  CHECK(number(rows, "queued_jobs") == 1);
  CHECK(number(rows, "throughput_jobs_per_h") == 3600);
}

TEST_CASE("an unfinished job starves up to the window's end") {
  const auto workload = worked_workload();
  const Cluster cluster = worked_cluster();
  const auto rows = compute_metrics(run_of(*workload, cluster, {}, at(9s)), *workload, cluster);
  CHECK(number(rows, "starvation_s") == 8);
  CHECK(number(rows, "jobs.unfinished") == 3);
  CHECK(number(rows, "deadline_met") == 0.5);
}

TEST_CASE("a chain of dependencies bounds the makespan") {
  std::vector<JobRecord> jobs{job_record("1", 0s, 10s), job_record("2", 0s, 20s), job_record("3", 5s, 7s)};
  const std::string_view before_two[] = {"3"};
  const std::string_view before_three[] = {"1"};
  jobs[1].depends_on = before_two;  // 1, then 3, then 2
  jobs[2].depends_on = before_three;
  const auto workload = workload_of(jobs);
  const Cluster cluster = cluster_of({pool("c", 1, 1, 0)});
  Recorder recorder(*workload, cluster, {});
  const std::vector<NodeHold> holds{{node(0), 1, 0, 0}};
  recorder.submitted(at(0s), job(0));
  recorder.submitted(at(0s), job(1));
  recorder.submitted(at(5s), job(2));
  const auto run_job = [&](JobId id, Duration from, Duration to) {
    recorder.started(at(from), id, holds);
    recorder.settled(at(from));
    recorder.ended(at(to), id, JobStatus::completed, holds);
    recorder.settled(at(to));
  };
  run_job(job(0), 1s, 11s);
  run_job(job(2), 12s, 19s);
  run_job(job(1), 19s, 39s);
  recorder.finished(at(39s));
  const auto rows = compute_metrics(recorder.take(), *workload, cluster);
  CHECK(number(rows, "makespan_s") == 39);
  CHECK(number(rows, "makespan_bound_s") == 37);
}

TEST_CASE("on any run the parts sum to the whole and bounds hold") {
  const Cluster cluster = cluster_of({pool("a", 3, 8, 4), pool("b", 2, 4, 0)});
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const auto workload = random_workload(seed, 250, 1s, {"x", "y"});
    const RunResult run = run_of(*workload, cluster, {}, seed % 2 == 0 ? std::optional(at(120s)) : std::nullopt);
    const auto rows = compute_metrics(run, *workload, cluster);
    for (const char* group : {".all.all", ".all.x", ".cpu.all", ".gpu.all"}) {
      const auto count = [&](const std::string& stat) { return number(rows, "jobs." + stat + group); };
      CHECK(count("submitted") == count("completed") + count("failed") + count("killed") + count("rejected") + count("unfinished"));
    }
    CHECK(number(rows, "jobs.submitted.all.x") + number(rows, "jobs.submitted.all.y") == number(rows, "jobs"));
    for (const std::string kind : {"cpu", "gpu"}) {
      const auto time = [&](const std::string& stat) { return number(rows, "device_time_s." + stat + "." + kind); };
      CHECK(time("busy") + time("idle") + time("down") == doctest::Approx(time("total")).epsilon(1e-12));
      CHECK(time("busy") <= time("allocated"));
    }
    CHECK(number(rows, "makespan_bound_s") <= number(rows, "makespan_s"));
    CHECK(number(rows, "jain.mean.gpu") <= 1 + 1e-12);
    double reasons = 0;
    for (const MetricRow& row : rows) {
      if (row.metric == "wait_reason_s" && row.tenant == "all") reasons += row.value->number();
    }
    CHECK(reasons == doctest::Approx(number(rows, "queued_s.total")).epsilon(1e-12));
  }
}

TEST_CASE("doubling all times doubles seconds and leaves ratios") {
  const Cluster cluster = cluster_of({pool("a", 3, 8, 4)});
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    const auto once = random_workload(seed, 300, 1s, {"x", "y"});
    const auto twice = random_workload(seed, 300, 2s, {"x", "y"});
    const auto rows = compute_metrics(run_of(*once, cluster), *once, cluster);
    const auto doubled = compute_metrics(run_of(*twice, cluster), *twice, cluster);
    REQUIRE(rows.size() == doubled.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CAPTURE(rows[i].metric);
      CAPTURE(rows[i].stat);
      REQUIRE(rows[i].value.has_value() == doubled[i].value.has_value());
      if (!rows[i].value || rows[i].metric == "bounded_slowdown") continue;  // its bound of 10 s does not double
      const double factor = rows[i].unit == "s" ? 2 : rows[i].unit == "1/h" ? 0.5 : 1;
      const double expected = factor * rows[i].value->number();
      if (rows[i].metric == "makespan_bound_s") CHECK(doubled[i].value->number() == doctest::Approx(expected).epsilon(1e-9));  // whole ns
      else CHECK(doubled[i].value->number() == expected);
    }
  }
}

TEST_CASE("renaming tenants permutes rows") {
  const Cluster cluster = cluster_of({pool("a", 3, 8, 4)});
  const auto workload = random_workload(4, 300, 1s, {"x", "y"});
  const auto renamed = random_workload(4, 300, 1s, {"y", "x"});
  const auto rows = compute_metrics(run_of(*workload, cluster), *workload, cluster);
  auto expected = compute_metrics(run_of(*renamed, cluster), *renamed, cluster);
  for (MetricRow& row : expected) {
    if (row.tenant == "x") row.tenant = "y";
    else if (row.tenant == "y") row.tenant = "x";
  }
  CHECK(summary(rows) == summary(expected));
}
