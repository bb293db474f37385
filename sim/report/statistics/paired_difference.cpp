// paired_difference.cpp -- the differences, then one mean.
#include "sim/report/statistics/paired_difference.h"

#include <vector>

#include "sim/base/check.h"
#include "sim/report/statistics/student_t.h"

namespace suanli {

std::optional<PairedDifference> paired_difference(ReplicationValues values, ReplicationValues baseline) {
  SUANLI_ASSERT(values.size() == baseline.size(), "both sides of a pair have the same replications");
  std::vector<double> differences;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] && baseline[i]) differences.push_back(*values[i] - *baseline[i]);
  }
  const auto interval = mean_interval(differences);
  if (!interval) return std::nullopt;
  PairedDifference found{*interval, {}};
  const auto error = standard_error(differences);
  if (!error) return found;
  if (*error == 0) found.p = interval->mean == 0 ? 1 : 0;
  else found.p = t_two_sided_p(interval->mean / *error, interval->n - 1);
  return found;
}

}  // namespace suanli
