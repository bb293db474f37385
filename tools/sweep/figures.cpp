// figures.cpp -- takes rows apart from both ends, so that a tenant may hold anything.
#include "tools/sweep/figures.h"

#include <algorithm>
#include <charconv>

#include "sim/base/check.h"
#include "sim/report/metrics.h"
#include "tools/sweep/run_rows.h"

namespace suanli::sweep {
namespace {

std::string_view take_first(std::string_view& cells) {
  const std::size_t comma = cells.find(',');
  const std::string_view cell = cells.substr(0, comma);
  cells.remove_prefix(std::min(cells.size(), cell.size() + 1));
  return cell;
}

std::string_view take_last(std::string_view& cells) {
  const std::size_t comma = cells.rfind(',');
  SUANLI_ASSERT(comma != std::string_view::npos, "a row of a point has all its cells");
  const std::string_view cell = cells.substr(comma + 1);
  cells = cells.substr(0, comma);
  return cell;
}

std::optional<double> number(std::string_view cell) {
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (cell.empty() || error != std::errc() || end != cell.data() + cell.size()) return std::nullopt;
  return value;
}

std::string first_stat(std::string_view metric) {
  for (const MetricSpec* spec : metric_specs()) {
    if (spec->name == metric) return std::string(spec->stats.substr(0, spec->stats.find(',')));
  }
  return {};
}

FigureName named(std::string_view key, std::string_view unit) {
  FigureName name;
  name.key = key;
  name.unit = unit;
  name.metric = take_first(key);
  name.device_kind = take_first(key);
  name.stat = take_last(key);
  name.tenant = key;
  return name;
}

}  // namespace

PointFigures figures_of(std::string_view rows, const SweepGrid& grid, std::size_t point) {
  PointFigures all;
  std::string prefix;
  std::size_t expected = 0;  // replications mostly have the same figures in the same order
  for (std::string_view row = take_row(rows); !row.empty(); row = take_row(rows)) {
    if (all.replications == 0 || !row.starts_with(prefix)) {
      prefix = row_prefix(grid, point, all.replications++);
      expected = 0;
    }
    SUANLI_ASSERT(row.starts_with(prefix), "the rows of a point are in the order of its replications");
    std::string_view key = row.substr(prefix.size(), row.size() - prefix.size() - 1);
    const std::string_view unit = take_last(key);
    const auto value = number(take_last(key));
    if (expected >= all.figures.size() || all.figures[expected].name.key != key) {
      const auto [at, is_new] = all.by_key.try_emplace(std::string(key), all.figures.size());
      if (is_new) all.figures.push_back({named(key, unit), {}});
      expected = at->second;
    }
    Figure& figure = all.figures[expected++];
    figure.values.resize(all.replications);
    figure.values.back() = value;
  }
  for (Figure& figure : all.figures) figure.values.resize(all.replications);
  return all;
}

std::optional<MeanInterval> mean_of(const Figure& figure, bool is_random) {
  std::vector<double> there;
  for (const auto& value : figure.values) {
    if (value) there.push_back(*value);
  }
  auto mean = mean_interval(there);
  if (mean && !is_random) mean = MeanInterval{there.size(), there.front(), std::nullopt, std::nullopt};
  return mean;
}

bool means(std::string_view key, const FigureName& figure, const PointFigures& point) {
  const auto take_part = [&] {
    const std::size_t dot = key.find('.');
    const std::string_view part = key.substr(0, dot);
    key.remove_prefix(std::min(key.size(), part.size() + 1));
    return part;
  };
  if (take_part() != figure.metric) return false;
  const std::string stat = key.empty() ? first_stat(figure.metric) : std::string(take_part());
  if (stat != figure.stat) return false;
  if (key.empty()) {
    if (figure.tenant != "all") return false;
    if (point.find(figure.metric + ",all,all," + figure.stat) != nullptr) return figure.device_kind == "all";
    return figure.device_kind.find_first_of(":@") == std::string::npos;
  }
  return (key == figure.device_kind && figure.tenant == "all") || key == figure.device_kind + '.' + figure.tenant;
}

}  // namespace suanli::sweep
