// smallest_first.cpp -- small demands first: by dominant share of the cluster (or the largest first).
#include <algorithm>
#include <array>

#include "policies/ordered_walk.h"
#include "policies/policy_params.h"
#include "policies/registry.h"
#include "sim/base/int128.h"

namespace suanli::scheduling {
namespace {

constexpr std::array params{
    ParamSpec{.name = "largest", .type = ParamType::boolean, .default_value = "false", .help = "largest first instead"}, on_block_param,
    block_scope_param};

// tasks x demand / capacity as a whole number of 2^-60: different shares of one resource always differ.
std::int64_t share(std::uint32_t tasks, std::int64_t demand, std::int64_t capacity) {
  if (demand == 0) return 0;
  return static_cast<std::int64_t>((static_cast<Int128>(tasks) * demand << 60) / capacity);
}

class SmallestFirst final : public SchedulingPolicy {
 public:
  explicit SmallestFirst(const Params& given) : rule_(given), largest_(given.flag("largest")) {}

  SchedulingNeeds needs() const override { return {.sorted_queue = true}; }

  // Dominant share: the largest of tasks x demand / cluster capacity over resources (Ghodsi et al. 2011). A queued job fits the cluster, so
  // every share is at most 1.
  std::int64_t key(const ClusterView& view, JobId job) const override {
    const TaskShape& task = view.workload().shapes[view.workload().shape[job]];
    const std::uint32_t tasks = view.workload().tasks[job];
    const Cluster& cluster = view.cluster();
    const std::int64_t size = std::max({share(tasks, task.cpu_milli, cluster.total_cpu_milli()),
                                        share(tasks, task.memory_kib, cluster.total_memory_kib()),
                                        share(tasks, task.gpu_milli, cluster.total(DeviceKind::gpu) * milli),
                                        share(tasks, task.fpgas, cluster.total(DeviceKind::fpga))});
    return largest_ ? -size : size;
  }

  std::optional<Start> next_start(const ClusterView& view, Placer& placer) override {
    return rule_.first_start(view, placer, ByKey(view.queue()));
  }

 private:
  BlockRule rule_;
  bool largest_;
};

}  // namespace

extern const SchedulingEntry smallest_first_entry;
const SchedulingEntry smallest_first_entry{
    "smallest_first", "smallest demand first, by dominant share of the cluster", params,
    [](const Params& given, const PolicyContext&) -> std::unique_ptr<SchedulingPolicy> {
      return std::make_unique<SmallestFirst>(given);
    }};

}  // namespace suanli::scheduling
