// tenant_weights.h -- the parameter "weights": how much more than others a tenant may have.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "sim/base/params.h"
#include "sim/engine/policy.h"

namespace suanli {

constexpr ParamSpec weights_param{.name = "weights", .type = ParamType::text, .default_value = "",
                                  .help = "whole weights of tenants from 1 to 1000, as in \"research=3,web=1\"; 1 for those not named"};

class TenantWeights {
 public:
  // [InputError] when the text is not such a list.
  explicit TenantWeights(const Params& params);

  // By TenantId. [InputError] for a tenant that the workload does not have.
  IdVector<TenantId, std::int64_t> of(const Workload& workload) const;

 private:
  std::map<std::string, std::int64_t> weights_;
};

}  // namespace suanli
