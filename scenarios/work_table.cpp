// work_table.cpp -- names, questions, answers, tables.
#include "scenarios/work_table.h"

#include "scenarios/work_inputs.h"
#include "sim/base/check.h"
#include "sim/cost/work/table_layout.h"

namespace suanli {

void WorkTables::add(const std::string& key, const ScenarioFile& file, const Workload& workload, const Cluster& cluster) {
  SUANLI_ASSERT(tables_.empty() && !layouts_.contains(key), "tables are filled once, each added once");
  if (workload.works.empty()) return;
  const CostNames names(file.scenario, catalogs_);
  layouts_.emplace(key, lay_out(workload, cluster, work_inputs(names, workload, cluster, file.path), questions_));
}

void WorkTables::fill(PlanSearcher& searcher) {
  answers_ = questions_.answer(searcher);
  for (auto& [key, layout] : layouts_) tables_.emplace(key, EstimateTable(std::move(layout), answers_));
  layouts_.clear();
}

const EstimateTable* WorkTables::find(const std::string& key) const {
  const auto found = tables_.find(key);
  return found == tables_.end() ? nullptr : &found->second;
}

std::unique_ptr<const WorkTables> filled_table(const ScenarioFile& file, const Workload& workload, const Cluster& cluster, PlanSearcher& searcher) {
  auto made = std::make_unique<WorkTables>();
  made->add({}, file, workload, cluster);
  made->fill(searcher);
  return made;
}

}  // namespace suanli
