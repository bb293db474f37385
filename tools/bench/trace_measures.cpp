// trace_measures.cpp -- G7: loading 200,000 jobs from NDJSON against a document tree, and from the binary cache against read().
#include <fcntl.h>
#include <unistd.h>

#include <vector>

#include "sim/base/random.h"
#include "tools/bench/measures.h"
#include "tools/bench/scratch_directory.h"
#include "workloads/dom_baseline.h"
#include "workloads/read_trace.h"
#include "workloads/trace_cache.h"
#include "workloads/write_trace.h"

namespace suanli::bench {
namespace {

constexpr int count = 200'000;

std::unique_ptr<const Workload> jobs() {
  Stream random(1, "bench/trace");
  WorkloadBuilder builder;
  builder.reserve(count);
  double now = 0;
  for (int i = 0; i < count; ++i) {
    now += random.exponential(10);
    const std::string id = std::to_string(i);
    const std::string user = "user-" + std::to_string(random.below(500));
    const std::string tenant = "tenant-" + std::to_string(random.below(20));
    JobRecord job;
    job.id = id;
    job.submit = SimTime(*to_duration(now));
    // 144 shapes; published traces have about a hundred.
    const auto cpus = 1 + static_cast<std::int64_t>(random.below(16));
    job.cpu_milli = milli * cpus;
    job.memory_kib = (std::int64_t{4} << 20) * cpus;
    job.gpu_milli = 1000 * static_cast<std::int32_t>(random.below(9));
    job.duration = *to_duration(random.exponential(3600));
    job.time_limit = job.duration * 2;
    job.user = user;
    job.tenant = tenant;
    builder.add(job);
  }
  return builder.finish({"bench", "generated"});
}

// The whole file through read(), a chunk at a time into one buffer: the floor of any load.
void read_bytes(const std::string& path) {
  static constexpr std::size_t chunk = 1 << 20;
  std::vector<char> buffer(chunk);
  const int file = open(path.c_str(), O_RDONLY);
  while (read(file, buffer.data(), chunk) > 0) keep(buffer[0]);
  close(file);
}

}  // namespace

std::vector<Measure> trace_measures() {
  const ScratchDirectory scratch;
  const std::string trace = scratch.file("trace.ndjson");
  write_trace(*jobs(), trace);
  const ReadOptions cached{.cache = true};
  read_trace(trace, cached);  // writes the cache
  const Ratio json = ratio_of(3, [&] { keep(read_trace(trace).workload->job_count()); }, [&] { keep(read_trace_as_dom(trace)); });
  const Ratio cache = ratio_of(5, [&] { keep(read_trace(trace, cached).workload->job_count()); }, [&] { read_bytes(trace_cache_path(trace)); });
  return {{"G7", "load of 200,000 jobs, NDJSON / document tree of nlohmann", json.ratio, "1", Goal::at_most, 0.08},
          {"G7", "the same from the cache / read() of the cache's bytes", cache.ratio, "1", Goal::at_most, 1.5}};
}

}  // namespace suanli::bench
