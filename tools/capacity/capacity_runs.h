// capacity_runs.h -- a scenario run again and again with another number of replicas of one service, or another rate of requests.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/build.h"
#include "sim/report/metric.h"
#include "tools/capacity/capacity_search.h"

namespace suanli::capacity {

enum class Vary : unsigned char { replicas, rate };

struct Question {
  std::size_t service = 0;     // of the scenario's
  Vary vary = Vary::replicas;
  double goal = 0.99;          // attainment of the service's objective
  double rate_step = 1.02;     // neighbouring rates: as fine as the answer is
  unsigned threads = 1;
};

// What one run said of the service; nothing where the figure does not exist.
struct Figures {
  double attainment = 0;
  std::optional<double> ttft_p99_s;
  std::optional<double> tpot_p99_s;
  std::optional<double> latency_p99_s;
  std::optional<double> goodput_per_s;
  std::optional<double> cost_usd;
};

// Sizes are numbers of replicas, or steps of the rate: a smaller rate is a larger size, so that larger is easier for both. Size 0 is the rate that the
// workload has.
class CapacityRuns {
 public:
  // [InputError]
  CapacityRuns(const ScenarioFile& file, const Question& question);

  bool is_random() const { return is_random_; }
  std::int64_t low() const;
  std::int64_t high() const;
  std::int64_t start() const;
  // Requests per second of a size, on average over the workload.
  double rate_of(std::int64_t size) const;
  std::uint32_t replicas_of(std::int64_t size) const;
  std::string_view service_name() const { return file_.scenario.services[question_.service].name; }

  // Replicas that could answer everything if all were always busy and every batch the best (the fastest class of node, no waiting, any policy): the
  // lower bound of any answer; of one size. And the rate that so many replicas could answer.
  double perfect_replicas(std::int64_t size);
  double perfect_rate() { return rate_of(0) * replicas_of(0) / perfect_replicas(0); }

  // Attainments of replications [from, until). Runs in up to `threads` threads. [InputError], [PolicyError];
  // [LimitReached]: a run that a limit ends says nothing.
  std::vector<double> trials(std::int64_t size, std::size_t from, std::size_t until);
  // Of runs that were made.
  const Figures& figures(std::int64_t size, std::size_t replication) const { return figures_.at({size, replication}); }
  std::size_t runs() const { return figures_.size(); }

 private:
  struct Replication {
    std::uint64_t seed = 0;
    Jobs jobs;
    std::optional<Cluster> cluster;
    std::unique_ptr<const WorkTables> work;
  };
  const Replication& replication(std::size_t index);
  std::unique_ptr<const Workload> at_rate(const Workload& workload, std::int64_t size) const;
  ScenarioFile scenario_of(std::int64_t size) const;
  Figures run(std::int64_t size, const Replication& with) const;

  ScenarioFile file_;
  Question question_;
  bool is_random_ = false;
  std::int64_t most_replicas_ = 0;  // that the empty cluster holds
  double given_rate_ = 0;
  std::vector<std::unique_ptr<Replication>> replications_;
  std::map<std::pair<std::int64_t, std::size_t>, Figures> figures_;
};

}  // namespace suanli::capacity
