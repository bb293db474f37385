// replica_weights.h -- the parameter "weights" of balancing policies: how much more than others a replica should get.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "sim/base/params.h"
#include "sim/engine/serving/balancing_policy.h"

namespace suanli {

constexpr ParamSpec replica_weights_param{
    .name = "weights", .type = ParamType::text, .default_value = "",
    .help = "whole weights from 1 to 1000000 in order of ReplicaId, as in \"5,1,1\", from the start again for further replicas; empty: the "
            "replicas' relative rates"};

// A weight in whole thousandths, as rules compare them; never below 1.
inline std::int64_t thousandths(double weight) {
  return weight <= 0.001 ? 1 : static_cast<std::int64_t>(std::llround(weight * 1000));
}

class ReplicaWeights {
 public:
  // [InputError] when the text of "weights" is no such list.
  explicit ReplicaWeights(const Params& params);

  // In thousandths.
  std::int64_t of(const BalancingCandidate& candidate) const {
    return given_.empty() ? thousandths(candidate.weight) : given_[index_of(candidate.replica) % given_.size()] * 1000;
  }

 private:
  std::vector<std::int64_t> given_;
};

}  // namespace suanli
