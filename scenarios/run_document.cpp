// run_document.cpp -- puts the parts of run.json together.
#include "scenarios/run_document.h"

#include "scenarios/json_document.h"
#include "scenarios/scenario_fields.h"
#include "sim/report/signature.h"

namespace suanli {
namespace {

Json counts(const JobCounts& counts, std::size_t never_submitted) {
  Json json;
  json["submitted"] = counts.submitted;
  for (std::size_t status = 0; status < job_status_names.size(); ++status) {
    json[std::string(job_status_names[status])] = counts.by_status[status];
  }
  json["never_submitted"] = never_submitted;
  return json;
}

Json cleaning(const Ledger& ledger) {
  Json rows = Json::array();
  for (const LedgerRow& row : ledger.rows()) {
    rows.push_back({{"action", std::string(name_of(row.action))}, {"reason", row.reason}, {"count", row.count}, {"first_line", row.first_line}});
  }
  return rows;
}

// A policy is a name, or an object with its parameters.
std::string policy_name(const Json& policy) {
  return policy.is_string() ? policy.get<std::string>() : policy.at("name").get<std::string>();
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
  run["jobs"] = counts(facts.jobs, facts.never_arrived);
  if (facts.requests) run["requests"] = counts(*facts.requests, facts.requests_never_arrived);
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

RunDocument read_run_document(const std::string& path) {
  // Read twice: the first reader knows every kind of damage, the second keeps the order of keys.
  const Json run = Json::parse(read_json(path).text);
  if (!run.is_object() || run.value("format", "") != "suanli-run") throw InputError(path, "is no run.json of a run", "suanli run SCENARIO.json -o DIR writes one");
  try {
    RunDocument told;
    told.version = run.at("version").get<std::string>();
    told.status = run.at("status").get<std::string>();
    told.seed = run.at("seed").get<std::uint64_t>();
    told.signature = run.at("signature").get<std::string>();
    told.limits_hit = run.at("limits_hit").get<std::vector<std::string>>();
    for (const auto& [status, count] : run.at("jobs").items()) told.jobs.emplace_back(status, count.get<std::uint64_t>());
    if (run.contains("requests")) {
      for (const auto& [status, count] : run.at("requests").items()) told.requests.emplace_back(status, count.get<std::uint64_t>());
    }
    told.end_s = run.at("end_s").get<double>();
    told.from_s = run.at("window").at("from_s").get<double>();
    told.until_s = run.at("window").at("until_s").get<double>();
    told.workload_source = run.at("workload").at("source").get<std::string>();
    told.workload_hash = run.at("workload").at("content_hash").get<std::string>();
    const Json& scenario = run.at("scenario");
    told.name = scenario.at("name").get<std::string>();
    told.why = scenario.value("why", "");
    told.scheduling = policy_name(scenario.at("policies").at("scheduling"));
    told.placement = policy_name(scenario.at("policies").at("placement"));
    told.scenario = scenario.dump(2);
    return told;
  } catch (const Json::exception& error) {
    throw InputError(path, "is damaged or of another version: " + std::string(error.what()), "run the scenario again");
  }
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
