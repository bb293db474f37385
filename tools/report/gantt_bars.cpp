// gantt_bars.cpp -- which lanes of its node a job gets among those that are free.
#include "tools/report/gantt_bars.h"

#include <algorithm>
#include <map>

#include "sim/base/check.h"

namespace suanli::page {
namespace {

constexpr std::size_t most_cpu_lanes = 512;
constexpr double always_free = -1;  // before any start

// By when each lane of a node is free again.
using Lanes = std::vector<double>;
using NodeRows = std::map<std::string_view, std::size_t>;

std::vector<std::string_view> node_names(const RunResults& run) {
  std::vector<std::string_view> names;
  for (const NodeRow& row : run.nodes) {
    if (names.empty() || names.back() != row.node) names.push_back(row.node);
  }
  return names;
}

// The cell is node:tasks;node:tasks. A name may hold ';' itself: then the piece so far is no node, and the next one belongs to it.
std::vector<std::size_t> rows_in(const RunResults& run, const JobRow& job, const NodeRows& known) {
  std::vector<std::size_t> rows;
  std::size_t from = 0;
  for (std::size_t at = 0; at <= job.nodes.size() && !job.nodes.empty(); ++at) {
    if (at < job.nodes.size() && job.nodes[at] != ';') continue;
    const std::string_view piece = job.nodes.substr(from, at - from);
    const auto row = known.find(piece.substr(0, piece.rfind(':')));
    if (row == known.end()) continue;
    rows.push_back(row->second);
    from = at + 1;
  }
  if (from <= job.nodes.size() && !job.nodes.empty()) {
    throw InputError(run.directory + "/jobs.csv", "job \"" + std::string(job.id) + "\" ran on \"" + std::string(job.nodes.substr(from)) +
                                                      "\", which nodes.csv does not have", "are both files of the same run?");
  }
  return rows;
}

std::size_t cpu_lanes(const RunResults& run, std::size_t nodes) {
  for (const NodeRow& row : run.nodes) {
    if (nodes == 1 && row.kind == "cpu") return static_cast<std::size_t>((row.milli_units + 999) / 1000);
  }
  return 0;
}

class BarMaker {
 public:
  // Each row begins with `lanes` free ones and gets more when they do not suffice.
  BarMaker(GanttBars& made, std::size_t rows, std::size_t lanes) : made_(made), lanes_(rows, Lanes(lanes, always_free)) {}

  // Bars for `wanted` free lanes: the smallest gap that has them all, or else the lowest ones; neighbours in one bar.
  void add(std::size_t job, std::size_t row, double start, double end, std::size_t wanted) {
    Lanes& lanes = lanes_[row];
    for (std::size_t lane = gap_for(lanes, start, wanted); wanted > 0; ++lane) {
      if (lane == lanes.size()) lanes.push_back(start);
      if (lanes[lane] > start) continue;
      lanes[lane] = end;
      --wanted;
      GanttBar* last = made_.bars.empty() ? nullptr : &made_.bars.back();
      if (last != nullptr && last->job == job && last->row == row && last->lane + last->lanes == lane) {
        ++last->lanes;
      } else {
        made_.bars.push_back({job, row, lane, 1});
      }
    }
  }
  std::size_t lanes(std::size_t row) const { return lanes_[row].size(); }

 private:
  // The first lane of the gap; 0 when no gap is wide enough.
  static std::size_t gap_for(const Lanes& lanes, double start, std::size_t wanted) {
    std::size_t best = 0;
    std::size_t best_width = lanes.size() + 1;
    std::size_t width = 0;
    for (std::size_t lane = 0; lane <= lanes.size(); ++lane) {
      if (lane < lanes.size() && lanes[lane] <= start) {
        ++width;
        continue;
      }
      if (width >= wanted && width < best_width) {
        best = lane - width;
        best_width = width;
      }
      width = 0;
    }
    return best;
  }

  GanttBars& made_;
  std::vector<Lanes> lanes_;
};

// Leaves out the nodes without a bar.
void keep_used_rows(GanttBars& made, const BarMaker& maker, const std::vector<std::string_view>& names) {
  std::vector<std::size_t> row_of(names.size());
  for (std::size_t node = 0; node < names.size(); ++node) {
    row_of[node] = made.rows.size();
    if (maker.lanes(node) > 0) made.rows.push_back({names[node], maker.lanes(node)});
  }
  for (GanttBar& bar : made.bars) bar.row = row_of[bar.row];
}

}  // namespace

GanttBars gantt_bars(const RunResults& run, std::size_t most_jobs, std::size_t most_bars) {
  const std::vector<std::string_view> names = node_names(run);
  NodeRows known;
  for (std::size_t node = 0; node < names.size(); ++node) known.emplace(names[node], node);
  GanttBars made;
  std::vector<std::size_t> order;
  for (std::size_t job = 0; job < run.jobs.size(); ++job) {
    if (run.jobs[job].start_s) order.push_back(job);
  }
  made.started = order.size();
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return *run.jobs[a].start_s < *run.jobs[b].start_s; });
  const std::size_t cpus = cpu_lanes(run, names.size());
  made.lanes_are_cpus = cpus > 0 && cpus <= most_cpu_lanes;
  BarMaker maker(made, names.size(), made.lanes_are_cpus ? cpus : 0);
  for (const std::size_t job : order) {
    if (made.jobs.size() == most_jobs || made.bars.size() >= most_bars) break;
    const JobRow& it = run.jobs[job];
    const double end = it.end_s.value_or(run.document.end_s);
    const auto wanted = made.lanes_are_cpus ? std::clamp<std::size_t>(static_cast<std::size_t>((it.cpu_milli + 999) / 1000), 1, cpus) : 1;
    for (const std::size_t row : rows_in(run, it, known)) maker.add(made.jobs.size(), row, *it.start_s, end, wanted);
    made.jobs.push_back(job);
  }
  keep_used_rows(made, maker, names);
  return made;
}

}  // namespace suanli::page
