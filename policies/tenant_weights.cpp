// tenant_weights.cpp -- reads "a=2,b=3".
#include "policies/tenant_weights.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "sim/base/check.h"

namespace suanli {
namespace {

constexpr std::int64_t largest = 1000;

[[noreturn]] void refuse(std::string_view entry) {
  throw InputError(std::string(), "weights: \"" + std::string(entry) + "\" is no weight of a tenant", "write name=1 to name=1000, several with commas");
}

}  // namespace

TenantWeights::TenantWeights(const Params& params) {
  std::string_view rest = params.text("weights");
  while (!rest.empty()) {
    const std::string_view entry = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), entry.size() + 1));
    const std::size_t equals = entry.rfind('=');
    if (equals == std::string_view::npos || equals == 0) refuse(entry);
    const std::string_view digits = entry.substr(equals + 1);
    std::int64_t weight = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), weight);
    if (error != std::errc() || end != digits.data() + digits.size() || weight < 1 || weight > largest) refuse(entry);
    if (!weights_.emplace(std::string(entry.substr(0, equals)), weight).second) refuse(entry);
  }
}

IdVector<TenantId, std::int64_t> TenantWeights::of(const Workload& workload) const {
  IdVector<TenantId, std::int64_t> all(workload.tenants.size(), 1);
  std::size_t known = 0;
  for (const TenantId tenant : IdRange<TenantId>(workload.tenants.size())) {
    const auto named = weights_.find(workload.tenants[tenant]);
    if (named == weights_.end()) continue;
    all[tenant] = named->second;
    ++known;
  }
  if (known == weights_.size()) return all;
  for (const auto& [name, weight] : weights_) {
    bool found = false;
    for (const std::string& tenant : workload.tenants) found = found || tenant == name;
    if (!found) throw InputError(workload.provenance.source, "weights: no job is of tenant \"" + name + "\"", "see the tenants of the trace");
  }
  return all;
}

}  // namespace suanli
