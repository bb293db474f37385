// read_plan.cpp -- include, override, read by the tables, resolve names, then tell all problems in order.
#include "scenarios/plan/read_plan.h"

#include <filesystem>

#include "scenarios/plan/plan_fields.h"
#include "scenarios/scenario_sources.h"

namespace suanli {
namespace {

constexpr IncludedPart plan_parts[] = {{"/model", false, true},      {"/devices", true},         {"/device_catalog", true},
                                       {"/network_catalog", true}, {"/model_catalog", true}};

std::vector<std::string> notes_on(const PlanQuestion& question) {
  std::vector<std::string> notes;
  for (const PoolGroup& group : question.groups) {
    if (group.fabric.node_other_w <= 0) {
      notes.push_back("energy of " + group.device + " leaves out its nodes: no node_other_w is known for this network");
    }
  }
  return notes;
}

}  // namespace

AskedPlan read_plan(const std::string& path, const Overrides& overrides) {
  return read_plan(read_json(path), overrides);
}

AskedPlan read_plan(JsonDocument document, const Overrides& overrides) {
  AskedPlan asked;
  const std::string stem = std::filesystem::path(document.file).stem().string();
  const ScenarioSources sources(std::move(document), overrides, plan_parts);
  std::vector<Problem> problems;
  ReadContext context{problems, &sources};
  read_object(Node{sources.merged(), {}, context}, asked.file);
  if (problems.empty()) asked.question = plan_question(asked.file, problems);
  problems = sources.place(std::move(problems));
  if (!problems.empty()) throw InputError(std::move(problems));
  if (asked.file.name.empty()) asked.file.name = stem;
  asked.notes = notes_on(asked.question);
  return asked;
}

}  // namespace suanli
