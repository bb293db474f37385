// sweep_data.cpp -- puts what was read of a sweep into one JSON object, rows as columns.
#include "tools/report/sweep_data.h"

#include <algorithm>
#include <filesystem>

namespace suanli::page {
namespace {

constexpr std::size_t most_rows = 20'000;

void write_points(JsonText& out, const SweepResults& sweep) {
  out.key("columns").begin_list();
  for (const std::string& column : sweep.columns) out.text(column);
  out.end_list().key("points").begin_list();
  for (const auto& cells : sweep.points) {
    out.begin_list();
    for (const std::string& cell : cells) out.text(cell);
    out.end_list();
  }
  out.end_list().key("baselines").begin_list();
  for (const auto& baseline : sweep.baselines) out.integer(baseline ? static_cast<std::int64_t>(*baseline) : -1);
  out.end_list().key("missing").begin_list();
  for (std::size_t point = 0; point < sweep.points.size(); ++point) {
    if (!sweep.is_there[point]) out.integer(static_cast<std::int64_t>(point));
  }
  out.end_list();
}

// Of the chosen figures only, each under its new place.
void write_rows(JsonText& out, const SweepResults& sweep, const std::vector<std::optional<std::size_t>>& places) {
  const auto column = [&](const char* key, auto write) {
    out.key(key).begin_list();
    for (const SweepRow& row : sweep.rows) {
      if (places[row.figure]) write(row);
    }
    out.end_list();
  };
  out.key("rows").begin_object();
  column("point", [&](const SweepRow& row) { out.integer(static_cast<std::int64_t>(row.point)); });
  column("figure", [&](const SweepRow& row) { out.integer(static_cast<std::int64_t>(*places[row.figure])); });
  column("n", [&](const SweepRow& row) { out.integer(static_cast<std::int64_t>(row.count)); });
  column("verdict", [&](const SweepRow& row) { out.text(row.verdict); });
  struct Named {
    const char* key;
    std::optional<double> SweepRow::*value;
  };
  for (const auto& [key, value] : {Named{"mean", &SweepRow::mean}, Named{"low", &SweepRow::low}, Named{"high", &SweepRow::high},
                                   Named{"baseline", &SweepRow::baseline_mean}, Named{"diff", &SweepRow::difference},
                                   Named{"diff_low", &SweepRow::difference_low}, Named{"diff_high", &SweepRow::difference_high},
                                   Named{"rank", &SweepRow::rank}}) {
    column(key, [&, value = value](const SweepRow& row) {
      if (row.*value) out.plotted(*(row.*value));
      else out.number(std::optional<double>());
    });
  }
  out.end_object();
}

}  // namespace

bool is_chosen(const SweepFigure& figure, FigureChoice choice, const std::vector<std::string>& headline) {
  if (choice == FigureChoice::all) return true;
  if (figure.tenant != "all") return false;
  if (choice == FigureChoice::whole_workload) return true;
  const std::string name = std::string(figure.metric) + '.' + std::string(figure.stat);
  return std::any_of(headline.begin(), headline.end(), [&](const std::string& wanted) { return wanted == name || wanted.starts_with(name + '.'); });
}

FigureChoice figure_choice(const SweepResults& sweep, std::size_t most) {
  for (const FigureChoice choice : {FigureChoice::all, FigureChoice::whole_workload}) {
    const auto count = std::count_if(sweep.rows.begin(), sweep.rows.end(), [&](const SweepRow& row) {
      return is_chosen(sweep.figures[row.figure], choice, sweep.manifest.sweep.metrics);
    });
    if (static_cast<std::size_t>(count) <= most) return choice;
  }
  return FigureChoice::headline;
}

void write_sweep_data(JsonText& out, const SweepResults& sweep, const std::string& folder) {
  const SweepManifest& manifest = sweep.manifest;
  const FigureChoice choice = figure_choice(sweep, most_rows);
  out.begin_object().key("kind").text("sweep").key("name").text(manifest.sweep.name).key("why").text(manifest.sweep.why);
  out.key("version").text(manifest.version).key("seed").text(std::to_string(manifest.sweep.seed)).key("plan_hash").text(manifest.plan_hash);
  out.key("replications").integer(static_cast<std::int64_t>(manifest.replications)).key("has_goal").flag(manifest.sweep.replications.has_goal());
  out.key("is_random").flag(std::find(manifest.is_random.begin(), manifest.is_random.end(), true) != manifest.is_random.end());
  out.key("choice").text(choice == FigureChoice::all ? "all" : choice == FigureChoice::whole_workload ? "whole_workload" : "headline");
  out.key("headline").begin_list();
  for (const std::string& metric : manifest.sweep.metrics) out.text(metric);
  out.end_list();
  write_points(out, sweep);
  std::vector<std::optional<std::size_t>> places(sweep.figures.size());
  std::size_t kept = 0;
  out.key("figures").begin_list();
  for (std::size_t i = 0; i < sweep.figures.size(); ++i) {
    const SweepFigure& figure = sweep.figures[i];
    if (!is_chosen(figure, choice, manifest.sweep.metrics)) continue;
    places[i] = kept++;
    out.begin_list().text(figure.metric).text(figure.stat).text(figure.kind).text(figure.tenant).text(figure.unit).end_list();
  }
  out.end_list();
  write_rows(out, sweep, places);
  out.key("files").begin_list();
  for (const char* name : {"compare.csv", "sweep.csv", "manifest.json"}) {
    if (std::filesystem::exists(std::filesystem::path(sweep.directory) / name)) out.begin_list().text(name).text(folder + name).end_list();
  }
  out.end_list().end_object();
}

}  // namespace suanli::page
