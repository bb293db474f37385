// ranks.cpp -- gathers the values of each contest and lets rank_groups decide.
#include "tools/sweep/ranks.h"

#include <algorithm>

#include "sim/report/statistics/rank_groups.h"
#include "tools/sweep/comparison.h"

namespace suanli::sweep {

Ranks::Ranks(const SweepManifest& manifest, const SweepGrid& grid, const RowsOf& rows_of, const Directions& directions) {
  const auto& wanted = manifest.sweep.metrics;
  std::map<std::size_t, std::size_t> sizes;
  for (std::size_t point = 0; point < manifest.points; ++point) ++sizes[grid.group_of(point)];
  std::map<std::pair<std::size_t, std::string>, Contest> contests;
  for (std::size_t point = 0; point < manifest.points; ++point) {
    const std::size_t group = grid.group_of(point);
    if (sizes[group] > most_ranked) continue;
    const auto rows = rows_of(point);
    if (!rows) continue;
    const PointFigures figures = figures_of(*rows, grid, point);
    for (const Figure& figure : figures.figures) {
      const auto direction = directions.find(figure.name.metric);
      if (direction == directions.end() || direction->second == Better::neither) continue;
      if (std::none_of(wanted.begin(), wanted.end(), [&](const std::string& key) { return means(key, figure.name, figures); })) continue;
      Contest& contest = contests[{group, figure.name.key}];
      contest.better = direction->second;
      contest.points.push_back(point);
      contest.values.push_back(figure.values);
    }
  }
  for (auto& [key, contest] : contests) settle(manifest, key.second, contest);
}

void Ranks::settle(const SweepManifest& manifest, const std::string& figure_key, Contest& contest) {
  std::size_t most = 0;
  for (const auto& values : contest.values) most = std::max(most, values.size());
  std::vector<ReplicationValues> alternatives;
  bool any_random = false;
  for (std::size_t i = 0; i < contest.points.size(); ++i) {
    any_random = any_random || manifest.is_random[contest.points[i]];
    contest.values[i].resize(most);
    alternatives.emplace_back(contest.values[i]);
  }
  const auto ranks = rank_groups(alternatives, contest.better, any_random ? Randomness::by_replication : Randomness::none);
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (ranks[i]) ranks_.emplace(std::pair(contest.points[i], figure_key), *ranks[i]);
  }
}

std::optional<std::size_t> Ranks::rank(std::size_t point, const std::string& figure_key) const {
  const auto found = ranks_.find({point, figure_key});
  return found == ranks_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace suanli::sweep
