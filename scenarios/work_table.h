// work_table.h -- tables of estimates of workloads on clusters, filled in one batch.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "scenarios/cost_names.h"
#include "scenarios/read_scenario.h"
#include "sim/cost/estimate_table.h"
#include "sim/cost/work/step_questions.h"
#include "sim/model/cluster.h"
#include "sim/model/workload.h"

namespace suanli {

// Several tables, by key. Steps that several of them want are estimated once.
class WorkTables {
 public:
  WorkTables() : catalogs_(built_in_cost_catalogs()) {}
  WorkTables(const WorkTables&) = delete;
  WorkTables& operator=(const WorkTables&) = delete;

  // All steps of all jobs on all places that they may have. Nothing for a workload whose jobs describe no work. REQUIRES not filled yet and a
  // new key. [InputError] as work_inputs.
  void add(const std::string& key, const ScenarioFile& file, const Workload& workload, const Cluster& cluster);
  bool has(const std::string& key) const { return layouts_.contains(key) || tables_.contains(key); }
  void fill(PlanSearcher& searcher);

  // Null when nothing of that key was added. REQUIRES filled; valid as long as this.
  const EstimateTable* find(const std::string& key) const;
  std::size_t count() const { return layouts_.size() + tables_.size(); }
  std::size_t steps() const { return questions_.size(); }
  std::size_t searches() const { return questions_.searches(); }

 private:
  CostCatalogs catalogs_;
  StepQuestions questions_;
  std::map<std::string, EstimateLayout> layouts_;
  StepAnswers answers_;
  std::map<std::string, EstimateTable> tables_;
};

// One table, with the empty key; none where no job describes its work. [InputError] as work_inputs.
std::unique_ptr<const WorkTables> filled_table(const ScenarioFile& file, const Workload& workload, const Cluster& cluster, PlanSearcher& searcher);

}  // namespace suanli
