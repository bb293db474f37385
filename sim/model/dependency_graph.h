// dependency_graph.h -- finds the cycles among jobs that wait for each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/base/ids.h"

namespace suanli {

// Jobs of one cycle in order, each depending on the next; the first is repeated at the end.
using DependencyCycle = std::vector<JobId>;

struct DependencyCycles {
  std::vector<DependencyCycle> listed;  // the first `max_listed`
  std::size_t count = 0;                // 0 exactly when the graph is acyclic
};

// Job j depends on dependencies[begin[j]..begin[j + 1]). One cycle per edge that closes one in a depth-first walk by rising
// JobId. O(jobs + dependencies) and the lengths of the listed cycles.
DependencyCycles find_dependency_cycles(std::span<const std::uint32_t> begin, std::span<const JobId> dependencies,
                                        std::size_t max_listed);

}  // namespace suanli
