// batch_rule.cpp -- blocks from bytes.
#include "sim/engine/serving/batch_rule.h"

#include <cmath>

namespace suanli {

std::uint64_t cache_blocks(const ReplicaProfile& profile, const BatchRule& rule) {
  if (profile.cache_blocks > 0) return profile.cache_blocks;
  if (!(profile.cache_bytes_per_token > 0)) return endless_blocks;
  const double room = profile.memory_bytes * rule.memory_share - profile.model_bytes;
  return room > 0 ? static_cast<std::uint64_t>(std::floor(room / (rule.block_tokens * profile.cache_bytes_per_token))) : 0;
}

}  // namespace suanli
