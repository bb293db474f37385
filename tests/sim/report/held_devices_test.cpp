// held_devices_test.cpp -- devices as text, rows of bytes, and the cells of jobs.csv of small runs.
#include "sim/report/held_devices.h"

#include <doctest/doctest.h>

#include <bit>

#include "sim/base/random.h"
#include "sim/report/result_tables.h"
#include "tests/sim/report/fake_run.h"

using namespace suanli;
using namespace suanli::test;
using namespace std::chrono_literals;

namespace {

std::string text_of(std::uint64_t gpus, std::uint64_t fpgas) {
  std::string text;
  append_devices(text, {gpus, fpgas});
  return text;
}

// The last cell of each row of jobs.csv but the header's.
std::vector<std::string> device_cells(const Workload& workload, const Cluster& cluster) {
  std::string table;
  write_jobs_table(run_of(workload, cluster), workload, cluster, [&](std::string_view piece) { table += piece; });
  std::vector<std::string> cells;
  for (std::size_t at = table.find('\n') + 1; at < table.size();) {
    const std::size_t end = table.find('\n', at);
    const std::size_t comma = table.rfind(',', end);
    cells.push_back(table.substr(comma + 1, end - comma - 1));
    at = end + 1;
  }
  return cells;
}

}  // namespace

TEST_CASE("devices are written as ranges, GPUs before FPGAs") {
  CHECK(text_of(0, 0).empty());
  CHECK(text_of(1, 0) == "g0");
  CHECK(text_of(0b1111'1111, 0) == "g0-7");
  CHECK(text_of(0b10'1101, 0) == "g0+g2-3+g5");
  CHECK(text_of(1, 0b10) == "g0+f1");
  CHECK(text_of(0, 0b11) == "f0-1");
  CHECK(text_of(~std::uint64_t{0}, 0) == "g0-63");
  CHECK(text_of(std::uint64_t{1} << 63, ~std::uint64_t{0} << 62) == "g63+f62-63");
}

TEST_CASE("rows read back whatever the size of the nodes, and merge") {
  Stream random(1, "held-devices");
  for (std::int32_t gpus = 0; gpus <= 64; ++gpus) {
    const std::int32_t fpgas = 64 - gpus;
    HeldDevices devices({0, 0, gpus, fpgas});
    std::vector<DeviceMasks> expected;
    const auto mask = [&](std::int32_t bits) { return bits == 0 ? 0 : random.next_u64() >> (64 - bits); };
    for (int row = 0; row < 20; ++row) {
      const DeviceMasks first{mask(gpus), mask(fpgas)};
      const DeviceMasks second{mask(gpus), mask(fpgas)};
      devices.append(first);
      devices.add_to_last(second);
      expected.push_back({first.gpus | second.gpus, first.fpgas | second.fpgas});
    }
    for (std::size_t row = 0; row < expected.size(); ++row) CHECK(devices[row] == expected[row]);
  }
  HeldDevices none(NodeCapacity{});
  none.append({});
  CHECK_FALSE(none.kept());
  CHECK(none[0] == DeviceMasks{});
}

// Two nodes of 8 CPUs, 4 GPUs and 2 FPGAs; all jobs arrive at 0 and run 10 s; nodes are filled first to last, devices from the lowest:
//           g-0: gpu 0  1  2  3  fpga 0 1       g-1: gpu 0  1  2  3  fpga 0 1
// gang           x  x  x  x                          x  x                       3 tasks of 2 GPUs: two tasks, then one
// both                                                     x          x          1 GPU and 1 FPGA
// shares                                                      xx                 2 tasks of half a GPU: one device
// cards                         x x                                              2 FPGAs
// plain                                                                          no device
TEST_CASE("a gang over two nodes, a mix of kinds, and shares of one device") {
  Pool nodes = pool("g", 2, 8, 4);
  nodes.devices.push_back({"card", 2});
  DeviceModel card;
  card.name = "card";
  card.kind = DeviceKind::fpga;
  DeviceModel gpu;
  gpu.name = "v100";
  DeviceModel cpu;
  cpu.name = "generic-cpu";
  cpu.kind = DeviceKind::cpu;
  const Cluster cluster({{Zone{"dc1"}}, {nodes}, {}}, {gpu, card, cpu});
  std::vector<JobRecord> jobs{job_record("1", 0s, 10s), job_record("2", 0s, 10s), job_record("3", 0s, 10s), job_record("4", 0s, 10s),
                              job_record("5", 0s, 10s)};
  jobs[0].tasks = 3;
  jobs[0].gpu_milli = 2000;
  jobs[1].gpu_milli = 1000;
  jobs[1].fpgas = 1;
  jobs[2].tasks = 2;
  jobs[2].gpu_milli = 500;
  jobs[3].fpgas = 2;
  CHECK(device_cells(*workload_of(jobs), cluster) == std::vector<std::string>{"g0-3;g0-1", "g2+f0", "g3", "f0-1", ""});
}

TEST_CASE("without devices in the cluster the cells are empty") {
  const Cluster cluster = cluster_of({pool("c", 2, 8, 0)});
  CHECK(device_cells(*workload_of({job_record("1", 0s, 10s)}), cluster) == std::vector<std::string>{""});
}

TEST_CASE("in any run a job holds as many devices as its tasks ask for") {
  const Cluster cluster = cluster_of({pool("a", 2, 8, 4), pool("b", 1, 4, 0)});
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const auto workload = random_workload(seed, 300, 1s, {"x"});
    const RunResult run = run_of(*workload, cluster);
    for (const JobId id : IdRange<JobId>(run.submitted)) {
      const TaskShape& shape = workload->shapes[workload->shape[id]];
      const auto placement = run.jobs.placement(id);
      for (std::size_t i = 0; i < placement.size(); ++i) {
        const int held = std::popcount(run.jobs.devices[run.jobs.placement_begin[id] + i].gpus);
        const int asked = shape.whole_gpus() * static_cast<int>(placement[i].tasks);
        if (shape.shares_a_gpu()) CHECK((held >= 1 && held <= static_cast<int>(placement[i].tasks)));
        else CHECK(held == asked);
      }
    }
  }
}
