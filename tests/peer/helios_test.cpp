// helios_test.cpp -- FIFO and SJF with consolidated placement against the Helios simulator: start, finish and nodes of every job.
#include <doctest/doctest.h>

#include <map>

#include "tests/support/reference_files.h"
#include "tests/support/replay.h"
#include "tests/support/shared.h"

namespace suanli::test {
namespace {

void check_against(const std::string& expected, const PolicyChoice& scheduling, const PolicyChoice& placement) {
  SUANLI_NEEDS_SHARED("reference/dl/helios/" + expected);
  WorkloadBuilder builder;
  for (const auto& row : read_cells(shared("reference/dl/philly_ee9e8c.csv"), ',', true)) {
    JobRecord job;
    job.id = row[0];
    job.submit = SimTime(std::chrono::seconds(std::stoll(row[1])));
    job.duration = std::chrono::seconds(std::stoll(row[2]));
    job.tasks = static_cast<std::uint32_t>(std::stoul(row[3]));
    job.gpu_milli = static_cast<std::int32_t>(milli);
    builder.add(job);
  }
  const auto workload = builder.finish({"reference", "csv"});
  const Schedule schedule = replay(*workload, gpu_nodes(18, 8), scheduling, placement);
  std::size_t differ = 0;
  std::size_t rows = 0;
  for (const auto& row : read_cells(shared("reference/dl/helios/" + expected), ',', true)) {
    ++rows;
    const auto job = index_of(*workload->find(row[0]));
    std::map<std::size_t, std::uint32_t> by_node;
    for (const NodeHold& hold : schedule.holds[job]) by_node[index_of(hold.node)] += hold.tasks;
    std::string nodes;
    for (const auto& [node, gpus] : by_node) nodes.append(std::to_string(node)).append(":").append(std::to_string(gpus)).append(";");
    std::map<std::size_t, std::string> wanted;
    std::istringstream cells(row[8]);
    for (std::string cell; std::getline(cells, cell, ';');) wanted[std::stoul(cell)] = cell;
    std::string expected_nodes;
    for (const auto& [node, cell] : wanted) expected_nodes.append(cell).append(";");
    const bool same = schedule.start[job] == std::stoll(row[4]) * 1'000'000'000 && schedule.end[job] == std::stoll(row[5]) * 1'000'000'000 &&
                      nodes == expected_nodes;
    if (!same && differ++ < 5) MESSAGE("job " << row[0] << ": " << schedule.start[job] << " on " << nodes << ", expected " << row[4] << " on " << row[8]);
  }
  CHECK(rows == workload->job_count());
  CHECK_MESSAGE(differ == 0, expected << ": " << differ << " of " << rows << " jobs differ");
}

const PolicyChoice sjf{"sjf", {{"estimates", std::string("perfect")}}};

}  // namespace

TEST_CASE("FIFO with Helios' consolidated placement equals the Helios simulator on 1,214 Philly jobs") {
  check_against("philly_ee9e8c_n18g8_fifo_consolidate.jobs.csv", {"fcfs", {}}, {"helios_consolidated", {}});
}

TEST_CASE("SJF with Helios' consolidated placement equals the Helios simulator, and so does consolidated in its strict form") {
  check_against("philly_ee9e8c_n18g8_sjf_consolidate.jobs.csv", sjf, {"helios_consolidated", {}});
  check_against("philly_ee9e8c_n18g8_sjf_consolidate.jobs.csv", sjf, {"consolidated", {{"strict_whole_nodes", true}}});
}

}  // namespace suanli::test
