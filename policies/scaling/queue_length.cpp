// queue_length.cpp -- a replica for so many waiting requests.
#include <algorithm>
#include <array>

#include "policies/registry.h"
#include "policies/sizing/desired_window.h"

namespace suanli::scaling {
namespace {

constexpr std::array params{ParamSpec{.name = "per_replica", .type = ParamType::integer, .default_value = "10", .unit = "1", .low = 1, .high = 1e9,
                                      .help = "waiting requests, at the gateway and in queues, for each replica"},
                            down_window_param, up_window_param};

// As KEDA's queue scalers do; never below the replicas that are at work.
class QueueLength final : public ScalingPolicy {
 public:
  explicit QueueLength(const Params& given) : per_replica_(static_cast<std::uint64_t>(given.integer("per_replica"))), window_(given) {}

  std::uint32_t desired(const ScalingView& view) override {
    const std::uint64_t wanted = view.waiting / per_replica_ + (view.waiting % per_replica_ > 0 ? 1 : 0);
    const auto at_least = std::max(static_cast<std::uint32_t>(std::min<std::uint64_t>(wanted, 0xffffffffU)), view.busy);
    return window_.apply(view.now, view.current(), at_least);
  }

 private:
  std::uint64_t per_replica_;
  DesiredWindow window_;
};

}  // namespace

extern const ScalingEntry queue_length_entry;
const ScalingEntry queue_length_entry{
    "queue_length", "a replica for so many waiting requests", params,
    [](const Params& given, const ServicePolicyContext&) -> std::unique_ptr<ScalingPolicy> { return std::make_unique<QueueLength>(given); }};

}  // namespace suanli::scaling
