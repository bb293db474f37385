// plan_document.cpp -- puts the parts of run.json together.
#include "scenarios/plan/plan_document.h"

#include "scenarios/json_document.h"
#include "scenarios/plan/plan_fields.h"

namespace suanli {
namespace {

constexpr std::string_view reason_keys[] = {"feasible", "no_such_rate", "devices", "batch", "heads", "layers", "experts", "sequence", "memory"};

Json devices_of(const PlanQuestion& question, const DeviceSet& set) {
  Json devices = Json::array();
  for (const GroupCount& one : set) devices.push_back({{"model", question.groups[one.group].device}, {"count", written_number(one.count)}});
  return devices;
}

Json outcome_of(const PlanQuestion& question, const SetOutcome& outcome) {
  Json json{{"devices", devices_of(question, outcome.devices)}, {"plans_searched", outcome.searched}};
  if (outcome.devices.size() > 1) return json;
  for (std::size_t reason = 0; reason < outcome.counts.size(); ++reason) json[std::string(reason_keys[reason])] = outcome.counts[reason];
  if (outcome.nearest) json["least_missing_gib"] = outcome.nearest->whole.missing_bytes / 1073741824.0;
  return json;
}

}  // namespace

std::string write_plan_document(std::string_view version, const PlanFile& file, const PlanQuestion& question, const PlanAnswer& answer) {
  Json run;
  run["format"] = "suanli-plan";
  run["version"] = std::string(version);
  run["status"] = answer.plans.empty() ? "infeasible" : "completed";
  run["plans_searched"] = answer.searched;
  run["searches"] = Json::array();
  for (const SetOutcome& outcome : answer.sets) run["searches"].push_back(outcome_of(question, outcome));
  run["plan"] = write_object(file);
  return run.dump(2) + '\n';
}

std::optional<std::string> plan_of_results(const std::string& path) {
  try {
    const nlohmann::json run = read_json(path).root;
    if (!run.is_object() || run.value("format", "") != "suanli-plan") return std::nullopt;
    return run.at("plan").at("name").get<std::string>();
  } catch (const InputError&) {
    return std::nullopt;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace suanli
