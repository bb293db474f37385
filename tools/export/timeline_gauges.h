// timeline_gauges.h -- the columns of timeline.csv that jobs.csv can't tell, as seen at given samples.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "tools/export/sample_grid.h"

namespace suanli::exports {

class TimelineGauges {
 public:
  enum Column : std::size_t { power_w, fragmentation, down_nodes, column_count };

  // Without DIR/timeline.csv everything is empty. [InputError] when it is damaged.
  TimelineGauges(const std::string& directory, const SampleGrid& grid);

  // Whether the column has a value anywhere.
  bool has(Column column) const { return !values_[column].empty(); }
  // The last value at or before the sample; nothing where the file says nothing. REQUIRES has(column).
  std::optional<double> value(Column column, std::size_t sample) const { return values_[column][sample]; }

 private:
  std::array<std::vector<std::optional<double>>, column_count> values_;
};

}  // namespace suanli::exports
