// shard.h -- which points of a sweep this process computes: by an option, or by what the launcher of the process says.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace suanli::sweep {

// Point k belongs to shard k mod count.
struct Shard {
  std::size_t index = 0;
  std::size_t count = 1;
  std::string told_by;  // the option or the variables
  bool owns(std::size_t point) const { return point % count == index; }
};

// "I/N" of --shard, 0 <= I < N. [InputError] naming the option.
Shard parse_shard(std::string_view text);

using Environment = std::function<const char*(const char* name)>;  // null where there is no such variable

// The first of these whose index is set: SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX, with SUANLI_SHARDS; OMPI_COMM_WORLD_RANK with
// OMPI_COMM_WORLD_SIZE; SLURM_PROCID with SLURM_NTASKS. Nothing when none is. [InputError] for an index without a count, or past it: a scheduler's
// own count is not asked for arrays, because it is that of the tasks submitted last, not of all.
std::optional<Shard> shard_of(const Environment& environment);

}  // namespace suanli::sweep
