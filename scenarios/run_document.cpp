// run_document.cpp -- puts the parts of run.json together.
#include "scenarios/run_document.h"

#include "scenarios/json_document.h"
#include "scenarios/scenario_fields.h"
#include "sim/report/signature.h"

namespace suanli {
namespace {

Json counts(const RunFacts& facts) {
  Json json;
  json["submitted"] = facts.jobs.submitted;
  for (std::size_t status = 0; status < job_status_names.size(); ++status) {
    json[std::string(job_status_names[status])] = facts.jobs.by_status[status];
  }
  json["never_submitted"] = facts.never_arrived;
  return json;
}

Json cleaning(const Ledger& ledger) {
  Json rows = Json::array();
  for (const LedgerRow& row : ledger.rows()) {
    rows.push_back({{"action", std::string(name_of(row.action))}, {"reason", row.reason}, {"count", row.count}, {"first_line", row.first_line}});
  }
  return rows;
}

}  // namespace

std::string write_run_document(std::string_view version, const Scenario& scenario, const RunFacts& facts, const Provenance& workload,
                               const Ledger& ledger) {
  Json run;
  run["format"] = "suanli-run";
  run["version"] = std::string(version);
  run["status"] = facts.limit_hit ? "unfinished" : "completed";
  run["limits_hit"] = Json::array();
  if (facts.limit_hit) run["limits_hit"].push_back(*facts.limit_hit);
  run["seed"] = scenario.seed;
  run["signature"] = facts.signature;
  run["jobs"] = counts(facts);
  run["end_s"] = to_seconds(facts.end.time_since_epoch());
  run["window"] = {{"from_s", to_seconds(facts.window.from.time_since_epoch())},
                   {"until_s", to_seconds(facts.window.until.time_since_epoch())}};
  run["workload"] = {{"source", workload.source},
                     {"format", workload.format},
                     {"content_hash", signature_text(workload.content_hash)},
                     {"ledger", cleaning(ledger)},
                     {"acknowledgements", ledger.acknowledgements()}};
  run["scenario"] = write_object(scenario);
  return run.dump(2) + '\n';
}

std::optional<std::string> scenario_of_run(const std::string& path) {
  try {
    const nlohmann::json run = read_json(path).root;
    if (!run.is_object() || run.value("format", "") != "suanli-run") return std::nullopt;
    return run.at("scenario").at("name").get<std::string>();
  } catch (const InputError&) {
    return std::nullopt;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace suanli
