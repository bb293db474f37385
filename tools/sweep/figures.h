// figures.h -- the figures of a point in all its replications, read back from its rows.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/sweep/sweep_grid.h"
#include "sim/report/statistics/mean_interval.h"

namespace suanli::sweep {

// Which figure: the cells as they stand in the file, quotes included.
struct FigureName {
  std::string metric;
  std::string device_kind;
  std::string tenant;
  std::string stat;
  std::string unit;
  std::string key;  // "metric,device_kind,tenant,stat"
};

struct Figure {
  FigureName name;
  std::vector<std::optional<double>> values;  // by replication; none where the cell is empty
};

// The rows of a point; nothing when it has no result.
using RowsOf = std::function<std::optional<std::string>(std::size_t point)>;

struct PointFigures {
  std::size_t replications = 0;
  std::vector<Figure> figures;               // in the order of the rows
  std::map<std::string, std::size_t> by_key;

  const Figure* find(const std::string& key) const {
    const auto at = by_key.find(key);
    return at == by_key.end() ? nullptr : &figures[at->second];
  }
};

// REQUIRES rows that the sweep runner made for this point.
PointFigures figures_of(std::string_view rows, const SweepGrid& grid, std::size_t point);

// Of the values that are there. Of a point without randomness: its one value, to the last bit, without interval.
std::optional<MeanInterval> mean_of(const Figure& figure, bool is_random);

// Whether a key of the sweep's `metrics`, metric[.stat[.device_kind[.tenant]]], means this figure of the point: without a stat the first of the metric;
// without a device kind all kinds together or, where there is no such row, each kind but single models and pools; without a tenant all together.
bool means(std::string_view key, const FigureName& figure, const PointFigures& point);

}  // namespace suanli::sweep
