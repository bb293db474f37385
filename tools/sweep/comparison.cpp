// comparison.cpp -- one pass over the points for what ranks need, one for the rest.
#include "tools/sweep/comparison.h"

#include <algorithm>
#include <map>
#include <utility>

#include "sim/report/metrics.h"
#include "sim/report/statistics/paired_difference.h"
#include "tools/sweep/ranks.h"

namespace suanli::sweep {
namespace {

std::map<std::string, Better, std::less<>> directions() {
  std::map<std::string, Better, std::less<>> all;
  for (const MetricSpec* spec : metric_specs()) all.emplace(spec->name, spec->better);
  return all;
}

class Comparer {
 public:
  Comparer(const SweepManifest& manifest, const RowsOf& rows_of)
      : manifest_(manifest), rows_of_(rows_of), grid_(manifest.sweep), directions_(directions()), ranks_(manifest, grid_, rows_of, directions_) {}

  void run(const std::function<void(const ComparedPoint&)>& take) {
    for (std::size_t point = 0; point < manifest_.points; ++point) {
      const auto rows = rows_of_(point);
      if (!rows) continue;
      const PointFigures figures = figures_of(*rows, grid_, point);
      ComparedPoint compared{point, {}};
      for (const Figure& figure : figures.figures) {
        compared.figures.push_back(compare(point, figure));
        compared.figures.back().metric = metric_of(figure.name, figures);
      }
      take(compared);
    }
  }

 private:
  std::optional<std::size_t> metric_of(const FigureName& name, const PointFigures& figures) const {
    const auto& metrics = manifest_.sweep.metrics;
    const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const std::string& key) { return means(key, name, figures); });
    return found == metrics.end() ? std::nullopt : std::optional<std::size_t>(found - metrics.begin());
  }

  ComparedFigure compare(std::size_t point, const Figure& figure) {
    ComparedFigure compared{.name = figure.name};
    if (const auto direction = directions_.find(figure.name.metric); direction != directions_.end()) compared.better = direction->second;
    compared.rank = ranks_.rank(point, figure.name.key);
    if (const auto mean = mean_of(figure, manifest_.is_random[point])) {
      compared.n = mean->n;
      compared.mean = mean->mean;
      compared.low = mean->low, compared.high = mean->high;
    }
    if (grid_.has_baseline()) against_baseline(point, figure, compared);
    return compared;
  }

  void against_baseline(std::size_t point, const Figure& figure, ComparedFigure& compared) {
    const std::size_t baseline = grid_.baseline_of(point);
    const PointFigures* others = figures_of_baseline(baseline);
    const Figure* other = others == nullptr ? nullptr : others->find(figure.name.key);
    if (other == nullptr) return;
    const auto their_mean = mean_of(*other, manifest_.is_random[baseline]);
    if (!their_mean) return;
    compared.baseline_mean = their_mean->mean;
    if (baseline == point) {
      compared.verdict = "baseline";
      return;
    }
    const std::size_t common = std::min(figure.values.size(), other->values.size());
    const auto paired = paired_difference(ReplicationValues(figure.values).first(common), ReplicationValues(other->values).first(common));
    if (!paired) return;
    const bool is_random = manifest_.is_random[point] || manifest_.is_random[baseline];
    compared.n = paired->difference.n;
    compared.difference = is_random ? paired->difference.mean : *compared.mean - *compared.baseline_mean;
    if (is_random) compared.difference_low = paired->difference.low, compared.difference_high = paired->difference.high;
    compared.verdict = verdict(compared, is_random);
  }

  static std::string_view verdict(const ComparedFigure& compared, bool is_random) {
    if (compared.better == Better::neither) return {};
    const double difference = *compared.difference;
    if (is_random) {
      if (!compared.difference_low) return {};
      if (*compared.difference_low == 0 && *compared.difference_high == 0) return "same";
      if (*compared.difference_low <= 0 && *compared.difference_high >= 0) return "not_told_apart";
    }
    if (difference == 0) return "same";
    return (difference < 0) == (compared.better == Better::lower) ? "better" : "worse";
  }

  // Kept, because neighbours often share it; all are dropped when there are many.
  const PointFigures* figures_of_baseline(std::size_t baseline) {
    constexpr std::size_t most_kept = 256;
    const auto found = baselines_.find(baseline);
    if (found != baselines_.end()) return found->second ? &*found->second : nullptr;
    if (baselines_.size() >= most_kept) baselines_.clear();
    const auto rows = rows_of_(baseline);
    auto& kept = baselines_[baseline];
    if (rows) kept = figures_of(*rows, grid_, baseline);
    return kept ? &*kept : nullptr;
  }

  const SweepManifest& manifest_;
  const RowsOf& rows_of_;
  SweepGrid grid_;
  std::map<std::string, Better, std::less<>> directions_;
  Ranks ranks_;
  std::map<std::size_t, std::optional<PointFigures>> baselines_;
};

}  // namespace

void compare_points(const SweepManifest& manifest, const RowsOf& rows_of, const std::function<void(const ComparedPoint&)>& take) {
  Comparer(manifest, rows_of).run(take);
}

}  // namespace suanli::sweep
