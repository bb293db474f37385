// target_utilisation.cpp -- as many replicas as bring their mean load to a target.
#include <algorithm>
#include <array>
#include <cmath>

#include "policies/registry.h"
#include "policies/sizing/desired_window.h"
#include "sim/base/int128.h"

namespace suanli::scaling {
namespace {

constexpr std::array params{
    ParamSpec{.name = "metric", .type = ParamType::text, .default_value = "utilisation", .choices = "utilisation|outstanding|kv",
              .help = "mean over ready replicas: share of time busy, requests outstanding, or share of cache blocks in use"},
    ParamSpec{.name = "target", .type = ParamType::number, .default_value = "0.7", .unit = "1", .low = 1e-6, .high = 1e6,
              .help = "where it should be; shares are at most 1"},
    ParamSpec{.name = "outstanding_target", .type = ParamType::number, .default_value = "0", .unit = "1", .low = 0, .high = 1e6,
              .help = "a target for requests outstanding beside the metric's; the larger number is taken; 0: none"},
    ParamSpec{.name = "kv_target", .type = ParamType::number, .default_value = "0", .unit = "1", .low = 0, .high = 1,
              .help = "a target for the share of cache blocks in use beside the metric's; 0: none"},
    ParamSpec{.name = "tolerance", .type = ParamType::number, .default_value = "0.1", .unit = "1", .low = 0, .high = 1,
              .help = "no change while metric / target is within this of 1"},
    down_window_param, up_window_param};

std::int64_t millionths(double value) {
  return static_cast<std::int64_t>(std::llround(std::min(value, 1e12) * 1e6));
}

// The rule of the Kubernetes HorizontalPodAutoscaler: replicas x metric / target, rounded up; replicas that boot count as idle once it would
// go up. Figures are taken in millionths, so that 50 replicas at 90 % of a target of 75 % make 60, not 61.
class TargetUtilisation final : public ScalingPolicy {
 public:
  explicit TargetUtilisation(const Params& given)
      : metric_(given.text("metric")),
        target_(millionths(given.number("target"))),
        outstanding_target_(millionths(given.number("outstanding_target"))),
        cache_target_(millionths(given.number("kv_target"))),
        tolerance_(millionths(given.number("tolerance"))),
        window_(given) {}

  std::uint32_t desired(const ScalingView& view) override {
    const double value = metric_ == "utilisation" ? view.utilisation : metric_ == "outstanding" ? view.outstanding : view.cache_utilisation;
    std::uint32_t most = wanted(view, value, target_);
    if (outstanding_target_ > 0) most = std::max(most, wanted(view, view.outstanding, outstanding_target_));
    if (cache_target_ > 0) most = std::max(most, wanted(view, view.cache_utilisation, cache_target_));
    return window_.apply(view.now, view.current(), most);
  }

 private:
  // Nothing is measured where none is ready: from nothing the first request brings one.
  std::uint32_t wanted(const ScalingView& view, double value, std::int64_t target) const {
    if (view.current() == 0) return view.waiting > 0 ? 1 : 0;
    if (view.ready == 0) return view.current();
    const Int128 load = static_cast<Int128>(millionths(value)) * view.ready;
    const Int128 whole = static_cast<Int128>(target) * view.ready;
    if (within_tolerance(load, whole)) return view.current();
    if (load > whole && view.booting > 0) {
      const Int128 with_booting = static_cast<Int128>(target) * view.current();
      if (load <= with_booting || within_tolerance(load, with_booting)) return view.current();
    }
    return static_cast<std::uint32_t>(std::min<Int128>((load + target - 1) / target, 0xffffffffU));
  }
  bool within_tolerance(Int128 load, Int128 whole) const { return (load > whole ? load - whole : whole - load) * 1'000'000 <= whole * tolerance_; }

  std::string metric_;
  std::int64_t target_;
  std::int64_t outstanding_target_;
  std::int64_t cache_target_;
  std::int64_t tolerance_;
  DesiredWindow window_;
};

}  // namespace

extern const ScalingEntry target_utilisation_entry;
const ScalingEntry target_utilisation_entry{
    "target_utilisation", "as many replicas as bring their mean load to a target", params,
    [](const Params& given, const ServicePolicyContext&) -> std::unique_ptr<ScalingPolicy> { return std::make_unique<TargetUtilisation>(given); }};

}  // namespace suanli::scaling
