// comparison_view.cpp -- arranges compared figures for the eye.
#include "tools/suanli/comparison_view.h"

#include <algorithm>
#include <cmath>

#include "scenarios/json_location.h"
#include "sim/report/csv.h"
#include "tools/suanli/readable_number.h"

namespace suanli::cli {
namespace {

constexpr std::size_t most_shown = 24;
constexpr std::size_t most_listed = 12;  // of more than most_shown
constexpr std::size_t screen = 48;       // lines; the first table is shown in any case

using sweep::ComparedFigure;

std::string exact(std::optional<double> value) {
  std::string text;
  if (value) append_double(text, *value);
  return text;
}

std::string short_figure(std::optional<double> value) {
  return value ? rounded(*value) : "-";
}

std::string interval(std::optional<double> low, std::optional<double> high) {
  return low && high ? rounded(*low) + " .. " + rounded(*high) : "";
}

std::string difference(const ComparedFigure& figure) {
  if (!figure.difference) return "";
  return (*figure.difference > 0 ? "+" : "") + rounded(*figure.difference);
}

std::string share(const ComparedFigure& figure) {
  if (!figure.difference || !figure.baseline_mean || *figure.baseline_mean == 0) return "";
  const double percent = 100 * *figure.difference / std::abs(*figure.baseline_mean);
  return (percent > 0 ? "+" : "") + fixed(percent, 1);
}

// The last step of each pointer where that tells them apart, else all of it.
std::vector<std::string> short_columns(const std::vector<std::string>& columns) {
  std::vector<std::string> names;
  for (const std::string& column : columns) names.push_back(column.starts_with("/") ? steps_of(column).back() : column);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::count(names.begin(), names.end(), names[i]) > 1) return columns;
  }
  return names;
}

std::string title(const sweep::FigureName& name) {
  std::string text = name.metric + ", " + name.stat;
  if (name.device_kind != "all") text += ", " + name.device_kind;
  if (name.tenant != "all") text += ", " + name.tenant;
  return name.unit == "1" ? text : text + " (" + name.unit + ")";
}

// All of few in their own order, or the best of many.
std::vector<const Headline*> shown(std::vector<const Headline*> block) {
  if (block.size() <= most_shown) return block;
  const Better better = block.front()->figure.better;
  if (better != Better::neither) {
    std::stable_sort(block.begin(), block.end(), [&](const Headline* a, const Headline* b) {
      const auto& x = a->figure.mean;
      const auto& y = b->figure.mean;
      if (!x || !y) return x.has_value() && !y;
      return better == Better::lower ? *x < *y : *x > *y;
    });
  }
  block.resize(most_listed);
  return block;
}

template <class Has>
bool any(const std::vector<const Headline*>& block, Has has) {
  return std::any_of(block.begin(), block.end(), [&](const Headline* one) { return has(one->figure); });
}

OutputTable block_table(const SweepGrid& grid, const std::vector<const Headline*>& block) {
  OutputTable table{{}, {}, {}};
  const bool random = any(block, [](const ComparedFigure& figure) { return figure.low.has_value(); });
  const bool compared = any(block, [](const ComparedFigure& figure) { return figure.difference.has_value(); });
  const bool paired = any(block, [](const ComparedFigure& figure) { return figure.difference_low.has_value(); });
  const bool judged = any(block, [](const ComparedFigure& figure) { return !figure.verdict.empty(); });
  const bool ranked = any(block, [](const ComparedFigure& figure) { return figure.rank.has_value(); });
  for (const std::string& column : short_columns(grid.columns())) table.columns.push_back({column});
  table.columns.push_back({"mean", true});
  if (random) table.columns.push_back({"95 % interval", true});
  if (compared) table.columns.push_back({"difference", true});
  if (paired) table.columns.push_back({"95 % interval", true});
  if (compared) table.columns.push_back({"%", true});
  if (judged) table.columns.push_back({"verdict"});
  if (ranked) table.columns.push_back({"rank", true});
  for (const Headline* one : block) {
    const ComparedFigure& figure = one->figure;
    std::vector<std::string> row = grid.cells(one->point);
    row.push_back(short_figure(figure.mean));
    if (random) row.push_back(interval(figure.low, figure.high));
    if (compared) row.push_back(difference(figure));
    if (paired) row.push_back(interval(figure.difference_low, figure.difference_high));
    if (compared) row.push_back(share(figure));
    std::string verdict(figure.verdict);
    std::replace(verdict.begin(), verdict.end(), '_', ' ');
    if (judged) row.push_back(std::move(verdict));
    if (ranked) row.push_back(figure.rank ? std::to_string(*figure.rank) : "");
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string point_text(const SweepGrid& grid, std::size_t point) {
  std::string text;
  for (const std::string& cell : grid.cells(point)) text += (text.empty() ? "" : ", ") + cell;
  return text.empty() ? "the only point" : text;
}

// Who is first in a block of one contest: a single point, or a group.
std::string best_of(const SweepGrid& grid, const std::vector<const Headline*>& block) {
  std::vector<const Headline*> first;
  for (const Headline* one : block) {
    if (grid.group_of(one->point) != grid.group_of(block.front()->point)) return {};
    if (one->figure.rank == 1) first.push_back(one);
  }
  if (first.empty() || block.size() < 2) return {};
  const sweep::FigureName& name = first.front()->figure.name;
  const std::string of = " in " + name.metric + '.' + name.stat;
  if (first.size() == 1) {
    const ComparedFigure& figure = first.front()->figure;
    std::string text = "best" + of + ": " + point_text(grid, first.front()->point) + ", " + short_figure(figure.mean);
    if (figure.difference) text += " against " + short_figure(figure.baseline_mean) + " of the baseline (" + share(figure) + " %)";
    return text + '\n';
  }
  const bool same = std::all_of(first.begin(), first.end(), [&](const Headline* one) { return one->figure.mean == first.front()->figure.mean; });
  std::string text = same ? "equal and best" + of + ": " : "not told apart, and best" + of + ": ";
  for (std::size_t i = 0; i < std::min<std::size_t>(first.size(), 6); ++i) text += (i == 0 ? "" : "; ") + point_text(grid, first[i]->point);
  if (first.size() > 6) text += "; and " + std::to_string(first.size() - 6) + " more";
  return text + '\n';
}

// The figures of one name together, in the order of the sweep's metrics; those that no point has are left out.
std::vector<std::vector<const Headline*>> blocks_of(const SweepManifest& manifest, const std::vector<Headline>& headlines) {
  std::vector<std::vector<const Headline*>> blocks;
  for (std::size_t metric = 0; metric < manifest.sweep.metrics.size(); ++metric) {
    const std::size_t first = blocks.size();
    for (const Headline& one : headlines) {
      if (one.figure.metric != metric) continue;
      const auto same = [&](const auto& block) { return block.front()->figure.name.key == one.figure.name.key; };
      const auto block = std::find_if(blocks.begin() + static_cast<std::ptrdiff_t>(first), blocks.end(), same);
      if (block == blocks.end()) blocks.push_back({&one});
      else block->push_back(&one);
    }
  }
  std::erase_if(blocks, [](const auto& block) { return !any(block, [](const ComparedFigure& figure) { return figure.mean.has_value(); }); });
  return blocks;
}

OutputTable exact_table(const SweepGrid& grid, const std::vector<Headline>& headlines) {
  OutputTable table{{}, {}, {}};
  for (const std::string& column : grid.columns()) table.columns.push_back({column});
  table.columns.insert(table.columns.end(), {{"metric"}, {"stat"}, {"n", true}});
  for (const char* number : {"mean", "ci95_low", "ci95_high", "baseline_mean", "paired_diff", "paired_ci95_low", "paired_ci95_high"}) {
    table.columns.push_back({number, true});
  }
  table.columns.insert(table.columns.end(), {{"device_kind"}, {"tenant"}, {"unit"}, {"rank", true}, {"verdict"}});
  for (const auto& [point, figure] : headlines) {
    std::vector<std::string> row = grid.cells(point);
    row.insert(row.end(), {figure.name.metric, figure.name.stat, std::to_string(figure.n), exact(figure.mean), exact(figure.low), exact(figure.high),
                           exact(figure.baseline_mean), exact(figure.difference), exact(figure.difference_low), exact(figure.difference_high),
                           figure.name.device_kind, figure.name.tenant, figure.name.unit, figure.rank ? std::to_string(*figure.rank) : "",
                           std::string(figure.verdict)});
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

std::vector<Headline> headlines(const SweepManifest& manifest, const sweep::RowsOf& rows_of) {
  std::vector<Headline> all;
  sweep::compare_points(manifest, rows_of, [&](const sweep::ComparedPoint& point) {
    for (const ComparedFigure& figure : point.figures) {
      if (figure.metric) all.push_back({point.point, figure});
    }
  });
  return all;
}

std::string comparison_text(const SweepManifest& manifest, const std::vector<Headline>& headlines, OutputFormat format, const Terminal& terminal) {
  const SweepGrid grid(manifest.sweep);
  if (format != OutputFormat::table) return exact_table(grid, headlines).text(format);
  std::string text;
  std::string sentences;
  std::size_t lines = 0;
  std::size_t left_out = 0;
  for (const auto& block : blocks_of(manifest, headlines)) {
    const auto few = shown(block);
    lines += few.size() + 4;
    sentences += best_of(grid, block);
    if (lines > screen && !text.empty()) {
      ++left_out;
      continue;
    }
    text += terminal.strong(title(block.front()->figure.name)) + '\n' + block_table(grid, few).text(OutputFormat::table);
    if (few.size() < block.size()) text += "(the " + std::string(block.front()->figure.better == Better::neither ? "first " : "best ") + std::to_string(few.size()) + " of " + std::to_string(block.size()) + " points)\n";
    text += '\n';
  }
  if (left_out > 0) text += "(" + std::to_string(left_out) + " more figures, and all others, are in compare.csv)\n";
  return text + sentences;
}

}  // namespace suanli::cli
