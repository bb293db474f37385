// rank_groups.h -- the ranks of several alternatives, equal where they cannot be told apart.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "sim/report/better.h"
#include "sim/report/statistics/paired_difference.h"

namespace suanli {

enum class Randomness { none, by_replication };

// Rule. Any two alternatives are told apart when Student's paired test rejects at 5 % after Holm's correction over all pairs that could
// be tested (two common replications or more). In the order of their means, best first, each alternative without a rank heads
// a group: it and all others without a rank that are not told apart from it get the rank 1 + (alternatives ranked before). A
// group has no winner: its members may differ from each other, but none is told apart from its head. Not being told apart is not
// transitive, so an alternative of a wide spread can rank before one of a better mean.
//
// Example: means 10, 11, 12, 20, lower is better; told apart are 10 from 12 and 20 from all others. 10 heads {10, 11}: rank 1.
// 12 was not told apart from 11, but was from the head: it heads {12}, rank 3. 20 has rank 4.
//
// Without randomness means are compared exactly: equal ones share a rank. An alternative without any value has no rank.
// In the order of `alternatives`. REQUIRES as many replications of each, and a direction that is better.
std::vector<std::optional<std::size_t>> rank_groups(std::span<const ReplicationValues> alternatives, Better better,
                                                    Randomness randomness);

}  // namespace suanli
