// least_connections.cpp -- in the order of arrival, each task on the node with the fewest running tasks (Linux Virtual Server, Zhang 2000).
#include <array>

#include "policies/ordered_walk.h"
#include "policies/policy_params.h"
#include "policies/registry.h"

namespace suanli::scheduling {
namespace {

constexpr std::array params{
    ParamSpec{.name = "node_rule", .type = ParamType::text, .default_value = "least_tasks", .choices = "least_tasks|placement",
              .help = "its own node part, placement least_loaded by tasks, or the scenario's placement"},
    on_block_param, block_scope_param};

class LeastConnections final : public SchedulingPolicy {
 public:
  explicit LeastConnections(const Params& given) : rule_(given) {}

  SchedulingNeeds needs() const override { return {}; }

  std::optional<Start> next_start(const ClusterView& view, Placer& placer) override {
    return rule_.first_start(view, placer, ByArrival(view.queue()));
  }

 private:
  BlockRule rule_;
};

}  // namespace

extern const SchedulingEntry least_connections_entry;
const SchedulingEntry least_connections_entry{
    "least_connections", "in the order of arrival, each task on the node with the fewest", params,
    [](const Params& given, const PolicyContext&) -> std::unique_ptr<SchedulingPolicy> { return std::make_unique<LeastConnections>(given); },
    false, {"least_loaded", "metric", "tasks"}};

}  // namespace suanli::scheduling
