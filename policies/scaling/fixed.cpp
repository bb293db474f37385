// fixed.cpp -- always the same number of replicas.
#include <array>

#include "policies/registry.h"

namespace suanli::scaling {
namespace {

constexpr std::array params{ParamSpec{.name = "replicas", .type = ParamType::integer, .default_value = "0", .unit = "1", .low = 0, .high = 1e6,
                                      .help = "how many; 0: as many as the scenario gives the service"}};

class Fixed final : public ScalingPolicy {
 public:
  explicit Fixed(std::uint32_t replicas) : replicas_(replicas) {}

  std::uint32_t desired(const ScalingView& view) override { return replicas_ > 0 ? replicas_ : view.configured; }

 private:
  std::uint32_t replicas_;
};

}  // namespace

extern const ScalingEntry fixed_entry;
const ScalingEntry fixed_entry{
    "fixed", "always the same number of replicas", params,
    [](const Params& given, const ServicePolicyContext&) -> std::unique_ptr<ScalingPolicy> {
      return std::make_unique<Fixed>(static_cast<std::uint32_t>(given.integer("replicas")));
    }};

}  // namespace suanli::scaling
