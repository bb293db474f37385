// trace_bench.cpp -- a million jobs of NDJSON: a document tree of nlohmann, read_trace, its binary copy, and the bare read().
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "sim/base/random.h"
#include "tests/support/temporary_directory.h"
#include "workloads/dom_baseline.h"
#include "workloads/read_trace.h"
#include "workloads/trace_cache.h"
#include "workloads/write_trace.h"

namespace suanli {
namespace {

constexpr std::uint64_t job_count = 1'000'000;

// The trace and its copy, made once for all benchmarks of a run.
const std::string& trace_path() {
  static const test::TemporaryDirectory directory;
  static const std::string path = [] {
    Stream random(1, "trace bench");
    WorkloadBuilder builder;
    SimTime now{};
    for (std::uint64_t i = 0; i < job_count; ++i) {
      now += std::chrono::milliseconds(random.below(20'000));
      const std::string id = std::to_string(i);
      const std::string user = "user-" + std::to_string(random.below(2000));
      const std::string tenant = "tenant-" + std::to_string(random.below(40));
      JobRecord job;
      job.id = id;
      job.submit = now;
      job.tasks = 1 + static_cast<std::uint32_t>(random.below(4));
      job.cpu_milli = milli * (1 + static_cast<std::int64_t>(random.below(16)));
      job.memory_kib = job.cpu_milli / milli << 22;
      job.gpu_milli = 1000 * static_cast<std::int32_t>(random.below(9));
      job.duration = std::chrono::milliseconds(random.below(100'000'000));
      job.time_limit = std::chrono::hours(1 + random.below(100));
      job.user = user;
      job.tenant = tenant;
      job.priority = static_cast<std::int32_t>(random.below(10));
      builder.add(job);
    }
    const std::string file = directory.file("trace.ndjson");
    write_trace(*builder.finish({"bench", "generated"}), file);
    read_trace(file, {.cache = true});
    return file;
  }();
  return path;
}

void document_tree(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(read_trace_as_dom(trace_path()));
}

void trace_reader(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(read_trace(trace_path()));
}

void binary_copy(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(read_trace(trace_path(), {.cache = true}));
}

void bare_read_of_the_copy(benchmark::State& state) {
  std::vector<char> buffer(std::size_t{1} << 20);
  for ([[maybe_unused]] auto _ : state) {
    const int file = ::open(trace_cache_path(trace_path()).c_str(), O_RDONLY);
    while (::read(file, buffer.data(), buffer.size()) > 0) benchmark::DoNotOptimize(buffer.data());
    ::close(file);
  }
}

BENCHMARK(document_tree)->Unit(benchmark::kMillisecond);
BENCHMARK(trace_reader)->Unit(benchmark::kMillisecond);
BENCHMARK(binary_copy)->Unit(benchmark::kMillisecond);
BENCHMARK(bare_read_of_the_copy)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace suanli
