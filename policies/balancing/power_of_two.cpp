// power_of_two.cpp -- a few replicas are drawn, and the one of them with the fewest requests outstanding gets the request.
#include <algorithm>
#include <array>

#include "policies/registry.h"
#include "policies/routing/balancing_stream.h"
#include "policies/routing/distinct_draw.h"

namespace suanli::balancing {
namespace {

constexpr std::array params{ParamSpec{.name = "d", .type = ParamType::integer, .default_value = "2", .unit = "1", .low = 1, .high = 1e6,
                                      .help = "distinct replicas drawn for each request; all, where there are fewer"}};

// Mitzenmacher 1996; Vvedenskaya, Dobrushin, Karpelevich 1996. Among equals the first drawn.
class PowerOfTwo final : public BalancingPolicy {
 public:
  PowerOfTwo(std::size_t draws, const Stream& stream) : draws_(draws), stream_(stream) {}

  std::optional<ReplicaId> pick(const BalancingView& view, RequestId) override {
    const auto candidates = view.candidates();
    ReplicaId best{};
    std::uint32_t least = 0;
    for (std::size_t drawn = 0; drawn < std::min(draws_, candidates.size()); ++drawn) {
      const ReplicaId replica = candidates[draw_.next(stream_, drawn)].replica;
      const std::uint32_t outstanding = view.load(replica).outstanding();
      if (drawn > 0 && outstanding >= least) continue;
      best = replica;
      least = outstanding;
    }
    return best;
  }

  void candidates_changed(const BalancingView& view) override { draw_.reset(view.candidates().size()); }

 private:
  std::size_t draws_;
  Stream stream_;
  DistinctDraw draw_;
};

}  // namespace

extern const BalancingEntry power_of_two_entry;
const BalancingEntry power_of_two_entry{
    "power_of_two", "the one with the fewest outstanding of d replicas drawn", params,
    [](const Params& given, const ServicePolicyContext& context) -> std::unique_ptr<BalancingPolicy> {
      return std::make_unique<PowerOfTwo>(static_cast<std::size_t>(given.integer("d")), balancing_stream(context, "power_of_two"));
    },
    [](const Params&) { return true; }};

}  // namespace suanli::balancing
