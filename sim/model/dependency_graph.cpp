// dependency_graph.cpp -- the job graph of Boost.Graph and a depth-first walk that keeps its path.
#include "sim/model/dependency_graph.h"

#include <algorithm>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/depth_first_search.hpp>
#include <utility>

namespace suanli {
namespace {

using JobGraph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                    boost::no_property, std::uint32_t, std::uint32_t>;

class CycleVisitor : public boost::default_dfs_visitor {
 public:
  CycleVisitor(std::vector<std::uint32_t>& path, DependencyCycles& cycles, std::size_t max_listed)
      : path_(path), cycles_(cycles), max_listed_(max_listed) {}

  void discover_vertex(std::uint32_t job, const JobGraph&) {
    path_.push_back(job);
  }
  void finish_vertex(std::uint32_t, const JobGraph&) {
    path_.pop_back();
  }

  template <class Edge>
  void back_edge(const Edge& edge, const JobGraph& graph) {
    if (++cycles_.count > max_listed_) return;
    const std::uint32_t closes_at = target(edge, graph);
    DependencyCycle cycle;
    for (auto at = std::find(path_.begin(), path_.end(), closes_at); at != path_.end(); ++at) {
      cycle.push_back(static_cast<JobId>(*at));
    }
    cycle.push_back(static_cast<JobId>(closes_at));
    cycles_.listed.push_back(std::move(cycle));
  }

 private:
  std::vector<std::uint32_t>& path_;
  DependencyCycles& cycles_;
  std::size_t max_listed_;
};

}  // namespace

DependencyCycles find_dependency_cycles(std::span<const std::uint32_t> begin, std::span<const JobId> dependencies,
                                        std::size_t max_listed) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
  edges.reserve(dependencies.size());
  bool all_point_back = true;  // then the order of JobIds is a topological order
  for (std::uint32_t job = 0; job + 1 < begin.size(); ++job) {
    for (std::uint32_t at = begin[job]; at < begin[job + 1]; ++at) {
      edges.emplace_back(job, static_cast<std::uint32_t>(dependencies[at]));
      all_point_back = all_point_back && edges.back().second < job;
    }
  }
  if (all_point_back) return {};

  const auto jobs = static_cast<std::uint32_t>(begin.size() - 1);
  const JobGraph graph(boost::edges_are_sorted, edges.begin(), edges.end(), jobs);
  std::vector<std::uint32_t> path;
  DependencyCycles cycles;
  std::vector<boost::default_color_type> colors(jobs, boost::white_color);
  const auto color_map = boost::make_iterator_property_map(colors.begin(), get(boost::vertex_index, graph));
  boost::depth_first_search(graph, boost::visitor(CycleVisitor(path, cycles, max_listed)).color_map(color_map));
  return cycles;
}

}  // namespace suanli
