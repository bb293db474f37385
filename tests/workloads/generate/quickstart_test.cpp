// quickstart_test.cpp -- the sample of the quickstart queues on its cluster, and policies differ on it.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "tests/support/replay.h"
#include "tests/workloads/generate/spec_text.h"

using namespace suanli;
using namespace suanli::test;

namespace {

constexpr double day_s = 86400;

Cluster quickstart_cluster() {
  ClusterSpec spec;
  spec.pools.push_back({.name = "a100", .count = 8, .cpus = 96, .memory_gib = 768, .devices = {{"a100-sxm-80gb", 8}}});
  spec.pools.push_back({.name = "t4", .count = 4, .cpus = 48, .memory_gib = 192, .devices = {{"t4", 4}}});
  spec.pools.push_back({.name = "cpu", .count = 8, .cpus = 64, .memory_gib = 256});
  spec.pools.push_back({.name = "fpga", .count = 4, .cpus = 32, .memory_gib = 128, .devices = {{"alveo-u280", 2}}});
  return {std::move(spec),
          {{.name = "generic-cpu", .kind = DeviceKind::cpu},
           {.name = "a100-sxm-80gb", .kind = DeviceKind::gpu},
           {.name = "t4", .kind = DeviceKind::gpu},
           {.name = "alveo-u280", .kind = DeviceKind::fpga}}};
}

std::unique_ptr<const Workload> quickstart(std::uint64_t seed) {
  std::vector<Problem> problems;
  const auto spec = parse_generate_spec(nlohmann::json::parse(std::ifstream(SUANLI_SOURCE_DIR "/workloads/samples/quickstart.json")), "", ".", problems);
  INFO(texts(problems));
  REQUIRE(problems.empty());
  return generate(spec, seed);
}

struct Figures {
  double mean_wait_s = 0;
  double a100_load = 0;  // work that only A100s may do, over what 64 of them do in a day
  double end_s = 0;
  std::size_t completed = 0;
};

Figures figures(const Workload& w, const char* policy) {
  const Schedule schedule = replay(w, quickstart_cluster(), {policy, {}}, {"best_fit", {}});
  Figures f;
  for (const JobId job : IdRange<JobId>(w.job_count())) {
    const std::size_t i = index_of(job);
    const double start = static_cast<double>(schedule.start[i]) / 1e9;
    const double end = static_cast<double>(schedule.end[i]) / 1e9;
    const TaskShape& shape = w.shapes[w.shape[job]];
    f.completed += schedule.status[i] == JobStatus::completed ? 1 : 0;
    f.mean_wait_s += (start - to_seconds(w.submit[job].time_since_epoch())) / static_cast<double>(w.job_count());
    if (!shape.device_models.empty()) f.a100_load += shape.whole_gpus() * (end - start) / (64 * day_s);
    f.end_s = std::max(f.end_s, end);
  }
  return f;
}

}  // namespace

TEST_CASE("the quickstart is about 600 jobs over about a day, with GPUs, parts of GPUs, FPGAs and chains") {
  const auto w = quickstart(1);
  CHECK(w->job_count() >= 600);
  CHECK(w->job_count() <= 602);
  CHECK(to_seconds(w->submit.items().back().time_since_epoch()) == doctest::Approx(day_s).epsilon(0.2));
  std::map<std::string, int> kinds;
  for (const JobId job : IdRange<JobId>(w->job_count())) {
    const TaskShape& shape = w->shapes[w->shape[job]];
    ++kinds[shape.fpgas > 0 ? "fpga" : shape.shares_a_gpu() ? "share" : shape.whole_gpus() == 8 ? "gang" : shape.gpu_milli > 0 ? "gpu" : "cpu"];
    REQUIRE(w->time_limit[job] >= w->duration[job]);
  }
  CHECK(kinds.size() == 5);
  for (const auto& kind : kinds) CHECK(kind.second >= 20);
  CHECK(w->tenants.size() == 4);
  CHECK_FALSE(w->dependencies.empty());
}

TEST_CASE("on its cluster the quickstart loads the A100s to nine tenths, and backfilling halves the waits of first come, first served") {
  const auto w = quickstart(1);
  const Figures fcfs = figures(*w, "fcfs");
  const Figures easy = figures(*w, "easy_backfill");
  CHECK(fcfs.completed == w->job_count());
  CHECK(easy.completed == w->job_count());
  CHECK(easy.a100_load > 0.85);
  CHECK(easy.a100_load < 0.95);
  CHECK(fcfs.mean_wait_s > 1800);
  CHECK(easy.mean_wait_s > 300);
  CHECK(easy.mean_wait_s < fcfs.mean_wait_s / 2);
  CHECK(easy.end_s < fcfs.end_s);
}
