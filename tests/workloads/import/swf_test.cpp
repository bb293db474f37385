// swf_test.cpp -- every oddity of SWF logs by hand, then the four real logs and the inputs of the published schedules.
#include <doctest/doctest.h>

#include <array>
#include <string>

#include "tests/support/shared.h"
#include "tests/support/text_file.h"
#include "tests/workloads/import/import_case.h"
#include "tests/workloads/import/trace_stats.h"
#include "workloads/csv_reader.h"
#include "workloads/swf_log.h"

namespace suanli::test {
namespace {

// Fields:                  job submit wait run alloc cpu mem req reqtime reqmem status user group exe queue part prev think
constexpr const char* log_a =
    "; Version: 2.2\n; Acknowledge: Jane Doe, Some Lab\n; MaxNodes: 4\n; MaxProcs: 8\n;\n"
    "1 10 0 100 4 -1 512 2 200 1024 1 7 3 -1 2 -1 -1 -1\n"
    "2 20 5 300 4 -1 -1 -1 200 -1 0 8 3 -1 -1 -1 -1 -1\n"
    "3 15 -1 50 16 -1 -1 16 -1 -1 5 -1 -1 -1 0 -1 -1 -1\n"
    "4 30 0 0 4 -1 -1 4 600 -1 5 7 3 -1 1 -1 -1 -1\n"
    "5 40 0 60 -1 -1 -1 -1 600 -1 1 7 3 -1 1 -1 -1 -1\n";

const Options raw_options{
    {"clamp", "none"}, {"run", "recorded"}, {"zero", "keep"}, {"processors", "allocated"}, {"missing_estimate", "none"}};

}  // namespace

TEST_CASE("the default rules of swf are those of the published schedules") {
  const TextFile file("a.swf", log_a);
  const Imported log("swf", {file.path()});
  REQUIRE(log.jobs.size() == 5);

  const SeenJob& plain = log.job("1");
  CHECK(plain.submit_s == 10);
  CHECK(plain.duration_s == 100);
  CHECK(plain.limit_s == 200);
  CHECK(plain.tasks == 2);  // requested, not allocated
  CHECK(plain.shape.cpu_milli == 1000);
  CHECK(plain.shape.memory_kib == 0);
  CHECK(plain.shape.gpu_milli == 0);
  CHECK(plain.priority == 0);
  CHECK(plain.user == "7");
  CHECK(plain.tenant == "3");
  CHECK(plain.status == "completed");

  CHECK(log.job("2").tasks == 4);
  CHECK(log.job("2").duration_s == 200);  // cut to the request
  CHECK(log.job("3").tasks == 8);         // clamped to the machine
  CHECK(log.job("3").limit_s == 50);      // no request: the run time
  CHECK(log.job("3").user.empty());
  CHECK(log.job("4").duration_s == 1);
  CHECK(log.job("4").limit_s == 1);
  CHECK(log.job("4").tasks == 4);
  CHECK(log.job("5").duration_s == 1);
  CHECK(log.job("5").tasks == 1);

  CHECK(log.jobs[1].id == "3");  // sorted by submit time
  CHECK(log.count("submitted before the job above: sorted by submit time") == 1);
  CHECK(log.count("no requested processors: the allocated taken") == 1);
  CHECK(log.count("run longer than requested") == 1);
  CHECK(log.count("more processors than the machine has") == 1);
  CHECK(log.count("no requested time") == 1);
  CHECK(log.count("no wait time (waits are not used)") == 1);
  CHECK(log.count("run time 0") == 1);
  CHECK(log.count("no processors") == 1);
  CHECK(log.result.ledger.count(LedgerAction::dropped) == 0);
}

TEST_CASE("an SWF header tells the machine, and Acknowledge lines stay with the data") {
  const TextFile file("a.swf", log_a);
  const Imported log("swf", {file.path()});
  REQUIRE(log.result.cluster);
  REQUIRE(log.result.cluster->pools.size() == 1);
  CHECK(log.result.cluster->pools[0].count == 1);
  CHECK(log.result.cluster->pools[0].cpus == 8);
  CHECK(log.result.cluster->pools[0].devices.empty());
  REQUIRE(log.result.ledger.acknowledgements().size() == 1);
  CHECK(log.result.ledger.acknowledgements()[0] == "Acknowledge: Jane Doe, Some Lab");
}

TEST_CASE("a machine is MaxProcs, else MaxNodes, else the largest job, or what the option says") {
  const std::string jobs = "1 0 -1 5 3 -1 -1 3 9 -1 1 1 1 -1 -1 -1 -1 -1\n";
  const TextFile nodes("n.swf", "; MaxProcs: -1\n; MaxNodes: 6 thin ones\n" + jobs);
  const Imported by_nodes("swf", {nodes.path()});
  CHECK(by_nodes.result.cluster->pools[0].cpus == 6);
  CHECK(by_nodes.count("header without MaxProcs: MaxNodes taken for the machine") == 1);
  const TextFile bare("b.swf", jobs);
  const Imported by_jobs("swf", {bare.path()});
  CHECK(by_jobs.result.cluster->pools[0].cpus == 3);
  CHECK(by_jobs.count("header without MaxProcs: largest job taken for the machine") == 1);
  const Imported by_option("swf", {bare.path()}, {{"machine_procs", std::int64_t{2}}});
  CHECK(by_option.result.cluster->pools[0].cpus == 2);
  CHECK(by_option.job("1").tasks == 2);
}

TEST_CASE("each option of swf changes what its help says") {
  const TextFile file("a.swf", log_a);
  const auto with = [&](const Options& options) { return Imported("swf", {file.path()}, options); };

  CHECK(with({{"processors", "allocated"}}).job("1").tasks == 4);
  CHECK(with({{"clamp", "none"}}).job("3").tasks == 16);
  CHECK(with({{"run", "recorded"}}).job("2").duration_s == 300);
  CHECK(with({{"run", "recorded"}}).job("2").limit_s == 200);
  CHECK(with({{"missing_estimate", "none"}}).job("3").limit_s == -1);
  CHECK(with({{"origin", "zero"}}).job("1").submit_s == 0);
  CHECK(with({{"origin", "zero"}}).job("3").submit_s == 5);
  CHECK(with({{"queue_as_priority", true}}).job("1").priority == 2);
  CHECK(with({{"queue_as_priority", true}}).job("2").priority == 0);

  const Imported kept = with({{"zero", "keep"}});
  CHECK(kept.job("4").duration_s == 0);
  CHECK(kept.job("4").limit_s == 600);
  CHECK(kept.job("5").duration_s == 60);
  CHECK(kept.job("5").tasks == 1);
  const Imported dropped = with({{"zero", "drop"}});
  CHECK(dropped.jobs.size() == 3);
  CHECK(dropped.result.ledger.count(LedgerAction::dropped) == 2);

  const Imported completed = with({{"status", "completed"}});
  CHECK(completed.jobs.size() == 2);
  CHECK(completed.count("status is not completed") == 3);

  const Imported memory = with({{"memory", "use"}, {"machine_memory_gib", 16.0}});
  CHECK(memory.job("1").shape.memory_kib == 1024);
  CHECK(memory.job("2").shape.memory_kib == 0);
  CHECK(memory.count("no memory known") == 4);
  CHECK(memory.result.cluster->pools[0].memory_gib == 16);
}

TEST_CASE("swf reads CRLF, a byte-order mark, blank lines, decimals, garbage bytes and no final newline") {
  const TextFile file("odd.swf",
                      "\xEF\xBB\xBF; MaxProcs: 8\r\n; Partition: 18 z\xFF\xFE+\r\n; Acknowledge: J\xF6rg\r\n\r\n  \r\n"
                      "1 0.5 -1 100.25 4 3.7 -1 2 200 -1 1 7 3 -1 2 -1 -1 -1\r\n"
                      "not a job at all\r\n"
                      "2 1 -1 100 4 -1 -1 2 200 -1 1 7 3 -1 2 -1 -1\r\n"
                      "3 1 -1 1x0 4 -1 -1 2 200 -1 1 7 3 -1 2 -1 -1 -1\r\n"
                      "4\t2 -1 nan 4 -1 -1 2 200 -1 1 7 3 -1 2 -1 -1 -1\r\n"
                      "5\t2 -1 10 4 -1 -1 2 200 -1 1 7 3 -1 2 -1 -1 -1 99");
  const Imported log("swf", {file.path()});
  REQUIRE(log.jobs.size() == 2);
  CHECK(log.job("1").submit_s == 0.5);
  CHECK(log.job("1").duration_s == 100.25);
  CHECK(log.job("5").tasks == 2);
  CHECK(log.count("line without 18 numbers") == 4);
  CHECK(log.count("line with more than 18 fields: the rest not used") == 1);
  CHECK(log.count("bytes that are not UTF-8 replaced in a comment") == 2);
  CHECK(log.result.ledger.acknowledgements()[0] == "Acknowledge: J\xEF\xBF\xBDrg");
  for (const LedgerRow& row : log.result.ledger.rows()) {
    if (row.reason == "line without 18 numbers") CHECK(row.first_line == 7);
  }
}

TEST_CASE("partial executions, repeated numbers and missing numbers are dropped and counted") {
  const TextFile file("p.swf",
                      "1 0 -1 50 1 -1 -1 1 60 -1 1 1 1 -1 -1 -1 -1 -1\n"
                      "1 0 -1 20 1 -1 -1 1 60 -1 2 1 1 -1 -1 -1 -1 -1\n"
                      "1 0 -1 30 1 -1 -1 1 60 -1 3 1 1 -1 -1 -1 -1 -1\n"
                      "1 9 -1 30 1 -1 -1 1 60 -1 1 1 1 -1 -1 -1 -1 -1\n"
                      "-1 9 -1 30 1 -1 -1 1 60 -1 1 1 1 -1 -1 -1 -1 -1\n"
                      "6 -1 -1 30 1 -1 -1 1 60 -1 1 1 1 -1 -1 -1 -1 -1\n"
                      "7 9 -1 -1 1 -1 -1 1 60 -1 1 1 1 -1 -1 -1 -1 -1\n");
  const Imported log("swf", {file.path()});
  CHECK(log.jobs.size() == 2);
  CHECK(log.count("partial execution of a job above") == 2);
  CHECK(log.count("job number used before") == 1);
  CHECK(log.count("no job number") == 1);
  CHECK(log.count("no submit time") == 1);
  CHECK(log.count("no run time") == 1);
}

TEST_CASE("what is no SWF log at all is an error that names file and line") {
  const TextFile csv("jobs.csv", "id,submit\n1,2\n");
  const std::string text = error_of("swf", {csv.path()});
  CHECK(contains(text, csv.path() + ":1: "));
  CHECK(contains(text, "line without 18 numbers"));
  const TextFile empty("empty.swf", "");
  CHECK(contains(error_of("swf", {empty.path()}), "the file holds no job"));
  const TextFile none("none.swf", "1 0 -1 50 1 -1 -1 1 60 -1 -1 1 1 -1 -1 -1 -1 -1\n");
  CHECK(contains(error_of("swf", {none.path()}, {{"status", "completed"}}), "status is not completed"));
  CHECK(contains(error_of("swf", {empty.path(), empty.path()}), "one log at a time"));
  CHECK_THROWS_AS(import_files("swf", {"/no/such/file.swf"}), InputError);
}

TEST_CASE("the default import of the KTH-SP2 and CTC-SP2 inputs gives exactly the jobs of the published schedules") {
  for (const std::string log : {"KTH-SP2", "CTC-SP2"}) {
    CAPTURE(log);
    const std::string input = "reference/hpc/" + log + ".swf.gz";
    SUANLI_NEEDS_SHARED(input);
    const Imported imported("swf", {shared(input).string()});
    const CsvFile published(shared("reference/hpc/published_predictsim_easy_" + log + ".csv.gz").string());
    REQUIRE(imported.jobs.size() == published.row_count());
    CHECK(imported.jobs.size() == (log == "KTH-SP2" ? 28481 : 77199));
    CHECK(imported.result.cluster->pools[0].cpus == (log == "KTH-SP2" ? 100 : 338));
    std::size_t different = 0;
    for (std::size_t i = 0; i < published.row_count(); ++i) {
      const CsvRow row = published.row(i);
      const auto number = [&](std::string_view column) { return std::stod(std::string(row[published.column(column)])); };
      const SeenJob& job = imported.jobs[i];
      const bool same = job.id == row[published.column("job_id")] && job.submit_s == number("submit") &&
                        job.duration_s == number("end") - number("start") && job.tasks == number("procs") &&
                        job.limit_s == number("requested_time");
      if (!same) ++different;
    }
    CHECK(different == 0);
    CHECK(imported.result.ledger.count(LedgerAction::dropped) == 0);
    CHECK(imported.result.ledger.acknowledgements().size() == 1);
  }
}

namespace {

void check_raw_fields(const std::string& file, const nlohmann::json& stats) {
  Ledger ledger;
  const SwfLog log(shared("traces/" + file).string(), ledger);
  CHECK(ledger.count("line without 18 numbers") == stats.at("unparsed_lines").get<std::size_t>());
  std::vector<double> waits, allocated, requested;
  std::vector<Stay> from_submit, actual;
  std::map<std::int64_t, std::size_t> queues, statuses;
  double processor_seconds = 0;
  for (const SwfLine& line : log.lines) {
    const double submit = to_seconds(line.submit), wait = to_seconds(line.wait), run = to_seconds(line.run);
    const auto processors = static_cast<double>(line.allocated_processors);
    if (wait >= 0) waits.push_back(wait);
    if (processors > 0) allocated.push_back(processors);
    if (line.requested_processors > 0) requested.push_back(static_cast<double>(line.requested_processors));
    from_submit.push_back({submit, submit + run, processors});
    if (wait >= 0) actual.push_back({submit + wait, submit + wait + run, processors});
    if (run > 0 && processors > 0) processor_seconds += run * processors;
    ++queues[line.queue];
    ++statuses[line.status];
  }
  check_distribution("waits", waits, stats.at("wait_s"));
  check_distribution("allocated", allocated, stats.at("procs_alloc"));
  check_distribution("requested", requested, stats.at("procs_req"));
  check_peak("from submit", from_submit, stats.at("peak_procs_if_started_at_submit"));
  check_peak("actual", actual, stats.at("peak_procs_actual"));
  CHECK(nearly(processor_seconds / 3600, stats.at("proc_hours_alloc").get<double>()));
  check_histogram("queues", queues, stats.at("queues"));
  check_histogram("status", statuses, stats.at("status"));
  for (const auto& [key, value] : stats.at("header").items()) CHECK(log.header.at(key) == value.get<std::string>());
}

void check_workload(const Imported& log, const nlohmann::json& stats) {
  REQUIRE(log.jobs.size() == stats.at("jobs").get<std::size_t>());
  CHECK(log.jobs.front().submit_s == stats.at("first_submit_s").get<double>());
  CHECK(log.jobs.back().submit_s == stats.at("last_submit_s").get<double>());
  std::vector<double> submits, runs;
  std::map<std::string, std::size_t> statuses;
  for (const SeenJob& job : log.jobs) {
    submits.push_back(job.submit_s);
    runs.push_back(job.duration_s);
    ++statuses[job.status];
  }
  check_distribution("interarrival", gaps(submits), stats.at("interarrival_s"));
  check_distribution("run", runs, stats.at("run_s"));
  const std::map<std::string, std::string> words{{"-1", ""}, {"0", "failed"}, {"1", "completed"}, {"5", "cancelled"}};
  for (const auto& [number, count] : stats.at("status").items()) {
    CHECK(statuses[words.at(number)] == count.get<std::size_t>());
  }
  const auto named = [](const auto& names) {
    return names.size() - static_cast<std::size_t>(std::count(names.begin(), names.end(), std::string()));
  };
  CHECK(named(log.workload->users) == stats.at("users").get<std::size_t>());
  CHECK(named(log.workload->tenants) == stats.at("groups").get<std::size_t>());
}

void check_quirks(const Imported& log, const nlohmann::json& stats) {
  const auto expect = [&](const std::string& key, std::uint64_t ours) {
    CAPTURE(key);
    CHECK(ours == stats.at(key).get<std::uint64_t>());
  };
  expect("submit_unsorted_pairs", log.count("submitted before the job above: sorted by submit time"));
  expect("wait_negative", log.count("no wait time (waits are not used)"));
  expect("run_zero", log.count("run time 0"));
  expect("run_negative", log.count("no run time"));
  expect("procs_alloc_missing", log.count("no allocated processors: the requested taken") + log.count("no processors"));
  expect("req_time_missing", log.count("no requested time"));
  expect("run_exceeds_req_time", log.count("run longer than requested"));
  CHECK(log.result.ledger.count(LedgerAction::dropped) == 0);
  CHECK(log.result.ledger.acknowledgements().size() == 1);
  const auto& header = stats.at("header");
  CHECK(log.result.cluster->pools[0].cpus == std::stod(header.at("MaxProcs").get<std::string>()));
}

}  // namespace

TEST_CASE("the four logs of the archive match their published statistics") {
  SUANLI_NEEDS_SHARED("traces/STATS.json");
  for (const std::string file : {"swf/CEA-Curie-2011-2.1-cln.swf.gz", "swf/LCG-2005-1.swf.gz",
                                 "swf/NASA-iPSC-1993-3.1-cln.swf.gz", "swf/kth_sp2.swf.gz"}) {
    CAPTURE(file);
    const nlohmann::json stats = trace_stats(file);
    check_raw_fields(file, stats);
    const Imported log("swf", {shared("traces/" + file).string()}, raw_options);
    check_workload(log, stats);
    check_quirks(log, stats);

    Options by_request = raw_options;
    by_request["processors"] = "requested";
    const Imported requested("swf", {shared("traces/" + file).string()}, by_request);
    CHECK(requested.count("no requested processors: the allocated taken") + requested.count("no processors") ==
          stats.at("procs_req_missing").get<std::uint64_t>());
  }
}

}  // namespace suanli::test
