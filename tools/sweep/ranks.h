// ranks.h -- the rank of each point in the sweep's metrics, among the points that are compared with each other.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/sweep/manifest.h"
#include "sim/report/better.h"
#include "tools/sweep/figures.h"

namespace suanli::sweep {

class Ranks {
 public:
  using Directions = std::map<std::string, Better, std::less<>>;  // by metric

  // Reads all points once. The references need to live only during the construction.
  Ranks(const SweepManifest& manifest, const SweepGrid& grid, const RowsOf& rows_of, const Directions& directions);

  // Nothing for figures that are none of the sweep's metrics, have no direction or no value, or belong to too large a group.
  std::optional<std::size_t> rank(std::size_t point, const std::string& figure_key) const;

 private:
  struct Contest {
    Better better = Better::neither;
    std::vector<std::size_t> points;
    std::vector<std::vector<std::optional<double>>> values;
  };
  void settle(const SweepManifest& manifest, const std::string& figure_key, Contest& contest);

  std::map<std::pair<std::size_t, std::string>, std::size_t> ranks_;  // by point and figure
};

}  // namespace suanli::sweep
