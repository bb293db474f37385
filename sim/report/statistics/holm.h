// holm.h -- which of several hypotheses fall when all are tested at once.
#pragma once

#include <span>
#include <vector>

namespace suanli {

// Step-down by Holm (1979, "A simple sequentially rejective multiple test procedure"): of m p-values in ascending order the i-th is
// rejected when it and all before it are at most level/(m - i + 1). The chance of any false rejection is at most `level`, however
// the tests depend on each other. In the order of `p_values`.
std::vector<bool> holm_rejected(std::span<const double> p_values, double level = 0.05);

}  // namespace suanli
