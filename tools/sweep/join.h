// join.h -- sweep.csv and compare.csv from the files of the points.
#pragma once

#include <cstddef>
#include <vector>

#include "tools/sweep/comparison.h"
#include "tools/sweep/sweep_directory.h"

namespace suanli::sweep {

// Those without a file, or with one that is damaged.
std::vector<std::size_t> missing_points(const SweepDirectory& directory);

// Rows of a directory's points.
RowsOf rows_in(const SweepDirectory& directory);

// Writes both tables over all points that are there; both get their names only once both are whole; exports of earlier ones are removed. The bytes do not depend on who computed which
// point. [InputError]
void join(const SweepDirectory& directory);

}  // namespace suanli::sweep
