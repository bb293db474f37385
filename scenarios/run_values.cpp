// run_values.cpp -- picks the values out of the document.
#include "scenarios/run_values.h"

#include "scenarios/json_document.h"

namespace suanli {
namespace {

// A policy of the effective scenario is a name or an object with one.
std::string policy_name(const nlohmann::json& policies, const char* kind) {
  const nlohmann::json& policy = policies.at(kind);
  return (policy.is_object() ? policy.at("name") : policy).get<std::string>();
}

}  // namespace

RunValues read_run_values(const std::string& path) {
  const JsonDocument document = read_json(path);
  try {
    const nlohmann::json& run = document.root;
    if (run.at("format") != "suanli-run") throw InputError(path, "is no run.json: its format is not \"suanli-run\"");
    const nlohmann::json& scenario = run.at("scenario");
    const auto end = to_duration(run.at("end_s").get<double>());
    if (!end) throw InputError(path, "/end_s is no time");
    RunValues values{scenario.at("name").get<std::string>(),
                     policy_name(scenario.at("policies"), "scheduling"),
                     policy_name(scenario.at("policies"), "placement"),
                     run.at("seed").dump(),
                     *end,
                     {},
                     {}};
    if (run.contains("requests")) {
      for (const nlohmann::json& service : scenario.at("services")) values.services.push_back(service.at("name").get<std::string>());
    }
    for (const auto& [key, value] : run.items()) {
      values.members.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump(2));
    }
    return values;
  } catch (const nlohmann::json::exception&) {
    throw InputError(path, "is no run.json of this program, or was changed", "run the scenario again");
  }
}

}  // namespace suanli
